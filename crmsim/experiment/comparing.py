"""A comparison as an experiment: scenarios and alternatives to the first of them, with the same random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from crmsim.declaration.limits import MOST_RUNS
from crmsim.errors import CrmsimError, nearest
from crmsim.experiment.branching import BEFORE, FIRST
from crmsim.experiment.experiment import DesignChoice, Experiment, Replication
from crmsim.experiment.factor import RULES, Factor
from crmsim.experiment.identity import hash_of
from crmsim.experiment.moves import acts_before, apart
from crmsim.experiment.moves import from_week as from_week_on
from crmsim.experiment.reading import BINARY_PAIRS, NO_SMALLEST, PAIRS, SMALLEST, smallest_changes
from crmsim.experiment.rule_names import checked_names
from crmsim.mechanisms import OUTCOME, OUTCOMES
from crmsim.scenario import Scenario, Setting, Settings, as_settings, label, load, parse_what_if
from crmsim.scenario.interventions import refuse_fixed
from crmsim.scenario.schema import INTERVENTION, fields
from crmsim.scenario.settings import plain_number
from crmsim.scenario.work import between, check_seed, cores, refuse_absurd
from crmsim.words import message

MOST_SCENARIOS = 64
MOST_JOBS = 1_024
MAIN: tuple[str, ...] = (
    "routine_share", "user_share", "shared_personally", "shared_by_system", "market_orientation", "net_benefit_nok",
    "success",
)  # fmt: skip
ORDER = (*MAIN, *(outcome.name for outcome in OUTCOMES if outcome.name not in MAIN))
SERIES: tuple[str, ...] = ("user_share", "routine_share", "shared_personally", "shared_by_system")
BY_STYLE = ("output",)


def comparing(
    scenarios: Sequence[str | Path | Scenario],
    *,
    runs: int,
    seed: int = 0,
    settings: Settings = (),
    what_if: Sequence[str | Settings] = (),
    weeks: int | None = None,
    precision: Mapping[str, float] | None = None,
    most: int | None = None,
    from_week: int | None = None,
    rules: Sequence[str] = (),
    matters: Mapping[str, Any] | None = None,
) -> Experiment:
    """Load and check what is to be compared; the first scenario is the reference.

    Parameters
    ----------
    scenarios:
        Names of shipped scenarios, paths or loaded scenarios.
    runs, seed:
        Run r of every scenario has seed ``seed + r``.
    settings, weeks:
        Changes, and a length, that hold for every scenario.
    what_if:
        Alternatives to the first scenario, each "key=value[,key=value]" or a mapping.
    precision, most:
        Outcome → half-width, in its unit, that the 95 % interval of every difference must come below: then runs go on
        beyond ``runs``, up to ``most`` of each scenario.
    from_week:
        The week from which the alternatives act; until then their runs are those of the scenario. From the start
        without it.
    rules:
        Own rules that take part in every scenario, by name (``module:function``). An alternative has rules of its own
        where it sets ``rules``.
    matters:
        Outcome → the smallest change that matters in it, in its unit: one number, or least, usual and most. Outcomes
        left out are as declared.

    Raises
    ------
    CrmsimError
        For scenarios, settings or numbers that cannot stand.
    """
    runs = between("runs", runs, 2, MOST_RUNS)
    seed = check_seed(seed)
    if not scenarios:
        raise CrmsimError(
            message("no scenario was given"), expected=message("the name of a shipped scenario or a path")
        )
    given = [load(one, as_settings(settings, "--set"), weeks) for one in scenarios]
    result = [(scenario.name, scenario) for scenario in given]
    if from_week is not None:
        from_week = _from_week(from_week, given, bool(what_if))
    alternatives = _alternatives(result[0][1], what_if, from_week)
    result += [(name, scenario) for name, scenario, _ in alternatives]
    if len(result) < 2:
        raise CrmsimError(
            message("{found!r} alone has nothing to be compared with", found=result[0][0]),
            expected=message("a second scenario or a what-if such as project.leader_style=taker"),
        )
    between("scenarios", len(result), 2, MOST_SCENARIOS)
    horizons = {scenario.weeks for _, scenario in result}
    if len(horizons) > 1:
        listed = ", ".join(f"{name} {scenario.weeks}" for name, scenario in result)
        raise CrmsimError(
            message("the scenarios run for different numbers of weeks ({listed})", listed=listed),
            expected=message("one --weeks for all"),
        )
    labels = _unique([name for name, _ in result])
    made = Experiment(
        name=f"{labels[0]}-against-{labels[1] if len(labels) == 2 else len(labels) - 1}", title="", question="",
        base=result[0][1], function=None, outcomes=ORDER, factors=(Factor("scenario", "lever", "scenarios", labels),),
        constants=(), design=DesignChoice("scenarios"),
        runs=_replication(runs, plain_number(precision or {}), most), failure=None,
        reference=0, seed=seed, money=True, weekly=SERIES, by_style=BY_STYLE, budget_runs=None, budget_hours=None,
        limit=None, groups={}, text="", hash="",
        others=dict(zip(labels, (scenario for _, scenario in result), strict=True)), branch_week=from_week,
        rules=checked_names(list(rules)), matters=_matters(matters or {}),
        rules_by={name: own for name, (_, _, own) in zip(labels[len(given) :], alternatives, strict=True) if own},
    )  # fmt: skip
    return replace(made, hash=hash_of(made))


def _matters(given: Mapping[str, Any]) -> dict[str, tuple[float, float, float]]:
    """The smallest changes that matter, checked."""
    result = {}
    for name, value in plain_number(given).items():
        if name not in OUTCOME:
            raise CrmsimError(
                message("there is no such outcome"), key="--matters", value=name,
                expected=message("one of crmsim's outcomes"), nearest=nearest(name, OUTCOME),
            )  # fmt: skip
        found = smallest_changes(list(value) if isinstance(value, tuple) else value)
        if found is None:
            raise CrmsimError(NO_SMALLEST, key=f"--matters {name}", value=value, expected=SMALLEST)
        result[name] = found
    return result


def check_work(asked: Experiment, jobs: int | None) -> int:
    """Refuse a comparison that nobody can mean to ask for, and threads that cannot be; returns how many threads.

    Raises
    ------
    CrmsimError
        With the time and the memory it would take.
    """
    chosen = cores() if jobs is None else jobs
    chosen = between("jobs", chosen, 1, MOST_JOBS)
    refuse_absurd(tuple(asked.others.values()), asked.runs.most, chosen)
    return chosen


def _replication(runs: int, precision: Mapping[str, float], most: int | None) -> Replication:
    """How often every scenario is run."""
    if not precision:
        if most is not None:
            raise CrmsimError(
                message("goes with a precision only"), key="--most", value=most, expected=message("--precision too")
            )
        return Replication(runs, runs)
    for name, width in precision.items():
        if name not in OUTCOME:
            raise CrmsimError(
                message("there is no such outcome"),
                key="--precision",
                value=name,
                expected=message("one of crmsim's outcomes"),
                nearest=nearest(name, OUTCOME),
            )
        if not 0.0 < width < float("inf"):
            raise CrmsimError(
                message("too small"), key=f"--precision {name}", value=width, expected=message("a half-width above 0")
            )
        least = BINARY_PAIRS if OUTCOME[name].summary == "verdict" else PAIRS
        if runs < least:
            raise CrmsimError(
                message("fewer first runs stop too early too often"),
                key="--runs",
                value=runs,
                expected=message("{least} or more", least=least),
            )
    largest = 10 * runs if most is None else most
    largest = between("most", largest, runs, MOST_RUNS)
    return Replication(runs, largest, dict(precision), "difference")


def alternatives_of(scenario: Scenario, what_if: Sequence[str | Settings], from_week: int) -> dict[str, Scenario]:
    """Alternatives to a scenario that act from a week on, by what they are called.

    Raises
    ------
    CrmsimError
        As :func:`comparing`.
    """
    week = _from_week(from_week, [scenario], bool(what_if))
    result = _alternatives(scenario, what_if, week)
    return dict(zip(_unique([name for name, _, _ in result]), (one for _, one, _ in result), strict=True))


def _alternatives(
    scenario: Scenario, what_if: Sequence[str | Settings], week: int | None
) -> list[tuple[str, Scenario, tuple[str, ...]]]:
    """What each alternative is called, its scenario, and the own rules that take part in it alone."""
    result = []
    for alternative in what_if:
        changes = _changes(alternative)
        name = label(tuple(changes)) if week is None else f"week={week}, {label(tuple(changes))}"
        named = [replace(one, value=checked_names(one.value)) if one.key == RULES else one for one in changes]
        settings, rules = apart(named)
        if rules and week is not None:
            raise CrmsimError(
                message("own rules take part from the first week on"), file="--what-if", key=RULES, value=list(rules),
                expected=message("a change that can be made on the way, or none from a week on"),
            )  # fmt: skip
        result.append((name, branched(scenario, settings, week) if settings else scenario, rules))
    return result


def branched(scenario: Scenario, changes: Sequence[Setting], week: int | None) -> Scenario:
    """A scenario with changes that act from a week on; from the start where it is None.

    Raises
    ------
    CrmsimError
        For what cannot change on the way, an intervention before that week, and as ``Scenario.changed``.
    """
    for setting in changes if week is not None else ():
        if setting.key in fields():
            expected = message("a change that can be made on the way, or none from a week on")
            refuse_fixed(setting.key, file="--what-if", key=setting.key, value=setting.value, expected=expected)
        elif setting.key != INTERVENTION:
            scenario.changed([setting], "--what-if")  # which says what is wrong with the key
    early = None if week is None else acts_before(changes, week)
    if early is not None:
        expected = message("week {week} or later", week=week)
        raise CrmsimError(BEFORE, file="--what-if", key=INTERVENTION, value=early, expected=expected)
    return scenario.changed(from_week_on(changes, week), "--what-if")


def _from_week(week: int, given: Sequence[Scenario], what_if: bool) -> int:
    """The week that alternatives act from, within the one scenario that they are alternatives to."""
    if len(given) > 1 or not what_if:
        raise CrmsimError(
            message("scenarios differ from the first week on"), key="from_week", value=week,
            expected=message("one scenario, and what-ifs that act from that week"),
        )  # fmt: skip
    return between("from_week", week, FIRST, given[0].weeks)


def _changes(given: str | Settings) -> list[Setting]:
    changes = list(parse_what_if(given)) if isinstance(given, str) else as_settings(given, "what_if")
    if not changes:
        raise CrmsimError(
            message("an empty alternative"), key="what_if", expected=message('"key=value[,key=value]" or a mapping')
        )
    return changes


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    unique: list[str] = []
    for name in names:
        number = 1
        named = name
        while named in unique:
            number += 1
            named = f"{name} ({number})"
        unique.append(named)
    return tuple(unique)


def parsed_precision(texts: Sequence[str]) -> dict[str, float]:
    """``["routine_share=0.01"]`` as typed after ``--precision``."""
    result: dict[str, float] = {}
    for setting in as_settings(texts, "--precision"):
        value: Any = setting.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise CrmsimError(
                message("not a number"), key=f"--precision {setting.key}", value=value, expected=message("a half-width")
            )
        result[setting.key] = float(value)
    return result
