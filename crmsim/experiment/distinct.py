"""No key of a scenario is set twice by what an experiment varies and holds constant."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.experiment.factor import RULES, Factor, touched
from crmsim.experiment.form import SECTION, Page
from crmsim.scenario.schema import INTERVENTION
from crmsim.words import message


def check_distinct(found: Sequence[Factor], fixed: set[str], page: Page, levers_outweigh: bool) -> None:
    """Refuse a key that two factors vary, or that is constant too.

    Parameters
    ----------
    found:
        Levers first, then uncertainties.
    fixed:
        Keys of constants.
    levers_outweigh:
        In a design of worlds an alternative may set what is constant, or what nobody knows: it outweighs them.

    Raises
    ------
    CrmsimError
        With the factor and the key.
    """
    owner: dict[str, Factor] = {}
    for factor in found:
        where = f"{SECTION[factor.role]}.{factor.name}"
        for key in dict.fromkeys((factor.name, *touched(factor))):
            if key in (INTERVENTION, RULES):  # which add up
                continue
            if key in fixed and not (levers_outweigh and factor.kind == "alternatives"):
                expected = message("a key in [constants] or varied, not both")
                raise page.error(message("{key} is held constant too", key=key), where, None, expected)
            other = owner.get(key)
            outweighed = levers_outweigh and other is not None and other.kind == "alternatives"
            if other is not None and not (outweighed and factor.role != other.role):
                expected = message("each key in one factor")
                raise page.error(
                    message("{key} is varied by {owner!r} too", key=key, owner=other.name), where, None, expected
                )
            owner[key] = factor
