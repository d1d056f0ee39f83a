"""The lessons after the first: which scenarios each runs, what it draws and tells, and what its bet comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crmsim.lesson.measured import HEARD, beside, departments, margins, mean_of, training
from crmsim.lesson.series import band, compared, run_many, short
from crmsim.lesson.settled import SMALL, Condition, Settled, above, below, both, margin, told, verdict
from crmsim.lesson.standing import AGREES, DISAGREES, PART, heading
from crmsim.mechanisms import OUTCOME
from crmsim.scenario import load

MOVED = 0.02  # share of all people by which use must have changed for a bet on its rise or fall to be won
MANY = 0.2  # share of all people from which a loss of users is one in five or more


@dataclass(frozen=True)
class Choice:
    """One of the scenarios that a lesson compares: its name in the page, the shipped scenario, and what is changed."""

    name: str
    scenario: str
    settings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    """A lesson of one screen.

    Attributes
    ----------
    name:
        Its name in the page and in the keys of its texts.
    claims:
        Whose verdict it ends with.
    choices:
        What is compared; the others are held against the first.
    drawn, outcomes:
        The outcomes of the figures, the first that of the bet, and those of the table.
    bet:
        The answers one can bet on.
    right:
        Which of them came out, and whether the model agrees with its source: "agrees", "in part" or "disagrees"; each
        None where the runs cannot tell.
    says:
        What must be settled for a text of the page to be shown; a text that tells nothing that came out needs nothing.
    """

    name: str
    claims: tuple[str, ...]
    choices: tuple[Choice, ...]
    drawn: tuple[str, ...]
    outcomes: tuple[str, ...]
    bet: tuple[str, ...]
    right: Callable[[Settled], tuple[str | None, str | None]]
    says: Mapping[str, Condition] = field(default_factory=dict)


def _energy(settled: Settled) -> tuple[str | None, str | None]:
    right = _by_verdict(settled.verdict("user_share", 1), better="more", worse="fewer")
    return right, _counted(settled, WORN_OUT, LEFT)


def _spreads(settled: Settled) -> tuple[str | None, str | None]:
    others = settled.above("others_over")
    if others is None:
        return None, None
    if others:
        return "everywhere", AGREES
    there = settled.above("hit_over")
    return (None if there is None else "there" if there else "gone"), DISAGREES


def _words(settled: Settled) -> tuple[str | None, str | None]:
    # The first choice praises and does little, the second keeps quiet and does as little.
    right = _by_verdict(settled.verdict("user_share", 1), better="quiet", worse="praise")
    return right, None if right is None else AGREES if right == "quiet" else DISAGREES


def _leads(settled: Settled) -> tuple[str | None, str | None]:
    verdict = settled.verdict("user_share", 2)  # under a taker
    if verdict != "worse":
        return (None, None) if verdict is None else ("none", DISAGREES)
    difference = settled.difference("user_share", 2)
    least, most = -difference["high"], -difference["low"]
    right = "many" if least >= MANY else "few" if most < MANY else None
    giver = settled.verdict("user_share", 1)
    return right, None if giver is None else AGREES if giver == "better" else PART


def _watched(settled: Settled) -> tuple[str | None, str | None]:
    lost = settled.verdict("user_share", 1)
    if lost != "worse":
        return None, None if lost is None else DISAGREES
    back, half, recorded = (settled.above(name) for name in ("nearly_all", "half", "recorded"))
    right = "all" if back else None if back is None or half is None else "most" if half else "little"
    return right, None if recorded is None else AGREES if recorded else PART


def _trained(settled: Settled) -> tuple[str | None, str | None]:
    grew, kept = settled.above("change", MOVED), settled.above("change", -MOVED)
    right = "grew" if grew else "fell" if kept is False else "same" if grew is False and kept else None
    # Two claims: that use falls within half a year of the training (E22), and that training must go on (I5).
    more = settled.verdict("routine_share", 1)
    if right is None or more is None:
        return right, None
    return right, (DISAGREES, PART, AGREES)[(right == "fell") + (more == "better")]


def _points(settled: Settled) -> tuple[str | None, str | None]:
    end = settled.verdict("user_share", 1)
    standing = None if end is None else AGREES if end == "better" else DISAGREES
    gone = settled.verdict("user_share", "from_most_users")
    if gone == "worse" or end == "worse":
        return "fall", standing
    if gone is None or end is None:
        return None, standing
    if end in SMALL:  # what is left of the lead is too small to matter, by the verdict that the table shows
        return "catch", standing
    return _by_verdict(
        settled.verdict("user_share", "from_most_lead"), better="stay", worse="shrink", same="stay"
    ), standing


def _by_verdict(verdict: str | None, better: str, worse: str, same: str = "same") -> str | None:
    """The answer that a verdict gives; none where it settles nothing."""
    return None if verdict is None else {"better": better, "worse": worse}.get(verdict, same)


def _counted(settled: Settled, *effects: Condition) -> str | None:
    """The standing of a claim with several effects: all came, some, or none; None where one cannot be told."""
    came = [effect(settled) for effect in effects]
    if any(one is None for one in came):
        return None
    return AGREES if all(came) else PART if any(came) else DISAGREES


def _came(chapter: Callable[[Settled], tuple[str | None, str | None]], *answers: str) -> Condition:
    """The answer that came out is one of these; any, where none is named."""

    def holds(settled: Settled) -> bool | None:
        right, _ = chapter(settled)
        return None if right is None else not answers or right in answers

    return holds


WORN_OUT, LEFT = verdict("mean_energy", 1, "worse"), verdict("departures", 1, "worse")
FEWER_USE = verdict("user_share", 1, "worse")
PRAISE_HARMS = both(verdict("user_share", 1, "better"), verdict("user_share", 2, "better"))
TAKER_COSTS = both(verdict("user_share", 2, "worse"), _came(_leads, "few"))
WON_BACK = both(_came(_watched, "most"), verdict("user_share", 2, "worse"))
SLUMP = both(_came(_trained, "grew"), above("slump"))
STAYED = verdict("user_share", "from_most_users", "better", *SMALL)
UNSEEN = verdict("low_quality_share", 1, *SMALL)
LITTLE = 0.3
CHAPTERS = (
    Chapter(
        "energy", ("D3", "D6", "D8"),
        (Choice("usual", "baseline"), Choice("low", "low_trust"), Choice("high", "high_quality_culture")),
        ("user_share", "mean_energy"), ("mean_energy", "departures", "help_rate", "shared_personally", "user_share"),
        ("more", "same", "fewer"), _energy,
        {
            "insight": both(FEWER_USE, WORN_OUT, LEFT), "put": FEWER_USE, "answer": FEWER_USE,
            "notice": both(verdict("help_rate", 1, "worse"), WORN_OUT, LEFT),
            "verdict": both(verdict("help_rate", 1, "worse"), WORN_OUT, LEFT), "sentence": both(WORN_OUT, LEFT),
            "try": both(WORN_OUT, verdict("mean_energy", 2, "better")),
        },
    ),
    Chapter(
        "spreads", ("D4", "D5"), (Choice("spared", "baseline"), Choice("hit", "low_quality_department")),
        ("low_quality_share",), ("low_quality_share", "help_rate", "mean_energy", "departures", "user_share"),
        ("gone", "there", "everywhere"), _spreads,
        {
            "insight": _came(_spreads, "there"), "put": below("others_over"), "notice": UNSEEN,
            "verdict": below("others_over"), "sentence": both(below("others_over"), below("hit_half"), UNSEEN),
            "answer": below("others_over"),
            "exam": below("others_over"), "extend": below("others_over"), "teacher": below("others_over"),
        },
    ),
    Chapter(
        "words", ("K2", "K3"),
        (
            Choice("praise", "say_do_gap"), Choice("quiet", "say_do_gap", {"leadership.said": LITTLE}),
            Choice("deeds", "walk_the_talk", {"leadership.said": LITTLE}), Choice("both", "walk_the_talk"),
        ),
        ("user_share",), ("user_share", "routine_share", "market_orientation", "departures"),
        ("praise", "same", "quiet"), _words,
        {
            "insight": PRAISE_HARMS, "put": PRAISE_HARMS, "verdict": PRAISE_HARMS, "sentence": PRAISE_HARMS,
            "notice": verdict("user_share", "words_add", *SMALL),
        },
    ),
    Chapter(
        "leads", ("G7",),
        (Choice("any", "baseline"), Choice("giver", "giver_leader"), Choice("taker", "taker_leader")),
        ("user_share",), ("user_share", "routine_share", "weeks_to_half_users", "help_rate"),
        ("none", "few", "many"), _leads,
        {
            "insight": verdict("user_share", 2, "worse"), "put": TAKER_COSTS, "verdict": TAKER_COSTS,
            "notice": both(TAKER_COSTS, verdict("help_rate", 1, *SMALL), verdict("help_rate", 2, *SMALL)),
            "sentence": TAKER_COSTS, "exam": TAKER_COSTS, "answer": TAKER_COSTS,
        },
    ),
    Chapter(
        "watched", ("I9", "C4"),
        (
            Choice("usual", "baseline"), Choice("unexplained", "surveillance_unexplained"),
            Choice("explained", "surveillance_explained"),
        ),
        ("user_share",), ("user_share", "coverage", "lookups", "mean_energy"), ("little", "most", "all"), _watched,
        {
            "insight": WON_BACK, "put": below("recorded"), "sentence": WON_BACK, "verdict": below("recorded"),
            "notice": both(below("recorded"), verdict("coverage", 1, "worse")),
            "answer": both(verdict("user_share", 2, "worse"), verdict("mean_energy", 2, "worse")),
        },
    ),
    Chapter(
        "training", ("I5",),
        (
            Choice("once", "trained_once"), Choice("kept", "kept_up"),
            Choice("none", "trained_once", {"project.training_hours": 0.0}),
        ),
        ("user_share", "rejected_share", "output"),
        ("user_share", "routine_share", "rejected_share", "departures", "net_benefit_nok"),
        ("fell", "same", "grew"), _trained,
        {
            "insight": SLUMP, "put": SLUMP, "notice": SLUMP, "exam": _came(_trained, "grew"),
            "teacher": _came(_trained, "grew"), "sentence": both(SLUMP, verdict("user_share", 1, "better")),
            "verdict": both(
                _came(_trained, "grew"), verdict("routine_share", 1, "better"), verdict("net_benefit_nok", 1, "worse"),
                verdict("departures", 2, *SMALL),
            ),
        },
    ),
    Chapter(
        "points", ("I10",), (Choice("usual", "baseline"), Choice("points", "points_and_dashboards")),
        ("user_share",), ("user_share", "routine_share", "lookups", "mean_energy"),
        ("stay", "shrink", "catch", "fall"), _points,
        {
            "insight": _came(_points), "put": STAYED, "notice": verdict("lookups", 1, "higher", "lower"),
            "verdict": both(verdict("user_share", 1, "better"), STAYED), "sentence": _came(_points),
        },
    ),
)  # fmt: skip


def tell(chapter: Chapter, seed: int, runs: int, done: Callable[[], None]) -> dict[str, Any]:
    """What the page needs of a chapter; ``done`` is called after each of its choices."""
    made = []
    for choice in chapter.choices:
        made.append(run_many(load(choice.scenario, dict(choice.settings)), seed, runs))
        done()
    shown = len(chapter.outcomes) * (len(made) - 1)
    found: dict[str, Any] = {
        "name": chapter.name,
        "runs": runs,
        "claims": list(chapter.claims),
        "choices": [choice.name for choice in chapter.choices],
        "drawn": list(chapter.drawn),
        "bet": list(chapter.bet),
        "series": {name: [band(one.of(name)) for one in made] for name in chapter.drawn},
        "outcomes": [[name, OUTCOME[name].unit] for name in chapter.outcomes],
        "values": [[short(mean_of(one.summed(name))) for name in chapter.outcomes] for one in made],
        "differences": [[compared(name, made[0], one, shown) for name in chapter.outcomes] for one in made[1:]],
    }
    found["facts"] = {
        f"{name}_{place}": value
        for place, values in enumerate(found["values"])
        for name, value in zip(chapter.outcomes, values, strict=True)
    }
    for place, one in enumerate(found["differences"], 1):
        found["facts"].update({f"{each['outcome']}_gap_{place}": each["mean"] for each in one})
        found["facts"].update({f"{each['outcome']}_higher_{place}": each["higher"] for each in one})
    if chapter.name == "spreads":
        found["series"][HEARD], facts = departments(made[0], made[1])
        found["choices"] = ["hit", "others", "hit_spared", "others_spared"]
        found["facts"].update(facts)
    if chapter.name == "training":
        found["facts"].update(training(*made))
    asked = margins(chapter.name, made)
    found["margins"] = {name: margin(values, len(asked)) for name, values in asked.items()}
    found["beside"], more = beside(chapter.name, made)
    found["facts"].update(more)
    settle(chapter, found)
    return found


def settle(chapter: Chapter, found: dict[str, Any]) -> None:
    """Add what a lesson may say: which answer came out, how it stands with its source, which texts hold.

    ``said`` has a reason for each text that is not shown, and for "bet" and "standing" where these cannot be told.
    """
    found["said"] = {part: told(holds, found) for part, holds in chapter.says.items()}
    found["said"]["bet"] = told(_came(chapter.right), found)
    settled = Settled(found)
    found["right"], here = chapter.right(settled)
    found["said"]["standing"] = settled.unsettled() if here is None else None
    found["said"] = {part: why for part, why in found["said"].items() if why is not None}
    found["heading"] = heading(here, chapter.claims)
