"""Reading an experiment file: everything in it checked before the first run."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from crmsim.declaration.limits import MOST_RUNS
from crmsim.declaration.outcome import MATTERS_WITHIN, Outcome
from crmsim.errors import CrmsimError, nearest
from crmsim.experiment.adaptive_reading import adaptive_design, refuse_adaptive
from crmsim.experiment.branching import branched, check_branch
from crmsim.experiment.catalogue import EXPERIMENT, locate, with_relative_paths
from crmsim.experiment.checking import check_bounds, check_points, check_size, reference_of, within_of
from crmsim.experiment.designs import design_of
from crmsim.experiment.experiment import ADAPTIVE, DesignChoice, Experiment, Failure, Replication
from crmsim.experiment.factor import Factor
from crmsim.experiment.form import BudgetForm, DesignForm, FailureForm, FileForm, Page, RunsForm
from crmsim.experiment.functions import KnownFunction, functions
from crmsim.experiment.groups import groups_of
from crmsim.experiment.identity import hash_of
from crmsim.experiment.rule_names import rule_names
from crmsim.experiment.targets import MEASURES, is_measure
from crmsim.experiment.values import count
from crmsim.experiment.varied import Reader
from crmsim.experiment.watched import by_style_of, check_outcome, is_verdict, outcomes_of, own_of, weekly_of
from crmsim.results.provenance import shown_name
from crmsim.scenario import Scenario, Setting, from_content, load
from crmsim.scenario.catalogue import shipped
from crmsim.scenario.document import alike, parse_document, read_source
from crmsim.simulation.watching import OF_FILES
from crmsim.words import message

PAIRS, BINARY_PAIRS = 30, 100  # fewer first runs stop too early too often (see docs/experiment.md)
SAMPLED = ("lhs", "sobol", "morris")
AS_BASE = " (base)"  # after the name of a stored base, where a varied scenario of that name is another one


def read(path_or_name: str | os.PathLike[str]) -> Experiment:
    """The experiment of a shipped name or a file.

    Raises
    ------
    CrmsimError
        For a name or file that is not there, and for any key or value that cannot stand, naming file, line, key,
        value, what was expected and the nearest valid choice.

    Examples
    --------
    >>> read("said_and_done").design.kind
    'grid'
    """
    name, path = locate(path_or_name)
    folder = path.resolve().parent
    text, source = read_source(path, EXPERIMENT)
    text = with_relative_paths(text, folder)
    made = _experiment(text, Page(parse_document(text, str(path), folder, EXPERIMENT)), name)
    return replace(made, file=source)


def from_text(
    text: str,
    name: str = "experiment",
    folder: Path | None = None,
    shown: str | None = None,
    stored: Mapping[str, Mapping[str, Any]] | None = None,
    worlds: Path | None = None,
) -> Experiment:
    """An experiment from the text of a file; as strict as :func:`read`.

    Parameters
    ----------
    name:
        How the experiment is called.
    folder:
        Where relative paths start; the working folder without it.
    shown:
        How messages name it, if not by its name.
    stored:
        Scenarios as resolved, constants included, by the name that the text gives them: they take the place of files
        that may have changed or gone.
    worlds:
        A file of worlds that takes the place of the one that the text names.
    """
    document = parse_document(text, shown or name, folder or Path.cwd(), EXPERIMENT)
    return _experiment(text, Page(document, stored, worlds), name)


def _experiment(text: str, page: Page, name: str) -> Experiment:
    """The experiment of a document, or the first error in it; what nests beyond all measure is one too."""
    try:
        return _checked(text, page, name)
    except RecursionError:
        raise CrmsimError(
            message("nested too deeply"),
            file=page.shown,
            expected=message("{kind} in TOML", kind=EXPERIMENT),
        ) from None


def _checked(text: str, page: Page, name: str) -> Experiment:
    form = page.checked(FileForm, page.document.content, "")
    function = _function(form, page)
    own = own_of(form, page)
    outcomes = outcomes_of(form, page, function)
    constants = _constants(form, page, function)
    reader = Reader(
        page,
        function,
        form.money,
        lambda: _scenario(form.base, "base", page, constants),
        form.design.get("kind") in ("worlds", "search"),
    )
    varied = reader.factors(form.levers, form.uncertainties, {setting.key for setting in constants})
    factors = branched(tuple(varied), form.branch_week, page)
    design = _design(form, page, factors, outcomes, function, own)
    budget = page.checked(BudgetForm, form.budget, "budget")
    base = None if function else _scenario(form.base, "base", page, constants)
    experiment = Experiment(
        name=name, title=form.title, question=form.question, base=base, function=form.function, outcomes=outcomes,
        factors=factors, constants=constants, design=design,
        runs=_runs(form, page, design, outcomes, function, bool(factors)),
        failure=_failure(form, page, function), reference=0, seed=form.seed, money=form.money and function is None,
        weekly=weekly_of(form, page, function), by_style=by_style_of(form, page, function),
        budget_runs=budget.runs, budget_hours=budget.hours,
        limit=form.limit, groups=groups_of(form, page, factors, design), text=text, hash="",
        others=_others(factors, page, constants), title_nb=form.title_nb, question_nb=form.question_nb,
        shown=page.shown, branch_week=form.branch_week, rules=rule_names(form.rules, "rules", page),
        own=own, worlds=reader.worlds, measures=_measures(form, page), matters=_matters(form, page, function),
        events=form.events, networks=form.networks,
    )  # fmt: skip
    _refuse_named(experiment, page)
    if own and not experiment.all_rules:
        expected = message("rules that tell it with week.tell")
        raise page.error(message("no own rule could tell it"), f"own.{own[0].name}", None, expected)
    check_branch(experiment, page)
    check_size(experiment, page)
    check_bounds(experiment, page)
    experiment = replace(experiment, within=within_of(experiment, form.within, page))
    experiment = replace(experiment, reference=reference_of(experiment, form.reference, page))
    if experiment.budget_runs is not None and experiment.budget_runs < design_of(experiment).size:
        size = design_of(experiment).size
        problem = message("does not allow one run of each of the {size:,} settings", size=size)
        expected = message("{size:,} or more, or a smaller design", size=size)
        raise page.error(problem, "budget.runs", experiment.budget_runs, expected)
    check_points(experiment, page)
    return replace(experiment, hash=hash_of(experiment))


def _function(form: FileForm, page: Page) -> KnownFunction | None:
    if form.function is None:
        return None
    if form.function not in functions():
        raise page.unknown(message("there is no such function"), "function", form.function, functions())
    for key in ("base", "money", "weekly", "by_style", "measures", "events", "networks", "constants",
                "branch_week", "rules", "own"):  # fmt: skip
        if key in form.model_fields_set:
            raise page.error(message("has no meaning for a known function"), key, None, message("a file without it"))
    return functions()[form.function]


def _measures(form: FileForm, page: Page) -> tuple[str, ...]:
    for name in form.measures:
        if not is_measure(name):
            raise page.unknown(message("there is no such measure"), "measures", name, (*MEASURES, "first_use_13"))
        if form.measures.count(name) > 1:
            problem = message("{name} stands twice", name=name)
            raise page.error(problem, "measures", form.measures, message("each measure once"))
    return tuple(form.measures)


def _refuse_named(experiment: Experiment, page: Page) -> None:
    """Refuse to keep what single people did where they were read from files."""
    named = [one for one in (experiment.base, *experiment.others.values()) if one is not None and one.files]
    for kind in experiment.keep if named else ():
        raise page.error(OF_FILES, kind, True, message("an experiment with a generated organisation"))


NO_SMALLEST = message("is no smallest change that matters")
SMALLEST = message("a number above 0 in the outcome's unit, or three in rising order: least, usual, most")


def _matters(form: FileForm, page: Page, function: KnownFunction | None) -> dict[str, tuple[float, float, float]]:
    """The smallest change that matters in each outcome named: one number, or three in rising order."""
    result = {}
    for name, given in form.matters.items():
        check_outcome(name, f"matters.{name}", form, page, function)
        found = smallest_changes(given)
        if found is None:
            raise page.error(NO_SMALLEST, f"matters.{name}", given, SMALLEST)
        result[name] = found
    return result


def smallest_changes(given: Any) -> tuple[float, float, float] | None:
    """Least, usual and largest smallest change that matters, of one number or of three in rising order; else None."""
    numbers = given if isinstance(given, list) else [given]
    if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers):
        return None
    if len(numbers) == 1 and 0.0 < numbers[0] < math.inf:
        one = float(numbers[0])
        return one / MATTERS_WITHIN, one, one * MATTERS_WITHIN
    if len(numbers) == 3 and 0.0 < numbers[0] <= numbers[1] <= numbers[2] < math.inf:
        return float(numbers[0]), float(numbers[1]), float(numbers[2])
    return None


def _constants(form: FileForm, page: Page, function: KnownFunction | None) -> tuple[Setting, ...]:
    result = Reader(page, function, form.money).flat(form.constants, "constants")
    return tuple(Setting(key, value, page.shown) for key, value in result)


def _design(
    form: FileForm, page: Page, factors: Sequence[Factor], outcomes: tuple[str, ...], function: KnownFunction | None,
    own: tuple[Outcome, ...],
) -> DesignChoice:  # fmt: skip
    """The design, with what it needs and nothing else."""
    chosen = page.checked(DesignForm, form.design, "design")
    kind, given = chosen.kind, chosen.model_fields_set
    refuse_adaptive(form, chosen, page)
    use = {
        "samples": (*SAMPLED, "worlds", "search"), "levels": ("morris",), "second_order": ("sobol",), "first": ("lhs",),
    }  # fmt: skip
    for key, kinds in use.items():
        if key in given and kind not in kinds:
            problem = message("has no meaning in a design of kind {kind!r}", kind=kind)
            raise page.error(problem, f"design.{key}", None, f"kind = {words(kinds)}")
    if not factors and kind != "grid":
        expected = message('[levers], [uncertainties] or both; or kind = "grid", for one setting run again and again')
        raise page.error(message("nothing is varied"), "design", None, expected)
    if kind in ADAPTIVE:
        return adaptive_design(form, chosen, page, factors, outcomes, function, own)
    if kind in use["samples"] and "samples" not in given:
        raise page.error(message("samples is missing"), "design.samples", None, message("how many, as samples = 128"))
    samples = chosen.samples
    if kind == "sobol" and (samples < 2 or samples & (samples - 1)):
        guess = str(max(2, 1 << round(samples.bit_length() - 0.5 if samples > 2 else 1)))
        raise page.error(message("not a power of two"), "design.samples", samples, "2, 4, 8, … 1024, 2048, …", guess)
    if kind in ("lhs", "morris", "worlds") and samples < 2:
        raise page.error(message("too small"), "design.samples", samples, message("2 or more"))
    if chosen.first:
        grown = [chosen.first << doublings for doublings in range(24)]
        if samples not in grown:
            expected = message("first times 1, 2, 4, 8 …: a hypercube grows by doubling")
            guess = str(min(grown, key=lambda size: abs(size - samples)))
            raise page.error(message("does not grow from first"), "design.samples", samples, expected, guess)
    if kind == "morris" and chosen.levels % 2:
        raise page.error(
            message("not an even number"), "design.levels", chosen.levels, "4, 6, 8, …", str(chosen.levels + 1)
        )
    levers = [factor for factor in factors if factor.role == "lever"]
    unknown = [factor for factor in factors if factor.role == "uncertainty"]
    if kind == "worlds" and not (levers and unknown):
        missing = "uncertainties" if levers else "levers"
        expected = message("levers, and uncertainties to sample worlds from")
        raise page.error(message("[{missing}] is missing", missing=missing), "design.kind", kind, expected)
    if kind == "scenarios" and (len(factors) != 1 or factors[0].kind not in ("scenarios", "alternatives")):
        problem = message("not one lever of scenarios or alternatives")
        expected = message('kind = "grid" for anything else')
        raise page.error(problem, "design.kind", kind, expected, "grid")
    for factor in factors:
        on_grid = kind in ("scenarios", "grid") or (kind == "worlds" and factor.role == "lever")
        if on_grid and count(factor) < 2:
            problem = message("{name} has no levels for a design of kind {kind!r}", name=factor.name, kind=kind)
            raise page.error(problem, page.key_of(factor), None, message("a list, or a range with steps"))
    return DesignChoice(kind, samples, chosen.levels, chosen.second_order, chosen.first)


def words(kinds: Sequence[str]) -> str:
    """Words as a choice in a message."""
    return " or ".join(f'"{kind}"' for kind in kinds)


def _runs(
    form: FileForm, page: Page, design: DesignChoice, outcomes: Sequence[str], function: KnownFunction | None,
    varied: bool,
) -> Replication:  # fmt: skip
    usual = "mean" if design.kind in (*SAMPLED, *ADAPTIVE) or not varied else "difference"
    if isinstance(form.runs, Mapping):
        return _sequential(form.runs, page, design, outcomes, function, varied)
    expected = message("a whole number of 1 or more, or a table with most and precision")
    if isinstance(form.runs, bool) or not isinstance(form.runs, int):
        raise page.error(message("of the wrong type"), "runs", form.runs, expected)
    if not 1 <= form.runs <= MOST_RUNS:
        problem = message("too small") if form.runs < 1 else message("too large")
        raise page.error(problem, "runs", form.runs, message("a whole number from 1 to {most:,}", most=MOST_RUNS))
    if function is not None and function.deterministic:
        if form.runs > 1:
            raise page.error(
                message("{name} gives the same value every time", name=function.name), "runs", form.runs, "1", "1"
            )
    elif form.runs < 2 and design.kind in ("scenarios", "grid", "one_at_a_time"):
        expected = message("2 or more, better {pairs}", pairs=PAIRS)
        raise page.error(message("one run tells nothing of noise"), "runs", form.runs, expected)
    return Replication(form.runs, form.runs, {}, "mean" if usual == "mean" else "difference")


def _sequential(
    content: Mapping[str, Any], page: Page, design: DesignChoice, outcomes: Sequence[str],
    function: KnownFunction | None, varied: bool,
) -> Replication:  # fmt: skip
    """Runs until what is asked for is known precisely enough."""
    form = page.checked(RunsForm, content, "runs")
    of = form.of or ("mean" if design.kind in SAMPLED or not varied else "difference")
    if of == "difference" and not varied:
        problem = message("one setting has nothing that it differs from")
        raise page.error(problem, "runs.of", of, '"mean"', "mean")
    if of == "difference" and design.kind in SAMPLED:
        raise page.error(
            message("a design of kind {kind!r} has no pairs", kind=design.kind), "runs.of", of, '"mean"', "mean"
        )
    if function is not None and function.deterministic:
        raise page.error(
            message("{name} gives the same value every time", name=function.name), "runs", None, "runs = 1"
        )
    floor = PAIRS
    for name, width in form.precision.items():
        key = f"runs.precision.{name}"
        if name not in outcomes:
            raise page.unknown(message("is not watched"), key, name, outcomes, message("one of outcomes"))
        if width <= 0.0:
            raise page.error(message("too small"), key, width, message("a half-width above 0"))
        if function is None and is_verdict(name):
            floor = BINARY_PAIRS
    lowest = floor
    if design.kind == "worlds":  # a world is a pair, however often it is run
        lowest = 1
        if design.samples < floor:
            why = message("fewer worlds stop too early too often")
            raise page.error(why, "design.samples", design.samples, message("{least} or more", least=floor), str(floor))
    least = form.least if form.least is not None else min(lowest, form.most)
    if least < lowest:
        key = "runs.least" if form.least is not None else "runs.most"
        why = message("fewer first runs stop too early too often")
        raise page.error(why, key, least, message("{least} or more", least=lowest), str(lowest))
    if form.most < least:
        raise page.error(
            message("most is below least"), "runs.most", form.most, message("{least} or more", least=least)
        )
    return Replication(least, form.most, dict(form.precision), of)


def _failure(form: FileForm, page: Page, function: KnownFunction | None) -> Failure | None:
    if form.failure is None:
        return None
    result = page.checked(FailureForm, form.failure, "failure")
    check_outcome(result.outcome, "failure.outcome", form, page, function)
    if result.below is None and result.above is None:
        raise page.error(message("a bound is missing"), "failure", None, message("below = … or above = …"))
    if result.below is not None and result.above is not None and result.below > result.above:
        raise page.error(
            message("below lies above above"), "failure", None, message("bounds that leave something in between")
        )
    return Failure(result.outcome, result.below, result.above)


def _others(factors: Sequence[Factor], page: Page, constants: Sequence[Setting]) -> dict[str, Scenario]:
    names = [name for factor in factors if factor.kind == "scenarios" for name in factor.choices]
    return {name: _scenario(name, "levers.scenario", page, constants) for name in names}


def _scenario(name: str, key: str, page: Page, constants: Sequence[Setting]) -> Scenario:
    """A scenario by name or path, relative to the experiment's folder first, with the constants applied."""
    if page.stored:
        stem = Path(name).stem
        known = (name + AS_BASE, stem + AS_BASE, name, stem) if key == "base" else (name, shown_name(name))
        place = next((one for one in known if one in page.stored), None)
        if place is not None:
            return from_content(page.stored[place], name=place.removesuffix(AS_BASE))
    beside = (page.document.folder or Path.cwd()) / Path(name)
    try:
        result = load(beside if name not in shipped() and beside.is_file() else name)
    except (OSError, ValueError) as error:
        raise page.error(
            message("not a file name ({error})", error=error), key, name, message("a scenario's name or path")
        ) from None
    except CrmsimError as error:
        if error.value != name:  # what is wrong stands in the scenario's own file
            raise
        near = alike(beside.name, beside.parent)
        guess = nearest(name.removesuffix(".toml"), shipped()) or (near and str(Path(name).parent / Path(near).name))
        raise page.error(error.problem, key, name, error.expected, guess) from None
    try:
        return result.changed(constants, page.shown) if constants else result
    except CrmsimError as error:
        raise error_at(error, page, f"constants.{error.key}" if error.key else "constants") from None


def error_at(error: CrmsimError, page: Page, key: str) -> CrmsimError:
    """The same error, with the line of the key it comes from."""
    return error.but(file=page.shown, line=page.line(key))
