"""Levers that act from some week on: until then all their settings are one run, which is computed once."""

from __future__ import annotations

from dataclasses import replace

from crmsim.experiment.experiment import Experiment
from crmsim.experiment.factor import RULES, Factor, touched
from crmsim.experiment.form import Page
from crmsim.experiment.moves import acts_before, ends
from crmsim.scenario import Setting
from crmsim.scenario.interventions import refuse_fixed
from crmsim.scenario.schema import INTERVENTION, fields
from crmsim.words import message

WEEKS = "scenario.weeks"
FIRST = 2  # a branch in the first week shares nothing
BEFORE = message("acts before the week from which alternatives differ")
TOO_LATE = message("comes after the last week")


def branched(factors: tuple[Factor, ...], week: int | None, page: Page) -> tuple[Factor, ...]:
    """The factors, of which the levers act from ``week`` on; as they are where it is None.

    Raises
    ------
    CrmsimError
        For a lever that settles how a run begins, or acts before that week.
    """
    if week is None:
        return factors
    return tuple(_branched(factor, week, page) if factor.role == "lever" else factor for factor in factors)


def _branched(factor: Factor, week: int, page: Page) -> Factor:
    key = page.key_of(factor)
    expected = message("a lever that can change on the way, or a file without branch_week")
    if factor.kind == "scenarios":
        problem = message("a scenario holds from the first week and cannot change on the way")
        raise page.error(problem, key, None, expected)
    for name in touched(factor):
        if name == RULES:
            raise page.error(message("own rules take part from the first week on"), key, None, expected)
        if name in fields():
            refuse_fixed(name, file=page.shown, line=page.line(key), key=name, expected=expected)
    for label, bundle in factor.bundles.items():
        early = acts_before([Setting(name, value, page.shown) for name, value in bundle.items()], week)
        if early is not None:
            where = f"{key}.alternatives.{label}.{INTERVENTION}"
            raise page.error(BEFORE, where, early, message("week {week} or later", week=week))
    return replace(factor, from_week=week)


def check_branch(experiment: Experiment, page: Page) -> None:
    """Refuse a branch without levers, and one that comes after the last week of a run.

    Raises
    ------
    CrmsimError
        With the line of ``branch_week``.
    """
    week, base = experiment.branch_week, experiment.base
    if week is None or base is None:
        return
    if not experiment.levers:
        expected = message("[levers], which act from it on")
        raise page.error(message("there is nothing to branch into"), "branch_week", week, expected)
    varied = [factor for factor in experiment.factors if factor.name == WEEKS]
    last = min([one.values[WEEKS] for factor in varied for one in ends(factor, page.shown)] or [base.weeks])
    if week > last:
        expected = message("a week from {first} to {last}", first=FIRST, last=last)
        raise page.error(TOO_LATE, "branch_week", week, expected)
