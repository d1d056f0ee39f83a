"""Whether every number says what it is expected to do, and of an outcome that exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic.fields import FieldInfo

from crmsim.declaration.mechanism import DeclarationError, Field, Mechanism
from crmsim.declaration.outcome import Outcome
from crmsim.declaration.parameter import NotAsked, Sign, Table, choices, declarations, ends, extra
from crmsim.errors import nearest


def check_signs(
    mechanisms: Iterable[Mechanism],
    tables: Mapping[str, type[Table]],
    outcomes: Iterable[Outcome],
    fields: Mapping[str, tuple[Field, ...]],
) -> None:
    """Every number and every yes-or-no of a mechanism predicts something, or says why it does not.

    Raises
    ------
    DeclarationError
        Names the file, the parameter and what to add or to write instead.
    """
    styles = [field.words for field in fields.get("people", ()) if field.name == "style"]
    known = {
        "outcome": [outcome.name for outcome in outcomes],
        "sign": ["+", "-", "0"],
        "group": ["all", *(styles[0] if styles else ())],
        "given": [name for prefix, table in tables.items() for name, _ in declarations(prefix, table)],
    }
    for one in mechanisms:
        if one.table is None:
            continue
        for name, field in declarations(one.table.__name__.lower(), one.table):
            signs = extra(field)["signs"]
            if isinstance(signs, NotAsked):
                continue
            if not signs and not choices(field):
                raise DeclarationError(
                    f"{one.file}: nothing is predicted of the parameter {name}; add to its parameter(…) "
                    'signs=(Sign("OUTCOME", "+", "own expectation: …"),), or signs=NotAsked("why not")'
                )
            for sign in signs:
                _check_sign(f"{one.file}: {name} predicts ", sign, field, known)


def _check_sign(where: str, sign: Sign, field: FieldInfo, known: Mapping[str, list[str]]) -> None:
    given = [setting.partition("=")[0] for setting in sign.given]
    text = [("outcome", sign.outcome), ("sign", sign.sign), ("group", sign.group), *(("given", one) for one in given)]
    for key, value in text:
        if value not in known[key]:
            expected = nearest(value, known[key]) or f"one of {', '.join(known[key])}"
            raise DeclarationError(f'{where}with {key} "{value}", which does not exist; write {expected}')
    low, high = ends(field)
    if (low is None and sign.low is None) or (high is None and sign.high is None):
        raise DeclarationError(f"{where}{sign.outcome} without an interval; add low=… and high=… to its Sign(…)")
    needs = extra(field)["needs"]
    if needs is not None and needs[0] not in given:
        raise DeclarationError(
            f'{where}{sign.outcome} where it has no effect; add given=("{needs[0]}={needs[1][0]}",) to its Sign(…)'
        )
