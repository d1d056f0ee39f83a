"""Checks that need the whole experiment: its size, its reference, and that its settings can stand."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.experiment.adaptive import planned
from crmsim.experiment.designs import Design, OneAtATime, Worlds, design_of
from crmsim.experiment.experiment import Experiment
from crmsim.experiment.factor import Factor
from crmsim.experiment.form import MOST_RUNS, Page
from crmsim.experiment.functions import functions
from crmsim.experiment.moves import Move, ends, is_bound, joined, moves
from crmsim.experiment.resolver import Resolver, resolver_of
from crmsim.experiment.values import columns
from crmsim.organisation.generation import refuse_impossible
from crmsim.scenario.schema import listed
from crmsim.words import message

CLOSE = 1e-9
CORNERS = 256  # combinations of ends that are tried; beyond that the lowest, the highest, and a spread of points
MOST_NUMBERS = 100_000_000  # of a sample, which is kept in memory
SPREAD = 128  # points tried of a design too large to try all


def check_size(experiment: Experiment, page: Page) -> None:
    """Refuse more runs than anyone can mean.

    Raises
    ------
    CrmsimError
        With the number of runs.
    """
    for factor in experiment.factors:
        # a mixture's levels are listed, so their number is bounded before they are
        if factor.kind == "mixture":
            many = math.comb(factor.steps + len(factor.keys) - 1, len(factor.keys) - 1)
            if many > MOST_RUNS // 100:
                raise page.error(
                    message("{many:,} mixtures", many=many),
                    page.key_of(factor),
                    None,
                    message("at most {most:,}; fewer steps", most=MOST_RUNS // 100),
                )
    size = design_of(planned(experiment)).size
    runs = size * experiment.runs.least
    if runs > MOST_RUNS:
        raise page.error(
            message(
                "{size:,} settings of {least:,} runs each are {runs:,} runs",
                size=size,
                least=experiment.runs.least,
                runs=runs,
            ),
            "design",
            None,
            message("at most {most:,} runs", most=MOST_RUNS),
        )
    numbers = size * len(experiment.factors)
    if experiment.design.kind in ("lhs", "sobol", "morris") and numbers > MOST_NUMBERS:
        raise page.error(
            message("a sample of {size:,} settings of {count} factors", size=size, count=len(experiment.factors)),
            "design",
            None,
            message("at most {most:,} numbers; fewer samples, or [groups]", most=MOST_NUMBERS),
        )


def check_bounds(experiment: Experiment, page: Page) -> None:
    """Refuse ``at_least`` and ``at_most`` where scenarios are varied, as nothing says against which they hold.

    Raises
    ------
    CrmsimError
        Naming the alternative.
    """
    if not experiment.others:
        return
    for factor in experiment.factors:
        for label, bundle in factor.bundles.items():
            for key, value in bundle.items():
                if is_bound(value):
                    problem = message("has no meaning where scenarios are varied")
                    where = f"{page.key_of(factor)}.alternatives.{label}.{key}"
                    raise page.error(problem, where, value, message("a value"))


def within_of(experiment: Experiment, named: list[str], page: Page) -> tuple[str, ...]:
    """The factors at whose every level the reference is taken anew.

    Raises
    ------
    CrmsimError
        For a design that has no levels, a name that is no factor of it, and where nothing would be left to compare.
    """
    if not named:
        return ()
    if experiment.design.kind not in ("grid", "worlds"):
        problem = message("has no meaning for a design of kind {kind!r}", kind=experiment.design.kind)
        raise page.error(problem, "within", named, message("a file without it"))
    factors = experiment.levers if experiment.design.kind == "worlds" else experiment.factors
    known = [factor.name for factor in factors]
    for name in named:
        if name not in known:
            raise page.unknown(message("is no factor with levels"), "within", name, known)
    if len(set(named)) == len(known):
        problem = message("leaves nothing that is compared")
        raise page.error(problem, "within", named, message("at least one factor left out"))
    return tuple(name for name in known if name in named)


def reference_of(experiment: Experiment, named: Mapping[str, Any] | None, page: Page) -> int:
    """The point that the others are compared with: the one named, else the first.

    Raises
    ------
    CrmsimError
        For a reference that is no setting of the levers, or of a design that has none.
    """
    if named is None:
        return 0
    design = design_of(experiment)
    if isinstance(design, OneAtATime):
        raise page.error(
            message("the base is what one_at_a_time compares with"),
            "reference",
            None,
            message("a file without reference"),
        )
    if experiment.design.kind in ("lhs", "sobol", "morris"):
        problem = message("a design of kind {kind!r} compares nothing", kind=experiment.design.kind)
        raise page.error(problem, "reference", None, message("a file without reference"))
    factors = experiment.levers if isinstance(design, Worlds) else experiment.factors
    wanted = _flat(named)
    known = [column for factor in factors for column in columns(factor)]
    for name in wanted:
        if name not in known:
            raise page.unknown(message("is not varied by the setting"), "reference", name, known)
    number = 0
    for factor in factors:
        result = moves(factor, experiment.shown)
        if factor.name in experiment.within and not any(column in wanted for column in columns(factor)):
            number *= len(result)  # taken anew at each of its levels; the first stands for them
            continue
        number = number * len(result) + _place(factor, [one.values for one in result], wanted, page)
    return number


def _place(factor: Factor, levels: list[Mapping[str, Any]], wanted: Mapping[str, Any], page: Page) -> int:
    for column in columns(factor):
        if column not in wanted:
            raise page.error(
                message("{name} is missing", name=column),
                "reference",
                dict(wanted),
                message("a value for each lever"),
            )
    for place, values in enumerate(levels):
        if all(_same(values[column], wanted[column]) for column in values):
            return place
    given = {column: wanted[column] for column in columns(factor)}
    shown = [next(iter(values.values())) if len(values) == 1 else dict(values) for values in levels]
    raise page.error(
        message("is no setting of the design"), "reference", given, message("one of {choices}", choices=listed(shown))
    )


def _same(one: Any, other: Any) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE) if numbers else bool(one == other)


def _flat(named: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in named.items():
        if isinstance(value, Mapping):
            result.update(_flat(value, f"{prefix}{key}."))
        else:
            result[f"{prefix}{key}"] = value
    return result


def check_points(experiment: Experiment, page: Page) -> None:
    """Resolve each level alone, then corners or points together, so that no worker meets a bad setting first.

    Raises
    ------
    CrmsimError
        With the line of the factor, or the settings that cannot stand together.
    """
    if experiment.function is not None:
        missing = _inputs_missing(experiment)
        if missing:
            expected = message('every input varied, as all = "interval"')
            raise page.error(
                message("{names} missing", names=", ".join(missing)), "function", experiment.function, expected
            )
        return
    resolver = resolver_of(experiment)
    starts: list[str | None] = [*experiment.others] or [None]
    for factor in experiment.factors:
        for one in ends(factor, experiment.shown):
            _try(resolver, [one], starts[0], factor, page)
    for combination in _combinations(experiment):
        for start in starts:
            _try(resolver, combination, start, None, page)
    design = design_of(planned(experiment))
    for number in _spread(design):
        point = design.point(number)
        _try(resolver, [Move(point.values, point.settings, point.scenario)], None, None, page)


def _inputs_missing(experiment: Experiment) -> list[str]:
    varied = {factor.name for factor in experiment.factors}
    return [name for name in functions()[str(experiment.function)].inputs if name not in varied]


def _combinations(experiment: Experiment) -> Iterator[list[Move]]:
    """Corners of the levers with the uncertainties all low and all high, where they are few enough."""
    if experiment.design.kind == "one_at_a_time":
        return
    factors = [factor for factor in experiment.factors if factor.kind != "scenarios"]
    result = [ends(factor, experiment.shown) for factor in factors]
    # of a list or a mixture every level is tried alone; together it is the outermost that may not stand
    outer = [
        each if factor.kind == "mixture" and len(each) <= CORNERS else each[:: max(1, len(each) - 1)]
        for factor, each in zip(factors, result, strict=True)
    ]
    if math.prod(map(len, outer)) <= CORNERS:
        yield from map(list, itertools.product(*outer))
    elif outer:
        yield [each[0] for each in outer]
        yield [each[-1] for each in outer]


def _spread(design: Design) -> Iterable[int]:
    """All points of a small design, evenly spread ones of a large one."""
    return range(0, design.size, max(1, design.size // SPREAD))


def _try(resolver: Resolver, made: Iterable[Move], start: str | None, factor: Factor | None, page: Page) -> None:
    """Resolve some moves together; a refusal is told with the line of the factor."""
    listed_moves = list(made)
    start = next((one.scenario for one in listed_moves if one.scenario is not None), start)
    settings = joined((setting for one in listed_moves for setting in one.settings), resolver.base)
    try:
        made = resolver.resolve(settings, start)
        if factor is None and not made.files:  # one level alone may not be a setting of the design
            refuse_impossible(made.organisation)
    except CrmsimError as error:
        key = page.key_of(factor) if factor else _key_of(error.key, page)
        alone = factor is not None or len(settings) < 2
        problem = (
            error.problem
            if alone
            else message(
                "{problem} together with {settings}", problem=error.problem, settings=_others(settings, error.key)
            )
        )
        raise error.but(problem=problem, file=page.shown, line=page.line(key), key=error.key or key) from None


def _others(settings: Iterable[Any], key: str | None) -> str:
    return listed([f"{s.key} = {s.value}" for s in settings if s.key != key], most=4)


def _key_of(key: str | None, page: Page) -> str:
    """Where a key of the scenario stands in the file."""
    for section in ("levers", "uncertainties"):
        if f"{section}.{key}" in page.document.lines:
            return f"{section}.{key}"
    return "levers" if "levers" in page.document.lines else "uncertainties"
