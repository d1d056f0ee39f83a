"""What columns may be called, in English and Norwegian, and in common personnel systems and network programs.

Names are simplified (:func:`crmsim.organisation.sheet.simple`) and stand the surest first: where a file has several of
a row, the first one counts.
"""

from __future__ import annotations

EMPLOYEE_COLUMNS: dict[str, tuple[str, ...]] = {
    "employee_id": (
        "employeeid", "employee", "ansattid", "ansattnr", "ansattnummer", "ansatt", "medarbeiderid", "medarbeidernr",
        "medarbeider", "personid", "personnelnumber", "pernr", "workerid", "worker", "staffid", "person", "userid",
        "user", "brukerid", "bruker", "nodeid", "node", "id", "epost", "epostadresse", "email", "emailaddress",
        "userprincipalname", "fulltnavn", "fullname", "navn", "name",
        "vertexnames",
    ),
    "name": ("fulltnavn", "fullname", "displayname", "ansattnavn", "employeename", "navn", "name", "label"),
    "department": (
        "department", "dept", "departmentid", "departmentname", "avdeling", "avd", "avdelingsnavn",
        "organisasjonsenhet", "orgenhet", "enhet", "enhetsnavn", "supervisoryorganization", "supervisoryorganisation",
        "organization", "organisation", "orgunit", "organizationalunit", "businessunit", "unit", "seksjon", "section",
        "division", "divisjon", "team", "gruppe", "group", "kontor", "office", "sted", "location", "city",
    ),
    "level": (
        "levelfromtop", "level", "niva", "nivaa", "hierarchylevel", "orgniva", "orglevel", "managementlevel",
        "ledelsesniva", "layer",
    ),
    "grade": (
        "grade", "paygrade", "salarygrade", "jobgrade", "paylevel", "payband", "compensationgrade", "trinn",
        "lonnstrinn", "lonnsgrad", "lonnsniva", "stillingsgrad",
    ),
    "title": (
        "levellabel", "title", "jobtitle", "businesstitle", "position", "stilling", "stillingstittel",
        "stillingsbetegnelse", "tittel",
    ),
    "manager": (
        "managerid", "manageremployeeid", "managerpersonid", "managernumber", "managerworkerid", "lederid",
        "naermestelederid", "ledernr", "lederansattnr", "ledersansattnr", "ledersansattnummer", "lederansattnummer",
        "naermesteledersansattnr", "naermesteledersansattnummer", "supervisorid", "supervisoreid", "reportstoid",
        "manageremail", "leaderid", "manager", "leader", "naermesteleder", "leder", "sjef", "overordnet",
        "rapporterertil", "reportsto", "reportingto", "linemanager", "supervisor", "boss",
    ),
    "manager_name": (
        "managername", "manager", "ledernavn", "ledersnavn", "navnleder", "naermesteledernavn", "naermesteledersnavn",
        "supervisorname", "naermesteleder", "leder", "supervisor",
    ),
    "style": ("style", "stil", "reciprocitystyle"),
    "role": ("role", "rolle"),
    "otherish": ("otherish",),
    "productivity": ("productivity", "produktivitet"),
    "threshold": ("threshold", "terskel"),
    "tenure_years": ("tenureyears", "ansiennitetar", "yearsofservice", "aransatt", "antallar"),
    "tenure_months": ("tenuremonths", "monthsofservice", "ansiennitetmnd", "ansiennitetmaneder"),
    "tenure_weeks": ("tenureweeks", "ansiennitetuker"),
    "tenure": ("tenure", "ansiennitet", "ansettelsestid", "lengthofservice", "timeincompany"),
}  # fmt: skip
TIE_COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": (
        "sourceid", "source", "fromid", "from", "fraid", "fra", "fraansatt", "fraansattid", "tieoriginpersonid",
        "avsender", "avsenderid", "sender", "senderid", "fromuser", "fromemail", "egoid", "ego", "asker", "respondent",
        "respondentid", "svarer", "person1", "employee1", "ansatt1", "i",
    ),
    "target_id": (
        "targetid", "target", "toid", "to", "tilid", "til", "tilansatt", "tilansattid", "tiedestinationpersonid",
        "mottaker", "mottakerid", "receiver", "receiverid", "recipient", "recipientid", "touser", "toemail", "alterid",
        "alter", "nominee", "nevnt", "person2", "employee2", "ansatt2", "j",
    ),
    "strength": (
        "strength", "styrke", "weight", "vekt", "tiestrength", "edgeweight", "strongtiescore", "contact", "kontakt",
        "frequency", "frekvens", "hyppighet", "howoften", "hvorofte", "howfrequently", "hvorhyppig", "contactfrequency",
        "frequencyofcontact", "kontakthyppighet", "kontaktfrekvens", "degreeofcontact", "gradavkontakt", "kontaktgrad",
        "amountofcontact", "howmuchcontact", "hvormyekontakt", "relasjonsstyrke", "kontaktstyrke",
        "intensity", "intensitet", "duration", "varighet", "seconds", "sekunder", "minutes", "minutter", "hours",
        "timer", "count", "antall", "messages", "meldinger", "emails", "eposter", "mails", "meetings",
        "moter", "calls", "samtaler", "chats", "interactions", "days", "dager", "times", "ganger",
        "answer", "svar", "score", "skar", "rating", "vurdering", "likert", "raw", "value", "verdi",
    ),
    "kind": (
        "kind", "tietype", "type", "slag", "relation", "relasjon", "relationship", "layer", "channel", "kanal",
    ),
    "quality": ("quality", "kvalitet"),
    "directed": ("directed", "rettet", "direction", "retning"),
    "time": (
        "time", "timestamp", "datetime", "tidspunkt", "tid", "sentat", "sent", "sendt", "date", "dato", "week", "uke",
        "day", "dag", "month", "maned", "t",
    ),
}  # fmt: skip
KNOWN = frozenset(name for table in (EMPLOYEE_COLUMNS, TIE_COLUMNS) for names in table.values() for name in names)
SURE_STRENGTHS = TIE_COLUMNS["strength"][:7]  # beside one of these, counts and times are further facts about a tie
COUNTS = frozenset(
    (
        *("duration", "varighet", "seconds", "sekunder", "minutes", "minutter", "hours", "timer", "count", "antall"),
        *("messages", "meldinger", "emails", "eposter", "mails", "meetings", "moter", "calls", "samtaler", "chats"),
        *("interactions", "days", "dager", "times", "ganger"),
    )
)
COUNTED = COUNTS | {  # what "antall" or "number of" may be of, beside COUNTS
    "epost", "mail", "email", "melding", "message", "mote", "meeting", "samtale", "call", "chat", "contacts",
    "kontakter", "kontaktpunkter", "henvendelser", "enquiries", "questions", "sporsmal", "requests", "phonecalls",
    "telefonsamtaler",
}  # fmt: skip
NUMBER_OF = ("antall", "numberof", "nrof", "noof", "countof", "num", "n")
A_WHILE = (
    "week", "day", "month", "year", "quarter", "uke", "uken", "uka", "dag", "dagen", "maned", "maneden", "ar", "aret",
)  # fmt: skip
PER = tuple(f"{per}{span}" for per in ("per", "pr", "a", "each", "i", "hver") for span in A_WHILE)
HOW_OFTEN = ("howoften", "hvorofte", "howfrequently", "hvorhyppig")  # a question may go on after these
ROWS = frozenset(("edgeid", "rowid", "row", "rad", "radnr", "nr", "no", "number", "nummer", "lopenr", "lopenummer"))
ANSWERS = frozenset(("answer", "svar", "score", "skar", "rating", "vurdering", "likert"))

