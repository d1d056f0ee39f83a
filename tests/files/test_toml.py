import tomllib

import pytest

from crmsim.files.toml import DEEPEST, TooDeep, parse_toml, refuse_depth


def dotted(parts: int) -> str:
    return ".".join("a" for _ in range(parts))


@pytest.mark.parametrize(
    "text",
    [
        f"{dotted(DEEPEST)} = 1",
        f'question = """{dotted(99)}"""',
        f"question = '''{dotted(99)}'''",
        f"question = '{dotted(99)}'",
        f"# {dotted(99)}",
        "x = [" + ", ".join(["1.5"] * 99) + "]",
    ],
)
def test_what_is_written_in_earnest_is_read(text: str) -> None:
    assert parse_toml(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{dotted(DEEPEST + 1)} = 1", 1),
        (f"x = 1\n[{dotted(DEEPEST + 1)}]", 2),
        (f"x = 1\n\n[[{dotted(DEEPEST + 1)}]]", 3),
        ("x = {" + dotted(DEEPEST + 1) + " = 1}", 1),
        (" . ".join(['"a.b"'] * (DEEPEST + 1)) + " = 1", 1),
        ("\t.\t".join(["'a'"] * (DEEPEST + 1)) + " = 1", 1),
        ('x = """\n"""\n' + dotted(DEEPEST + 1) + " = 1", 3),
    ],
)
def test_a_key_of_too_many_parts_never_reaches_the_parser(text: str, line: int) -> None:
    with pytest.raises(TooDeep) as error:
        refuse_depth(text)
    assert error.value.line == line
    with pytest.raises(TooDeep):
        parse_toml(text)


@pytest.mark.parametrize("text", ["." * 99, ";".join(["1.5"] * 99), 'x = "' + dotted(99), "x = '''" + dotted(99)])
def test_what_is_no_toml_is_left_to_the_parser(text: str) -> None:
    refuse_depth(text)
    with pytest.raises(tomllib.TOMLDecodeError):
        parse_toml(text)
