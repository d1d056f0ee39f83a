"""Names of own rules, ``module:function``, as they stand in an experiment: read, and never imported here."""

from __future__ import annotations

import re

from crmsim.errors import CrmsimError
from crmsim.experiment.form import Page
from crmsim.words import message

NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
EXPECTED = message('module:function, as "mine:lunch" for lunch in mine.py')


def checked_names(given: object) -> tuple[str, ...]:
    """One name, several or none as a tuple.

    Raises
    ------
    CrmsimError
        For what is no name, and for a name that stands twice.
    """
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list | tuple):
        raise CrmsimError(message("not the name of an own rule"), key="rules", value=given, expected=EXPECTED)
    for name in names:
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise CrmsimError(message("not the name of an own rule"), key="rules", value=name, expected=EXPECTED)
        if names.count(name) > 1:
            twice = message("{name} stands twice", name=name)
            raise CrmsimError(twice, key="rules", expected=message("each rule once"))
    return tuple(names)


def rule_names(given: object, key: str, page: Page) -> tuple[str, ...]:
    """The same, of a key of an experiment's file."""
    try:
        return checked_names(given)
    except CrmsimError as error:
        raise page.error(error.problem, key, error.value, error.expected) from None
