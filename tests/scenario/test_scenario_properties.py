"""Whatever is thrown at it, a scenario loads or is refused; what loads can be written and read back."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmsim.declaration.parameter import choices, limits
from crmsim.errors import CrmsimError
from crmsim.mechanisms.intervention import KINDS
from crmsim.scenario import Scenario, describe_parameters, from_content, load, parameters_text, warnings
from crmsim.scenario.schema import fields, tables

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FREE = [
    key
    for key in fields()
    if fields()[key].default is not None
    and not key.startswith("scenario.")
    and not key.endswith(("givers", "takers", "matchers", "_csv", ".tie_kinds"))
]

junk = st.recursive(
    st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats()
    | st.text(st.characters(codec="utf-8"), max_size=10)
    | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_lowercase, max_size=6), inner),
    max_leaves=6,
)
names = st.sampled_from(sorted(tables())) | st.just("intervention") | st.text(string.ascii_letters + "_é", max_size=8)
leaves = st.sampled_from(sorted({key.rpartition(".")[2] for key in fields()})) | st.text(max_size=6)
documents = st.dictionaries(names, st.dictionaries(leaves, junk, max_size=3) | junk, max_size=3)


@st.composite
def good_values(draw: st.DrawFn, key: str) -> Any:
    """A value that the key's declaration allows."""
    field = fields()[key]
    low, high = limits(field)
    if choices(field):
        return draw(st.sampled_from(choices(field)))
    if isinstance(field.default, bool):
        return draw(st.booleans())
    if isinstance(field.default, int):
        return draw(st.integers(int(low if low is not None else -1000), int(high if high is not None else 1000)))
    if isinstance(field.default, float):
        return draw(
            st.floats(low if low is not None else -1e6, high if high is not None else 1e6, allow_subnormal=False)
        )
    return field.default


@st.composite
def good_settings(draw: st.DrawFn) -> list[str]:
    """Settings of plain values that each stand within their allowed range."""
    chosen = draw(st.lists(st.sampled_from(FREE), unique=True, max_size=8))
    result = []
    for key in chosen:
        value = draw(good_values(key))
        shown = (
            str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else repr(value)
        )
        if not isinstance(value, tuple | list):
            result.append(f"{key}={shown}")
    if draw(st.booleans()):
        result.append(f"people.takers={draw(st.floats(0, 1))!r}")
    kind = draw(st.sampled_from(sorted(KINDS)))
    if not any(field.is_required() for field in KINDS[kind].model_fields.values()):
        result.append(f"intervention={{week={draw(st.integers(1, 2080))}, kind='{kind}'}}")
    return result


def attempt(content: dict[str, Any], typed: list[str]) -> Scenario | None:
    """The scenario, or None where it is refused; anything but a refusal with a message fails the test."""
    refusal = None
    try:
        return from_content(content, typed)
    except CrmsimError as error:
        refusal = str(error)
    assert refusal
    return None


def attempt_file(path: Path) -> Scenario | None:
    """The same for a file, which the refusal must name."""
    refusal = None
    try:
        return load(path)
    except CrmsimError as error:
        refusal = str(error)
    assert str(path) in refusal
    return None


@QUICK
@given(documents)
def test_any_document_loads_or_is_refused(content: dict[str, Any]) -> None:
    scenario = attempt(content, [])
    assert scenario is None or len(scenario.hash) == 32


@QUICK
@given(documents)
def test_any_file_loads_or_is_refused(tmp_path: Path, content: dict[str, Any]) -> None:
    path = tmp_path / "any.toml"
    path.write_text(tomli_w.dumps(content), encoding="utf-8")
    scenario = attempt_file(path)
    assert scenario is None or len(scenario.hash) == 32


@QUICK
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_load_or_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(content)
    scenario = attempt_file(path)
    assert scenario is None or len(scenario.hash) == 32


@QUICK
@given(
    st.lists(st.builds("{}={}".format, st.sampled_from(sorted(fields())) | st.text(max_size=8), st.text(max_size=12)))
)
def test_any_settings_load_or_are_refused(typed: list[str]) -> None:
    scenario = attempt({}, typed)
    assert scenario is None or scenario.weeks >= 1


@QUICK
@given(good_settings())
def test_what_loads_can_be_shown_written_and_read_back(tmp_path: Path, typed: list[str]) -> None:
    scenario = attempt({}, typed)
    if scenario is None:  # values that each may stand but not together
        return
    path = tmp_path / "resolved.toml"
    path.write_text(scenario.toml(), encoding="utf-8")
    back = load(path)
    assert back.hash == scenario.hash
    assert back.toml() == scenario.toml()
    assert back.changed([]).hash == scenario.hash
    assert len(describe_parameters(scenario)) == len(fields())
    assert parameters_text(scenario)
    assert all(isinstance(warning, str) for warning in warnings(scenario))
