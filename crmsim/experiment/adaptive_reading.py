"""What a search or an exploration of patterns is asked: its part of ``[design]``, ``[aims]`` and ``[cells]``, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from crmsim.declaration.outcome import Outcome
from crmsim.experiment.aims import SATISFIED, Aim, Axis
from crmsim.experiment.experiment import ADAPTIVE, DesignChoice
from crmsim.experiment.factor import Factor
from crmsim.experiment.form import AimForm, CellsForm, DesignForm, FileForm, Page
from crmsim.experiment.functions import KnownFunction
from crmsim.experiment.watched import check_outcome
from crmsim.results.by_group import named
from crmsim.words import message

MOST_AIMS, MOST_AXES = 6, 3
MOST_CELLS = 100_000
LEAST_POPULATION, MOST_POPULATION, GENERATIONS = 12, 100, 20  # of a search, where the file does not say


def adaptive_design(
    form: FileForm, chosen: DesignForm, page: Page, factors: Sequence[Factor], outcomes: tuple[str, ...],
    function: KnownFunction | None, own: tuple[Outcome, ...],
) -> DesignChoice:  # fmt: skip
    """A design whose settings follow from what came out before.

    Raises
    ------
    CrmsimError
        For what is missing or has no meaning there.
    """
    kind, given = chosen.kind, chosen.model_fields_set
    for key in ("budget", "groups", "reference", "within"):
        if key in form.model_fields_set:
            problem = message("has no meaning in a design of kind {kind!r}", kind=kind)
            raise page.error(problem, key, None, message("a file without it"))
    if isinstance(form.runs, Mapping):
        problem = message("a design of kind {kind!r} has a fixed number of runs", kind=kind)
        raise page.error(problem, "runs", dict(form.runs), message("a whole number of 1 or more"))
    if "settings" not in given:
        expected = message("how many settings may be looked at, as settings = 400")
        raise page.error(message("settings is missing"), "design.settings", None, expected)
    population = chosen.population or _population(chosen.settings)
    if population > chosen.settings:
        expected = message("at most {most:,}, the settings looked at", most=chosen.settings)
        raise page.error(message("too large"), "design.population", population, expected)
    if kind == "patterns":
        return DesignChoice(kind, settings=chosen.settings, population=population, axes=axes_of(form, page, function))
    exact = function is not None and function.deterministic
    if "samples" not in given and not exact:
        raise page.error(message("samples is missing"), "design.samples", None, message("how many, as samples = 128"))
    if not any(factor.role == "lever" for factor in factors):
        problem = message("[{missing}] is missing", missing="levers")
        raise page.error(
            problem, "design.kind", kind, message("levers to choose, and uncertainties to sample worlds from")
        )
    samples = 1 if exact else chosen.samples
    if samples < 2 and not exact:
        raise page.error(message("too small"), "design.samples", samples, message("2 or more"))
    return DesignChoice(
        kind, samples, settings=chosen.settings, population=population, fresh=1 if exact else chosen.fresh or samples,
        robust=chosen.robust, aims=aims_of(form, page, outcomes, chosen.robust, function, own),
    )  # fmt: skip


def refuse_adaptive(form: FileForm, chosen: DesignForm, page: Page) -> None:
    """Refuse what belongs to a search or to patterns alone, in another design.

    Raises
    ------
    CrmsimError
        Naming the key, and the kinds of design that it belongs to.
    """
    belongs = {
        "design.settings": ADAPTIVE, "design.population": ADAPTIVE, "design.fresh": ("search",),
        "design.robust": ("search",), "aims": ("search",), "cells": ("patterns",),
    }  # fmt: skip
    for key, kinds in belongs.items():
        leaf = key.removeprefix("design.")
        there = leaf in (chosen.model_fields_set if leaf != key else form.model_fields_set)
        if there and chosen.kind not in kinds:
            problem = message("has no meaning in a design of kind {kind!r}", kind=chosen.kind)
            raise page.error(problem, key, None, "kind = " + " or ".join(f'"{kind}"' for kind in kinds))


def _population(settings: int) -> int:
    """A twentieth of what may be looked at, in fours, within bounds."""
    fours = 4 * round(settings / GENERATIONS / 4)
    return min(settings, max(LEAST_POPULATION, min(fours, MOST_POPULATION)))


def aims_of(
    form: FileForm, page: Page, outcomes: tuple[str, ...], robust: str, function: KnownFunction | None,
    own: tuple[Outcome, ...],
) -> tuple[Aim, ...]:  # fmt: skip
    """The aims of a search: those of ``[aims]``, else the watched outcomes that have a direction.

    Raises
    ------
    CrmsimError
        For an outcome or a direction that is none, a missing bound, and for fewer than two aims.
    """
    if form.aims:
        result = tuple(_aim(name, given, form, page, robust, function) for name, given in form.aims.items())
    else:
        known = {name: _declared(name, own) for name in outcomes}
        result = tuple(Aim(name, way) for name, way in known.items() if way is not None)
        if robust == SATISFIED and result:
            problem, expected = message("no bound is given to satisfy"), message("[aims] with at_least or at_most")
            raise page.error(problem, "design.robust", robust, expected)
    if not 2 <= len(result) <= MOST_AIMS:
        expected = message("from 2 to {most} outcomes with a direction, here or in [aims]", most=MOST_AIMS)
        key = "aims" if form.aims else "outcomes"
        raise page.error(message("too few aims") if len(result) < 2 else message("too many aims"), key, None, expected)
    return result


def _declared(name: str, own: tuple[Outcome, ...]) -> Literal["higher", "lower"] | None:
    """Which way an outcome is wanted, as it is declared; None where neither is."""
    known = next((one for one in own if one.name == name), None) or named(name)
    if known is None or known.better == "none":
        return None
    return "higher" if known.better == "higher" else "lower"


def _aim(name: str, given: Any, form: FileForm, page: Page, robust: str, function: KnownFunction | None) -> Aim:
    key = f"aims.{name}"
    check_outcome(name, key, form, page, function)
    expected = message('"higher", "lower", {at_least = 0.5} or {at_most = 0.5}')
    if isinstance(given, Mapping):
        asked = page.checked(AimForm, given, key)
        if (asked.at_least is None) == (asked.at_most is None):
            raise page.error(message("not one bound"), key, dict(given), expected)
        if asked.at_least is not None:
            return Aim(name, "higher", asked.at_least)
        return Aim(name, "lower", asked.at_most)
    if given not in ("higher", "lower"):
        raise page.unknown(message("is no direction"), key, given, ("higher", "lower"), expected)
    if robust == SATISFIED:
        problem = message("no bound is given to satisfy")
        raise page.error(problem, key, given, message("{at_least = 0.5} or {at_most = 0.5}"))
    return Aim(name, given)


def axes_of(form: FileForm, page: Page, function: KnownFunction | None) -> tuple[Axis, ...]:
    """The outcomes whose combinations are looked for.

    Raises
    ------
    CrmsimError
        For an outcome that is none, ends that cannot stand, and for fewer than two outcomes or more than three.
    """
    result = []
    for name, given in form.cells.items():
        key = f"cells.{name}"
        check_outcome(name, key, form, page, function)
        one = page.checked(CellsForm, given, key)
        if not one.low < one.high:
            raise page.error(message("low is not below high"), key, dict(given), message("low below high"))
        result.append(Axis(name, one.low, one.high, one.parts))
    if not 2 <= len(result) <= MOST_AXES:
        expected = message(
            "[cells] with two or three outcomes, each as user_share = {low = 0.0, high = 1.0, parts = 10}"
        )
        raise page.error(message("patterns are made of two or three outcomes"), "cells", None, expected)
    many = 1
    for axis in result:
        many *= axis.parts
    if many > MOST_CELLS:
        raise page.error(
            message("{many:,} cells", many=many),
            "cells",
            None,
            message("at most {most:,}; fewer parts", most=MOST_CELLS),
        )
    return tuple(result)
