"""Small files that are only a little different: what version 0.1.0 made of each, and what is to be made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

PEOPLE = "employee_id,department\nann,A\nbo,A\ncy,B\ndi,B\n"


@dataclass(frozen=True)
class Case:
    """A file or two and what a reader must say.

    Attributes
    ----------
    name:
        What is odd about it.
    ties, people:
        The files as text; ``people`` None means that the file of ties holds them, or that there is no list.
    before:
        What version 0.1.0 made of it.
    contact:
        "from to" → contact that must come out; ties not named must not be there. None where it is refused.
    says:
        What notes, uses of columns, or the refusal must hold.
    ending:
        Of the file of ties.
    asked:
        Options of the reading.
    person, facts:
        Somebody, and what must come out for this person: level, manager, department, tenure (weeks).
    """

    name: str
    ties: str
    before: str
    says: str
    contact: dict[str, float] | None = None
    people: str | None = PEOPLE
    ending: str = "csv"
    asked: dict[str, object] = field(default_factory=dict)
    person: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def pairs(*ties: str, strength: float = 1.0) -> dict[str, float]:
    return dict.fromkeys(ties, strength)


ONE = "from,to\nann,bo\n"
CASES = (
    # what a column is for
    Case(
        "counts of 1 to 5",
        "from,to,count\nann,bo,1\nann,cy,2\nbo,cy,3\nbo,di,4\ncy,di,5\n",
        "ann bo deleted as an answer of never",
        "divided by the greatest, 5",
        {"ann bo": 0.2, "ann cy": 0.4, "bo cy": 0.6, "bo di": 0.8, "cy di": 1},
    ),
    Case(
        "Norwegian counts of 1 to 5",
        "fra;til;antall\nann;bo;1\nann;cy;2\nbo;cy;3\nbo;di;4\ncy;di;5\n",
        "ann bo deleted",
        "antall: strength|divided by the greatest, 5",
        {"ann bo": 0.2, "ann cy": 0.4, "bo cy": 0.6, "bo di": 0.8, "cy di": 1},
    ),
    Case(
        "days of contact, 1 to 5",
        "from,to,days\nann,bo,1\nann,cy,2\nbo,cy,3\nbo,di,4\ncy,di,5\n",
        "column ignored, all ties 1",
        "days: strength",
        {"ann bo": 0.2, "ann cy": 0.4, "bo cy": 0.6, "bo di": 0.8, "cy di": 1},
    ),
    Case(
        "messages",
        "from,to,messages\nann,bo,4\nann,cy,1\n",
        "column ignored, both ties 1",
        "messages: strength",
        {"ann bo": 1, "ann cy": 0.25},
    ),
    Case(
        "emails",
        "from,to,emails\nann,bo,90\nann,cy,1\n",
        "column ignored, both ties 1",
        "emails: strength",
        {"ann bo": 1, "ann cy": 1 / 90},
    ),
    Case(
        "answers named by their ends",
        "from,to,strength (1-5)\nann,bo,1\nann,cy,5\nbo,cy,3\n",
        "column ignored, three ties of 1",
        r"answers 1 \(never\) to 5; 1 rows at 1 or less count 0",
        {"ann cy": 1, "bo cy": 0.5},
    ),
    Case(
        "answers outside their ends",
        "from,to,strength (1-5)\nann,bo,6\nann,cy,5\n",
        "column ignored, both ties 1",
        "line 2: strength = 6.0: outside its scale; expected 1 to 5",
    ),
    Case(
        "answers by name",
        "from,to,svar\nann,bo,1\nann,cy,2\nbo,cy,3\nbo,di,4\ncy,di,5\n",
        "column ignored, all ties 1",
        r"answers 1 \(never\) to 5; 1 rows at 1",
        {"ann cy": 0.25, "bo cy": 0.5, "bo di": 0.75, "cy di": 1},
    ),
    Case(
        "answers asked for",
        "from,to,weight\nann,bo,1\nann,cy,3\nbo,cy,5\n",
        "divided by 5",
        r"answers 1 \(never\) to 5",
        {"ann cy": 0.5, "bo cy": 1},
        asked={"scale": "1-5"},
    ),
    Case(
        "a scale for one kind",
        "from,to,kind,weight\nann,bo,advice,1\nann,cy,advice,5\nbo,cy,chat,1\nbo,di,chat,5\n",
        "no such option",
        "strength of advice: answers",
        {"ann cy": 1, "bo cy": 0.2, "bo di": 1},
        asked={"scale": "advice=1-5"},
    ),
    Case(
        "whole numbers 1 to 5 that no name explains",
        "from,to,weight\nann,bo,1\nann,cy,2\nbo,cy,3\nbo,di,4\ncy,di,5\n",
        "ann bo deleted",
        "if these are answers and 1 is never, say --scale 1-5",
        {"ann bo": 0.2, "ann cy": 0.4, "bo cy": 0.6, "bo di": 0.8, "cy di": 1},
    ),
    Case(
        "a typing slip in strength",
        "from,to,strenght\nann,bo,0.9\nann,cy,0.1\n",
        "column ignored, both ties 1",
        "'strenght': unknown column, but nearly one for strength.*Did you mean 'strength'",
    ),
    Case(
        "the slip, used as asked",
        "from,to,strenght\nann,bo,0.9\nann,cy,0.1\n",
        "column ignored, both ties 1",
        "strenght: strength",
        {"ann bo": 0.9, "ann cy": 0.1},
        asked={"columns": ["strength=strenght"]},
    ),
    Case(
        "the slip, left out as asked",
        "from,to,strenght\nann,bo,0.9\nann,cy,0.1\n",
        "column ignored, both ties 1",
        "strenght: not used, as asked",
        pairs("ann bo", "ann cy"),
        asked={"columns": ["ignore=strenght"]},
    ),
    Case(
        "a typing slip in department",
        ONE,
        "everybody in one department",
        "nearly one for department.*'department'",
        people="employee_id,deparment\nann,A\nbo,B\n",
    ),
    Case(
        "a typing slip in manager_id",
        ONE,
        "nobody has a manager",
        "nearly one for manager",
        people="employee_id,mangager_id\nann,\nbo,ann\n",
    ),
    Case(
        "Norwegian personnel system",
        ONE,
        "no department and no manager",
        "Organisasjonsenhet: department|Leders ansattnr: manager",
        pairs("ann bo"),
        people="Ansattnr;Navn;Organisasjonsenhet;Leders ansattnr\nann;Ann A;Salg;\nbo;Bo B;Drift;ann\n",
        person="bo",
        facts={"manager": "ann", "department": "Drift"},
    ),
    Case(
        "Workday",
        ONE,
        "no department and no manager",
        "Supervisory Organization: department|Manager Employee ID: manager|Cost Center: not used",
        pairs("ann bo"),
        people="Employee ID,Worker,Manager Employee ID,Supervisory Organization,Cost Center\nann,Ann,,North,1\nbo,Bo,ann,South,2\n",
        person="bo",
        facts={"manager": "ann", "department": "South"},
    ),
    Case(
        "Viva Insights",
        "TieOrigin_PersonId,TieDestination_PersonId,StrongTieScore\nann,bo,0.5\n",
        "refused: no column source_id",
        "Organization: department|Layer: level|StrongTieScore: strength",
        {"ann bo": 0.5},
        people="PersonId,ManagerId,Organization,Layer\nann,,North,0\nbo,ann,North,1\n",
        person="bo",
        facts={"level": 2, "manager": "ann"},
    ),
    Case(
        "two columns that may be the strength",
        "from,to,emails,meetings\nann,bo,3,9\nann,cy,9,3\n",
        "both ignored, ties 1",
        "emails, meetings.*expected a choice: --column strength=emails",
    ),
    Case(
        "every column is told",
        "source_id,target_id,strength,Comment\nann,bo,0.5,x\n",
        "Comment ignored, not told",
        "Comment: not used",
        {"ann bo": 0.5},
    ),
    # direction
    Case(
        "Gephi, undirected",
        "Source,Target,Type,Id,Weight\nann,bo,Undirected,0,1.0\n",
        "a kind of tie, Undirected",
        "Type: directed",
        pairs("ann bo", "bo ann"),
    ),
    Case(
        "Gephi, row by row",
        "Source,Target,Type\nann,bo,Undirected\ncy,di,Directed\n",
        "kinds of tie, Undirected and Directed",
        "row by row, as the file says; 1 of 2 rows stand for both",
        pairs("ann bo", "bo ann", "cy di"),
    ),
    Case(
        "direction yes and no",
        "from,to,directed\nann,bo,no\ncy,di,yes\n",
        "refused",
        "row by row",
        pairs("ann bo", "bo ann", "cy di"),
    ),
    Case(
        "direction as asked",
        ONE,
        "no such option",
        "direction: both, as asked",
        pairs("ann bo", "bo ann"),
        asked={"directed": False},
    ),
    # repeats
    Case(
        "a log of messages without times",
        "from,to\nann,bo\nann,bo\nann,bo\nann,cy\n",
        "repeats dropped, both ties 1",
        "2 of 4 rows repeat a pair: each may be a message.*--repeats sum",
    ),
    Case(
        "the log, counted",
        "from,to\nann,bo\nann,bo\nann,bo\nann,cy\n",
        "repeats dropped, both ties 1",
        "4 rows for 2 pairs were counted, as asked",
        {"ann bo": 1, "ann cy": 1 / 3},
        asked={"repeats": "sum"},
    ),
    Case(
        "the log, each pair once",
        "from,to\nann,bo\nann,bo\nann,cy\n",
        "repeats dropped",
        "count once each pair",
        pairs("ann bo", "ann cy"),
        asked={"repeats": "last"},
    ),
    Case(
        "events with times",
        "time,from,to\n2026-01-05 09:00,ann,bo\n2026-01-05 10:00,ann,bo\n2026-01-06 09:00,ann,cy\n",
        "repeats dropped, both ties 1",
        "because they have a time",
        {"ann bo": 1, "ann cy": 0.5},
    ),
    Case(
        "weekly counts of a pair",
        "week,from,to,count\n1,ann,bo,3\n2,ann,bo,1\n1,ann,cy,2\n",
        "refused: another strength",
        "3 rows for 2 pairs were summed, because they have a time",
        {"ann bo": 1, "ann cy": 0.5},
    ),
    Case(
        "weekly counts, the mean",
        "week,from,to,count\n1,ann,bo,3\n2,ann,bo,1\n1,ann,cy,2\n",
        "refused: another strength",
        "averaged, as asked",
        {"ann bo": 1, "ann cy": 1},
        asked={"repeats": "mean"},
    ),
    Case(
        "weekly counts, the latest",
        "week,from,to,count\n2,ann,bo,1\n1,ann,bo,3\n1,ann,cy,2\n",
        "refused: another strength",
        "reduced to the last",
        {"ann bo": 0.5, "ann cy": 1},
        asked={"repeats": "last"},
    ),
    Case(
        "weekly counts, the greatest",
        "from,to,count\nann,bo,3\nann,bo,1\nann,cy,2\n",
        "refused: another strength",
        "reduced to the greatest",
        {"ann bo": 1, "ann cy": 2 / 3},
        asked={"repeats": "max"},
    ),
    Case(
        "rows that disagree",
        "from,to,strength\nann,bo,0.3\nann,bo,0.1\n",
        "refused",
        "another strength.*--repeats sum, mean",
    ),
    Case(
        "a repeat among twenty",
        "from,to\n" + "".join(f"p{i},p{i + 1}\n" for i in range(30)) + "p0,p1\n",
        "dropped and told",
        "1 rows that repeat another were left out",
        pairs(*(f"p{i} p{i + 1}" for i in range(30))),
        people="id\n" + "".join(f"p{i}\n" for i in range(31)),
    ),
    # numbers
    Case(
        "thousands in a column of counts",
        'from,to,messages\nann,bo,"1,234"\nann,cy,950\n',
        "column ignored",
        "1,234 is 1234, because this counts something",
        {"ann bo": 1, "ann cy": 950 / 1234},
    ),
    Case(
        "thousands or decimals",
        'from,to,weight\nann,bo,"1,234"\nann,cy,950\n',
        "the busiest pair became the weakest",
        "strength = '1,234': may be 1234 or 1.234; expected --decimal comma, or --decimal point",
    ),
    Case(
        "thousands, as asked",
        'from,to,weight\nann,bo,"1,234"\nann,cy,950\n',
        "the busiest pair became the weakest",
        "strength",
        {"ann bo": 1, "ann cy": 950 / 1234},
        asked={"decimal": "point"},
    ),
    Case(
        "a point between thousands beside a decimal comma",
        "from;to;weight\nann;bo;2.105\nann;cy;12,5\n",
        "12,5 above 2.105",
        "12,5 shows its decimal sign, so 2.105 is 2105",
        {"ann bo": 1, "ann cy": 12.5 / 2105},
    ),
    Case(
        "comma and point for decimals",
        "from;to;weight\nann;bo;0.5\nann;cy;0,7\n",
        "both read",
        "line 3: strength = '0,7': decimals with a comma beside decimals with a point",
    ),
    # levels, tenure, departments
    Case(
        "pay grades as level",
        ONE,
        "the lowest paid on top",
        "the highest number is the top, as pay grades do",
        pairs("ann bo"),
        people="id,level\nann,46\nbo,75\ncy,60\n",
        person="bo",
        facts={"level": 1},
    ),
    Case(
        "pay grades by name",
        ONE,
        "column ignored, all on one level",
        "the highest number is the top, as pay grades do",
        pairs("ann bo"),
        people="id,Lønnstrinn\nann,3\nbo,9\n",
        person="bo",
        facts={"level": 1},
    ),
    Case(
        "levels, as asked",
        ONE,
        "no such option",
        "the highest number is the top, as asked or",
        pairs("ann bo"),
        people="id,level\nann,1\nbo,4\n",
        person="bo",
        facts={"level": 1},
        asked={"level": "bottom"},
    ),
    Case(
        "tenure in months by name",
        ONE,
        "column ignored",
        "tenure_months",
        pairs("ann bo"),
        people="id,tenure (months)\nann,24\nbo,240\n",
        person="ann",
        facts={"tenure": 2 * 365.25 / 7},
    ),
    Case(
        "tenure in months without a unit",
        ONE,
        "240 refused, 90 read as years",
        "no unit is given, and these are hardly years",
        people="id,tenure\nann,24\nbo,90\n",
    ),
    Case(
        "tenure in months, as asked",
        ONE,
        "read as years",
        "tenure",
        pairs("ann bo"),
        people="id,tenure\nann,24\nbo,90\n",
        asked={"tenure": "months"},
        person="ann",
        facts={"tenure": 2 * 365.25 / 7},
    ),
    Case(
        "tenure of years without a unit",
        ONE,
        "read as years",
        "taken to be years",
        pairs("ann bo"),
        people="id,tenure\nann,2\nbo,9\n",
        person="ann",
        facts={"tenure": 2 * 365.25 / 7},
    ),
    Case(
        "North America",
        ONE,
        "bo in unknown",
        "department NA: taken to be a name",
        pairs("ann bo"),
        people="id,department\nann,EU\nbo,NA\n",
        person="bo",
        facts={"department": "NA"},
    ),
    Case(
        "NA for missing",
        ONE,
        "bo in unknown, not told",
        "department NA: taken to mean that it is not known",
        pairs("ann bo"),
        people="id,department\nann,Sales\nbo,NA\n",
        person="bo",
        facts={"department": "unknown"},
    ),
    # who there is
    Case(
        "people who are not on the list",
        "from,to\nann,bo\nann,eve\nfay,bo\n",
        "the first refused, with a guess",
        "2 people are not on the list of employees: eve, fay; expected the id of an employee, or --unlisted",
    ),
    Case(
        "the unlisted left out",
        "from,to\nann,bo\nann,eve\nfay,bo\n",
        "no such option",
        "2 people who are not on the list of employees were left out, with 2 rows",
        pairs("ann bo"),
        asked={"unlisted": "leave-out"},
    ),
    Case(
        "the unlisted added",
        "from,to\nann,bo\nann,eve\n",
        "no such option",
        "1 people who are not on the list of employees were added",
        pairs("ann bo", "ann eve"),
        asked={"unlisted": "add"},
        person="eve",
        facts={"department": "unknown"},
    ),
    Case(
        "ids that lost their zeros",
        "from,to\n7,8\n",
        "the first refused",
        "only by zeros in front",
        people="id\n007\n008\n",
    ),
    Case(
        "a manager who is not on the list",
        ONE,
        "refused with a guess",
        "manager = 'eve': this person is not on the list",
        people="id,manager\nann,eve\nbo,ann\n",
    ),
    Case(
        "name and id of the manager",
        ONE,
        "refused: the name is no id",
        "Leder: manager_name|Leder ansattnr: manager",
        pairs("ann bo"),
        people="id;Leder;Leder ansattnr\nann;;\nbo;Ann A;ann\n",
        person="bo",
        facts={"manager": "ann"},
    ),
    Case(
        "the manager by name",
        ONE,
        "refused",
        "1 cells of 'Nærmeste leder' are names",
        pairs("ann bo"),
        people="ansattnr;navn;Nærmeste leder\nann;Ann Aa;\nbo;Bo Bo;Ann Aa\n",
        person="bo",
        facts={"manager": "ann"},
    ),
    Case(
        "a name that two people have",
        ONE,
        "refused",
        "2 people have this name; expected the manager's id",
        people="ansattnr;navn;leder\nann;Kim Aa;\nbo;Kim Aa;\ncy;Cy;Kim Aa\n",
    ),
    Case(
        "the manager's id behind the name",
        ONE,
        "refused",
        "manager",
        pairs("ann bo"),
        people="id,manager\nann,\nbo,Ann Aa (ann)\n",
        person="bo",
        facts={"manager": "ann"},
    ),
    Case(
        "a leader or not",
        ONE,
        "refused: nobody is called Ja",
        "Leder: not used: it says who leads, not whom",
        pairs("ann bo"),
        people="id;Leder\nann;Ja\nbo;Nei\n",
        person="bo",
        facts={"manager": None},
    ),
    Case(
        "an empty far end",
        "from,to\nann,bo\ncy,\n",
        "refused",
        "1 rows name nobody at the far end and were left out",
        pairs("ann bo"),
    ),
    Case(
        "an empty far end of a strong tie",
        "from,to,strength\nann,bo,1\ncy,,0.5\n",
        "refused",
        "line 3: target_id: missing",
    ),
    Case(
        "an id that a spreadsheet rounded",
        "from,to\n1.23E+17,bo\n",
        "nobody has it",
        "a spreadsheet has rounded this id",
    ),
    Case(
        "ties without a list of employees",
        ONE,
        "a second file was needed",
        "people without a tie are missed",
        pairs("ann bo"),
        people=None,
    ),
    # graph files
    Case(
        "Pajek, arcs then edges",
        '*Vertices 3\n1 "ann"\n2 "bo"\n3 "cy"\n*Arcs\n1 2 1\n*Edges\n2 3 1\n',
        "refused",
        "row by row",
        pairs("ann bo", "bo cy", "cy bo"),
        people=None,
        ending="net",
    ),
    Case(
        "Pajek, edges then arcs",
        '*Vertices 3\n1 "ann"\n2 "bo"\n3 "cy"\n*Edges\n2 3 1\n*Arcs\n1 2 1\n',
        "refused",
        "row by row",
        pairs("ann bo", "bo cy", "cy bo"),
        people=None,
        ending="net",
    ),
    Case(
        "Pajek, a list of arcs",
        '*Vertices 4\n1 "ann"\n2 "bo"\n3 "cy"\n4 "di"\n*Arcslist\n1 2 3 4\n',
        "refused",
        "direction: one, as the file says",
        pairs("ann bo", "ann cy", "ann di"),
        people=None,
        ending="net",
    ),
    Case(
        "Pajek project with a partition",
        '*Network n\n*Vertices 3\n1 "ann"\n2 "bo"\n3 "cy"\n*Arcs\n1 2 1\n2 3 1\n\n*Partition department.clu\n*Vertices 3\n1\n1\n2\n',
        "refused",
        "department: department",
        pairs("ann bo", "bo cy"),
        people=None,
        ending="paj",
        person="cy",
        facts={"department": "2"},
    ),
    Case(
        "Pajek, two people of one name",
        '*Vertices 3\n1 "Kim"\n2 "Kim"\n3 "cy"\n*Arcs\n1 3 1\n2 3 1\n',
        "refused",
        "as the file says",
        pairs("1 3", "2 3"),
        people=None,
        ending="net",
    ),
    Case(
        "Pajek, named relations",
        '*Vertices 2\n1 "ann"\n2 "bo"\n*Arcs :1 "advice"\n1 2 1\n*Arcs :2 "trust"\n2 1 1\n',
        "refused",
        "strength of advice",
        pairs("ann bo"),
        people=None,
        ending="net",
    ),
    Case(
        "GraphML, departments as groups",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"><node id="Sales"><graph edgedefault="directed">'
        '<node id="ann"/><node id="bo"/><edge source="ann" target="bo"/></graph></node><node id="cy"/><edge source="bo" target="cy"/>'
        "</graph></graphml>",
        "refused",
        "1 groups of nodes were opened",
        pairs("ann bo", "bo cy"),
        people=None,
        ending="graphml",
        person="ann",
        facts={"department": "Sales"},
    ),
    Case(
        "GraphML, a tie without weight",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge" attr.name="weight" attr.type="double"/>'
        '<graph edgedefault="directed"><node id="ann"/><node id="bo"/><edge source="ann" target="bo"><data key="w">2</data></edge>'
        '<edge source="bo" target="ann"/></graph></graphml>',
        "refused",
        "ties, line 2: strength: missing",
        people=None,
        ending="graphml",
    ),
    Case(
        "GraphML, a default for weight",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge" attr.name="weight" attr.type="double">'
        '<default>1</default></key><graph edgedefault="directed"><node id="ann"/><node id="bo"/><edge source="ann" target="bo">'
        '<data key="w">2</data></edge><edge source="bo" target="ann"/></graph></graphml>',
        "refused",
        "divided by the greatest, 2",
        {"ann bo": 1, "bo ann": 0.5},
        people=None,
        ending="graphml",
    ),
    Case(
        "GraphML, one undirected tie among directed",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"><node id="ann"/><node id="bo"/><node id="cy"/>'
        '<edge source="ann" target="bo" directed="false"/><edge source="bo" target="cy"/></graph></graphml>',
        "refused",
        "row by row",
        pairs("ann bo", "bo ann", "bo cy"),
        people=None,
        ending="graphml",
    ),
    Case(
        "GraphML, a tie to nobody",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"><node id="ann"/><edge source="ann" target="bo"/>'
        "</graph></graphml>",
        "refused",
        "target = 'bo': no node has this id",
        people=None,
        ending="graphml",
    ),
    Case(
        "GEXF 1.3 of Gephi",
        '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="undirected"><nodes><node id="0" label="ann"/>'
        '<node id="1" label="bo"/></nodes><edges><edge source="0" target="1" weight="2.0"/></edges></graph></gexf>',
        "refused",
        "direction: both, as the file says",
        pairs("ann bo", "bo ann"),
        people=None,
        ending="gexf",
    ),
    Case(
        "GEXF, strengths as an attribute with the id weight",
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed">'
        '<attributes class="edge"><attribute id="weight" title="Weight" type="double"/></attributes><nodes><node id="ann" label="ann"/><node id="bo" label="bo"/><node id="cy" label="cy"/></nodes>'
        '<edges><edge id="0" source="ann" target="bo"><attvalues><attvalue for="weight" value="4"/></attvalues></edge><edge id="1" source="bo"'
        ' target="cy"><attvalues><attvalue for="weight" value="1"/></attvalues></edge></edges></graph></gexf>',
        "both ties of strength 1",
        "Weight: strength",
        {"ann bo": 1, "bo cy": 0.25},
        people=None,
        ending="gexf",
    ),
    Case(
        "GEXF, another fact of ties with the id weight",
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed">'
        '<attributes class="edge"><attribute id="weight" title="trust" type="double"/></attributes><nodes><node id="ann" label="ann"/><node id="bo" label="bo"/><node id="cy" label="cy"/></nodes>'
        '<edges><edge id="0" source="ann" target="bo" weight="2"><attvalues><attvalue for="weight" value="1"/></attvalues></edge>'
        '<edge id="1" source="bo" target="cy" weight="4"/></edges></graph></gexf>',
        "trust passed over without a word",
        "trust: not used",
        {"ann bo": 0.5, "bo cy": 1},
        people=None,
        ending="gexf",
    ),
    Case(
        "GEXF, strengths that change over time",
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed">'
        '<attributes class="edge" mode="dynamic"><attribute id="weight" title="Weight" type="float"/></attributes><nodes><node id="ann" label="ann"/><node id="bo" label="bo"/><node id="cy" label="cy"/></nodes>'
        '<edges><edge id="0" source="ann" target="bo"><attvalues><attvalue for="weight" value="5" start="1" end="2"/>'
        '<attvalue for="weight" value="1" start="2" end="9"/></attvalues></edge></edges></graph></gexf>',
        "strength 1, and a note that facts were left out",
        "ties, line 1: Weight: the strength of ties changes over time",
        people=None,
        ending="gexf",
    ),
    Case(
        "visone, whose attribute says which ties are directed",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns/graphml" xmlns:visone="http://visone.info/xmlns">'
        '<key id="d5" for="edge" attr.name="visone.direction" attr.type="boolean"><default>false</default></key>'
        '<graph edgedefault="directed"><node id="ann"/><node id="bo"/><node id="cy"/>'
        '<edge source="ann" target="bo"><data key="d5">true</data></edge><edge source="bo" target="cy"/></graph></graphml>',
        "both ties directed",
        "direction of ties: as visone.direction says of each",
        {"ann bo": 1, "bo cy": 1, "cy bo": 1},
        people=None,
        ending="graphml",
    ),
    Case(
        "GraphML from R, a tie of which nobody knows",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="v" for="node" attr.name="vertex.names" attr.type="string"/>'
        '<key id="e" for="edge" attr.name="na" attr.type="boolean"/><graph edgedefault="directed">'
        '<node id="n0"><data key="v">ann</data></node><node id="n1"><data key="v">bo</data></node><edge source="n0" target="n1">'
        '<data key="e">false</data></edge><edge source="n1" target="n0"><data key="e">true</data></edge></graph></graphml>',
        "both ties, people called n0 and n1",
        "not known .na. and were left out: 1",
        pairs("ann bo"),
        people=None,
        ending="graphml",
    ),
    Case(
        "an adjacency matrix with NA, as R writes it",
        '"","ann","bo","cy"\n"ann",0,1,NA\n"bo",0,0,1\n"cy",1,0,0\n',
        "the same ties, without a word",
        "that nothing is known, taken for no tie: 1",
        pairs("ann bo", "bo cy", "cy ann"),
        people=None,
    ),
    Case(
        "a matrix of Siena, parted by blanks",
        "0 1 0\n0 0 10\n1 9 0\n",
        "no table of ties",
        "is a matrix that names nobody",
        people=None,
        ending="dat",
    ),
    Case(
        "GEXF, ties of both sorts and none of weight",
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed"><nodes><node id="ann"/><node id="bo"/>'
        '<node id="cy"/></nodes><edges><edge id="0" source="ann" target="bo"/><edge id="1" source="bo" target="cy" type="undirected"/></edges>'
        "</graph></gexf>",
        "refused",
        "row by row",
        pairs("ann bo", "bo cy", "cy bo"),
        people=None,
        ending="gexf",
    ),
    Case(
        "UCINET DL, header on one line",
        "dl n=3 format=edgelist1\nlabels:\nann,bo,cy\ndata:\n1 2 1\n2 3 2\n",
        "refused",
        "divided by",
        {"ann bo": 0.5, "bo cy": 1},
        people=None,
        ending="dl",
    ),
    Case(
        "UCINET DL, a full matrix with values",
        "DL N = 3\nFORMAT = FULLMATRIX\nLABELS:\nann,bo,cy\nDATA:\n0 2 0\n0 0 4\n1 0 0\n",
        "refused",
        "divided by the greatest, 4",
        {"ann bo": 0.5, "bo cy": 1, "cy ann": 0.25},
        people=None,
        ending="txt",
    ),
    Case(
        "UCINET DL, labels in the data",
        "dl n=3 format=nodelist1\nlabels embedded\ndata:\nann bo cy\ncy bo\n",
        "refused",
        "direction: one, as the file says",
        pairs("ann bo", "ann cy", "cy bo"),
        people=None,
        ending="dl",
    ),
    Case(
        "UCINET DL, a quoted name with a blank",
        'DL n=3\nformat=edgelist1\nlabels:\n"ann aa"\nbo\ncy\ndata:\n1 2\n2 3\n',
        "refused",
        "direction: one, as the file says",
        pairs("ann aa bo", "bo cy"),
        people=None,
        ending="dl",
    ),
    Case(
        "a matrix whose columns stand in another order and whose empty cells are no ties",
        ";cy;ann;bo\nann;1;;\nbo;;1;\ncy;;;\n",
        "refused",
        "direction: one, as the file says",
        pairs("ann cy", "bo ann"),
        people=None,
    ),
    Case(
        "an adjacency matrix",
        ";ann;bo;cy\nann;0;1;0\nbo;0;0;0,5\ncy;0;0;0\n",
        "refused",
        "0 to 1 as given",
        {"ann bo": 1, "bo cy": 0.5},
        people=None,
    ),
    Case(
        "a matrix of other people across than down",
        ",ann,bo,cy,di,eve,fay\nann,0,1,0,0,0,0\nbo,0,0,0,0,0,0\ncy,0,0,0,0,0,0\ndi,0,0,0,0,0,0\n"
        "eve,0,0,0,0,0,0\ngus,0,0,0,0,0,0\n",
        "refused",
        "the matrix has people in rows or columns only",
        people=None,
    ),
    Case(
        "a matrix that names nobody",
        "0 1 0\n0 0 1\n1 0 0\n".replace(" ", ","),
        "refused",
        "a matrix that names nobody",
        people=None,
    ),
    # what is recognised and not read
    Case(
        "a GML graph",
        "graph [ node [ id 1 ] ]",
        "refused as no table",
        r"is a GML graph, which is not read; expected python -c",
        people=None,
        ending="gml",
    ),
    Case(
        "JSON",
        '{"nodes": [], "links": []}',
        "refused as no table",
        "is JSON, which is not read; expected python -c",
        people=None,
        ending="json",
    ),
)
