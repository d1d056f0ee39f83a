"""The tables no mechanism owns: ``[scenario]``, ``[organisation]`` and the switches in ``[mechanisms]``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import create_model

from crmsim.declaration.limits import MOST_PEOPLE
from crmsim.declaration.parameter import Table, parameter
from crmsim.mechanisms import SWITCHES

LONGEST = 2080  # weeks: forty years, far beyond what any source speaks about

ADVICE = (
    "frequent advice (raw >= 3) among 46 consultants (Cross & Parker; computed on data/cross_parker_consulting, "
    "evidence §2)"
)


class ScenarioHeader(Table):
    """``[scenario]``: what is asked, what is expected, and for how long the model runs."""

    title: str = parameter(
        "", meaning="a short name for tables and figures", unit="", status="choice", source="whoever asks", kernel=False
    )
    title_nb: str = parameter(
        "", meaning="the title in Norwegian bokmål", unit="", status="choice", source="whoever asks", kernel=False
    )
    question: str = parameter(
        "",
        meaning="the question the scenario puts to the model",
        unit="",
        status="choice",
        source="whoever asks",
        kernel=False,
    )
    question_nb: str = parameter(
        "",
        meaning="the question in Norwegian bokmål",
        unit="",
        status="choice",
        source="whoever asks",
        kernel=False,
    )
    claims: tuple[str, ...] = parameter(
        (),
        meaning="rows of the theory the scenario bears on, as G1 or K3",
        unit="",
        status="choice",
        source="claims.md",
        kernel=False,
    )
    expect: str = parameter(
        "",
        meaning="what to look for, written before the first run",
        unit="",
        status="choice",
        source="whoever asks",
        kernel=False,
    )
    surprise: str = parameter(
        "",
        meaning="what would surprise us, written before the first run",
        unit="",
        status="choice",
        source="whoever asks",
        kernel=False,
    )
    finding: str = parameter(
        "",
        meaning="what came out, written after the first runs beside the expectation, which stays as it was",
        unit="",
        status="choice",
        source="runs of the model",
        kernel=False,
    )
    weeks: int = parameter(
        104,
        meaning="how many weeks the model runs",
        unit="weeks",
        status="measured",
        source="a full CRM implementation can take up to two years (N3: B §2.4, Schellong)",
        interval=(52, 208),
        allowed=(1, LONGEST),
        claims=("N3",),
        kernel=False,
    )
    worlds: str = parameter(
        "",
        meaning="plausible worlds that what-if and experiments draw from: a shipped name or a file; no run changes",
        unit="",
        status="choice",
        source="made by crmsim calibrate, or by hand",
        kernel=False,
    )
    target: float = parameter(
        0.6,
        meaning="share of routine users at the end, of those with a licence, that counts as success",
        unit="share",
        status="assumed",
        source="surveys define success differently, and fewer than 40 % of firms pass 90 % user adoption (E25, E26)",
        interval=(0.4, 0.9),
        allowed=(0.0, 1.0),
        claims=("N2",),
        kernel=False,
    )
    budget_nok: float = parameter(
        0.0,
        meaning="what may be paid out for the project in all, own hours not counted; 0 where nothing is said; no run "
        "depends on it",
        unit="NOK",
        status="choice",
        source="whoever asks",
        allowed=(0.0, 1e12),
        kernel=False,
    )


# words of [scenario], and all its keys that change no number of a run
PROSE = ("title", "title_nb", "question", "question_nb", "claims", "expect", "surprise", "finding", "worlds")
NO_NUMBER = (*PROSE, "budget_nok")

Graph = Literal["departments", "complete", "regular", "ring", "poisson"]
Sector = Literal["private", "public"]


class OrganisationTable(Table):
    """``[organisation]``: who works where and is tied to whom, generated or read from two CSV files."""

    graph: Graph = parameter(
        "departments",
        meaning="how ties are made: departments with levels and clustered advice, or a plain graph with a known answer",
        unit="",
        status="choice",
        source="model.md; the plain graphs serve the limits with known answers (O1-O8, O11)",
        kernel=False,
    )
    employees: int = parameter(
        150,
        meaning="number of employees",
        unit="people",
        status="choice",
        source="the size of organisation asked about",
        interval=(20, 1000),
        allowed=(2, MOST_PEOPLE),
        kernel=False,
    )
    departments: int = parameter(
        0,
        meaning="number of departments; 0 makes one for about every 19 people, at most 200",
        unit="departments",
        status="assumed",
        source="92 office staff sat in 5 departments, 18 in each (data/sociopatterns_invs13)",
        interval=(0, 20),
        allowed=(0, 200),
        claims=("K7",),
        kernel=False,
    )
    levels: int = parameter(
        4,
        meaning="levels of the line of command, the top included",
        unit="levels",
        status="assumed",
        source="chief, heads, team leaders, staff; three in the roster of 21 managers (data/krackhardt_hightech)",
        interval=(3, 7),
        allowed=(1, 12),
        claims=("K7",),
        kernel=False,
        needs=("organisation.graph", ("departments",)),
    )
    mean_ties: float = parameter(
        6.7,
        meaning="mean number of colleagues an employee turns to",
        unit="colleagues",
        status="measured",
        source=f"mean out-degree of {ADVICE}; 12.6 in a firm of 71",
        interval=(4.0, 13.0),
        allowed=(0.0, 500.0),
        kernel=False,
        needs=("organisation.graph", ("departments", "regular", "ring", "poisson")),
    )
    within_department: float = parameter(
        0.78,
        meaning="share of ties inside one's own department",
        unit="share",
        status="measured",
        source=f"share inside the office, {ADVICE}; .74-.78 in a firm of 71",
        interval=(0.5, 0.9),
        allowed=(0.0, 1.0),
        claims=("K6", "D7"),
        kernel=False,
        needs=("organisation.graph", ("departments",)),
    )
    reciprocity: float = parameter(
        0.76,
        meaning="share of ties that are returned",
        unit="share",
        status="measured",
        source=f"{ADVICE}; .39 in a firm, .47 among 21 managers",
        interval=(0.35, 0.8),
        allowed=(0.0, 1.0),
        kernel=False,
        needs=("organisation.graph", ("departments",)),
    )
    clustering: float = parameter(
        0.53,
        meaning="mean local clustering of the ties, direction ignored",
        unit="share",
        status="measured",
        source=f"{ADVICE}; transitivity .48 in a firm of 71",
        interval=(0.2, 0.6),
        allowed=(0.0, 1.0),
        kernel=False,
        needs=("organisation.graph", ("departments",)),
    )
    rewiring: float = parameter(
        0.0,
        meaning='share of ties of a "ring" or "regular" graph that are moved to a random colleague',
        unit="share",
        status="choice",
        source="Watts & Strogatz rewiring, for the limit O11 (Cowan & Jonard 2004)",
        interval=(0.0, 1.0),
        allowed=(0.0, 1.0),
        kernel=False,
        needs=("organisation.graph", ("regular", "ring")),
    )
    employees_csv: str = parameter(
        "",
        meaning="a file of employees; relative to the scenario's folder, else to the working folder",
        unit="",
        status="choice",
        source="your own organisation",
        kernel=False,
    )
    ties_csv: str = parameter(
        "",
        meaning="a file of ties between them, from the one who asks to the one who answers",
        unit="",
        status="choice",
        source="your own organisation",
        kernel=False,
    )
    tie_kinds: tuple[str, ...] = parameter(
        (),
        meaning="kinds of tie to read from ties_csv; empty leaves the choice to the importer, which says what it took",
        unit="",
        status="choice",
        source="your own organisation",
        kernel=False,
    )
    keep_names: bool = parameter(
        False,
        meaning="whether results name employees as the file does instead of by pseudonym",
        unit="",
        status="choice",
        source="privacy first (I14)",
        claims=("I14",),
        kernel=False,
    )
    sector: Sector = parameter(
        "private",
        meaning="private or public: the defaults that differ, filing by customer or by case, and the front desk",
        unit="",
        status="choice",
        source="S1-S4",
        claims=("S1", "S2", "S3", "S4"),
        kernel=False,
    )


def _switches() -> type[Table]:
    """The table of on-off switches, one for each registered mechanism."""
    fields: dict[str, Any] = {
        name: (
            bool,
            parameter(
                True,
                meaning=f"whether the mechanism {name!r} is at work",
                unit="",
                status="choice",
                source="model.md: each mechanism can be switched off",
                kernel=False,
            ),
        )
        for name in SWITCHES
    }
    return create_model("MechanismsTable", __base__=Table, __module__=__name__, **fields)


MechanismsTable = _switches()
