"""Reading ``[groups]``: which factors a design of shares or effects takes together."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence

from crmsim.errors import nearest
from crmsim.experiment.experiment import DesignChoice
from crmsim.experiment.factor import SEED_FACTOR, Factor
from crmsim.experiment.form import FileForm, Page
from crmsim.scenario.schema import listed
from crmsim.words import message


def groups_of(
    form: FileForm, page: Page, factors: Sequence[Factor], design: DesignChoice
) -> dict[str, tuple[str, ...]]:
    """Group → its factors; a factor belongs to the first group that names it.

    Raises
    ------
    CrmsimError
        In a design that has no groups, for a pattern that names no factor, and for factors that no group names.
    """
    if not form.groups:
        return {}
    if design.kind not in ("sobol", "morris"):
        problem = message("has no meaning in a design of kind {kind!r}", kind=design.kind)
        raise page.error(problem, "groups", None, message('kind = "sobol" or "morris"'))
    names = [factor.name for factor in factors]
    left = list(names)
    result: dict[str, tuple[str, ...]] = {}
    for group, patterns in form.groups.items():
        key = f"groups.{group}"
        if group == SEED_FACTOR:
            raise page.error(message("seed is a group of its own"), key, None, message("another name"))
        if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
            raise page.error(
                message("of the wrong type"), key, patterns, message('a list of names or patterns, as ["system.*"]')
            )
        for pattern in patterns:
            if not fnmatch.filter(names, pattern):
                guess = nearest(pattern, names)
                expected = message("the name of a factor, or a pattern as system.*")
                raise page.error(message("names nothing that is varied"), key, pattern, expected, guess)
        result[group] = tuple(name for name in left if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns))
        if not result[group]:
            raise page.error(message("an empty group"), key, patterns, message("factors that no group before it names"))
        left = [name for name in left if name not in result[group]]
    if left:
        expected = message('a last group for the rest, as other = ["*"]')
        raise page.error(message("no group names {choices}", choices=listed(left, most=5)), "groups", None, expected)
    return result