# Words for the styles and roles of crmsim.mechanisms.state, which is not imported here: reading a file needs no
# compiled code, and a test holds both together.
STYLE_WORDS = {
    "giver": "giver", "givers": "giver", "gir": "giver", "taker": "taker", "takers": "taker", "tar": "taker",
    "tager": "taker", "matcher": "matcher", "matchers": "matcher", "matches": "matcher", "bytter": "matcher",
}  # fmt: skip
ROLE_WORDS = {
    "employee": "employee", "ansatt": "employee", "medarbeider": "employee", "superuser": "superuser",
    "superbruker": "superuser", "teamleader": "team_leader", "teamlead": "team_leader", "teamleder": "team_leader",
    "avdelingsleder": "team_leader", "projectleader": "project_leader", "projectmanager": "project_leader",
    "prosjektleder": "project_leader", "executive": "executive", "toppleder": "executive", "direktor": "executive",
    "ceo": "executive",
}  # fmt: skip
YES = {"1", "1.0", "true", "yes", "ja", "j", "y", "directed", "rettet", "sann", "one-way", "enveis"}
NO = {"0", "0.0", "false", "no", "nei", "n", "undirected", "urettet", "usann", "mutual", "gjensidig"}
FLAGS = {"ja", "nei", "yes", "no", "true", "false", "sann", "usann", "x", "j", "y", "n"}
DIRECTION_WORDS = {"directed", "undirected", "rettet", "urettet", "mutual", "gjensidig"}


def counts(name: str) -> bool:
    """Whether a simplified name says that something is counted: "timer", "antalleposter", "timerperuke"."""
    bare = next((name.removesuffix(per) for per in PER if name.endswith(per) and name != per), name)
    of = {bare.removeprefix(word) for word in NUMBER_OF if bare.startswith(word)}
    if bare.endswith("count"):
        of.add(bare.removesuffix("count"))
    return name in COUNTS or bare in COUNTS or not COUNTED.isdisjoint(of)


def speaks_of_strength(name: str) -> bool:
    """Whether a simplified name says in words that it is a strength, though no list of names could hold it."""
    return counts(name) or name.startswith(HOW_OFTEN)
