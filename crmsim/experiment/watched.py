"""The outcomes that an experiment watches and stores, checked."""

from __future__ import annotations

import re

from crmsim.declaration.outcome import Outcome
from crmsim.errors import CrmsimError
from crmsim.experiment.form import FileForm, OwnForm, Page
from crmsim.experiment.functions import OUTCOME as VALUE
from crmsim.experiment.functions import KnownFunction
from crmsim.experiment.varied import TAKEN
from crmsim.mechanisms import OUTCOME, OUTCOMES
from crmsim.mechanisms.economy import BENEFITS
from crmsim.mechanisms.state import STYLES
from crmsim.results.by_group import ROLE_GROUPS, named, outcome_and_group
from crmsim.results.own import declare
from crmsim.results.weekly import HOURS_OF
from crmsim.words import message

NAME = re.compile(r"[a-z][a-z0-9_]*")
# what rests on the counterfactual run without a project
ON_MONEY = (*BENEFITS, "benefit_nok", "net_benefit_nok", "break_even_week", "success")
NO_WEEKS = ("duration", "drop", "payback", "verdict")  # outcomes of a whole run


def is_verdict(name: str) -> bool:
    """Whether an outcome is a yes or a no."""
    known = named(name)
    return known is not None and known.summary == "verdict"


def check_outcome(
    name: str, key: str, form: FileForm, page: Page, function: KnownFunction | None, whole: bool = False
) -> None:
    """Refuse an outcome that does not exist or cannot be had; with ``whole`` that of a part of the people too."""
    if name in form.own and not whole:
        return
    known = (
        [*function.outcomes] if function else [*(outcome.name for outcome in OUTCOMES), *([] if whole else form.own)]
    )
    known += HOURS_OF if key == "weekly" and not function else ()
    outcome, _ = outcome_and_group(name)
    if (name if function or whole else outcome) not in known:
        raise page.unknown(message("there is no such outcome"), key, name, known)
    if not form.money and outcome in ON_MONEY:
        expected = message("money = true, or an outcome that no money is needed for")
        raise page.error(message("is not known where money = false"), key, name, expected)
    if name == outcome or function:
        return
    if not OUTCOME[outcome].by_group:
        raise page.error(message("is told for everybody only"), key, name, message("an outcome told by group"))
    if named(name) is None:
        groups = [f"{outcome}:{group}" for group in (*STYLES, "department:1", *ROLE_GROUPS)]
        forms = [form for form in groups if named(form) is not None]
        problem = message("is not told by role") if name in groups else message("tells of nobody")
        raise page.unknown(problem, key, name, forms, message("one of {choices}", choices=", ".join(forms)))


def own_of(form: FileForm, page: Page) -> tuple[Outcome, ...]:
    """Those that own rules tell, declared."""
    result = []
    for name, content in form.own.items():
        key = f"own.{name}"
        if not NAME.fullmatch(name) or name in OUTCOME or name in (VALUE, *TAKEN):
            expected = message("small letters, digits and _, and no name of an outcome or a column")
            raise page.error(message("not a name for an outcome of your own"), key, None, expected)
        own = page.checked(OwnForm, content, key)
        made = Outcome(
            name, own.meaning, own.unit, own.low, own.high, "stock", None, None, own.better, own.matters,
            relative=own.relative, by_group=False,
        )  # fmt: skip
        try:
            declare(made)
        except CrmsimError as error:
            raise page.error(error.problem, key, None, error.expected) from None
        result.append(made)
    return tuple(result)


def outcomes_of(form: FileForm, page: Page, function: KnownFunction | None) -> tuple[str, ...]:
    """Those that are watched."""
    for name in form.outcomes:
        check_outcome(name, "outcomes", form, page, function)
    return _once(form.outcomes, "outcomes", page)


def weekly_of(form: FileForm, page: Page, function: KnownFunction | None) -> tuple[str, ...]:
    """Those that are stored week by week."""
    for name in form.weekly:
        if name in HOURS_OF:
            continue
        check_outcome(name, "weekly", form, page, function, whole=True)
        if OUTCOME[name].summary in NO_WEEKS:
            problem, expected = (
                message("belongs to a whole run, not to a week"),
                message("an outcome told week by week"),
            )
            raise page.error(problem, "weekly", name, expected)
    return _once(form.weekly, "weekly", page)


def by_style_of(form: FileForm, page: Page, function: KnownFunction | None) -> tuple[str, ...]:
    """Those that are stored by style."""
    for name in form.by_style:
        check_outcome(name, "by_style", form, page, function, whole=True)
        if not OUTCOME[name].by_group:
            expected = message("an outcome told by group")
            raise page.error(message("is told for everybody only"), "by_style", name, expected)
    return _once(form.by_style, "by_style", page)


def _once(names: list[str], key: str, page: Page) -> tuple[str, ...]:
    """The names, refused where one stands twice."""
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise page.error(message("{name} stands twice", name=twice), key, names, message("each outcome once"))
    return tuple(names)
