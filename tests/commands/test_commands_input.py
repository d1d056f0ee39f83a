"""Nonsense from the command line: refused with a sentence, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_data import real_data

from crmsim.commands.main import cli

HEAVY = ("numba", "mesa", "pandas", "scipy", "matplotlib")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["compare", "--help"], ["run", "--help"], ["organisation", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from crmsim.commands.main import cli\n"
        "try:\n"
        f"    cli.main({arguments!r})\n"
        "except SystemExit as end:\n"
        f"    heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "    sys.exit(end.code or (f'imported {heavy}' if heavy else 0))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2]
    )
    assert result.returncode == 0, result.stderr
    assert "Examples:" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["compre", "baseline"], "'compare'"),
        (["run", "basline"], "baseline"),
        (["run", "baseline", "--set", "people.taker=.3"], "people.takers"),
        (["run", "baseline", "--set", "people.takers"], "key=value"),
        (["run", "baseline", "--set", "people.takers=lots"], "people.takers"),
        (["run", "baseline", "--weeks", "-3"], "--weeks"),
        (["run", "baseline", "--weeks", "soon"], "--weeks"),
        (["run", "baseline", "--seed", "-1"], "--seed"),
        (["run", "baseline", "--language", "nbb"], "'nb'"),
        (["run", "baseline", "--outt", "x"], "--out"),
        (["compare", "baseline"], "nothing to be compared"),
        (["compare", "baseline", "giver_rich", "--runs", "1"], "--runs"),
        (["compare", "baseline", "giver_rich", "--jobs", "0"], "--jobs"),
        (["compare", "baseline", "--what-if", ""], "alternative"),
        (["compare", "baseline", "giver_rich", "--from-week", "30"], "from the first week on"),
        (["compare", "baseline", "--what-if", "people.takers=.3", "--from-week", "30"], "cannot change on the way"),
        (["compare", "baseline", "--what-if", "scenario.weeks=52"], "--weeks"),
        (["compare", "baseline", "giver_rich", "--runs", "900000", "--weeks", "500"], "hours"),
        (["show", "nowhere.toml"], "nowhere.toml"),
        (["check", "."], "."),
        (["check", "baseline", "--set", "organisation.levels=2"], "no place for heads of departments"),
        (["organisation", "no.csv", "none.csv"], "no.csv"),
        (["organisation", "/dev/zero", "none.csv"], "is a device"),
        (["run", "baseline", "--out", ""], "--out"),
        (["run", "baseline", "--out", "x" * 300], "cannot be written"),
        (["why", "baseline", "--employee", "1", "--week", "1", "--figure", "week.txt"], "week.png"),
        (["why", "baseline", "--employee", "1", "--week", "1", "--figure", ""], "week.png"),
        (["why", "baseline", "--employee", "1", "--week", "1", "--figure", "nowhere/week.png"], "nowhere"),
        (["run"], "SCENARIO"),
        ([], "Usage"),
    ],
)
def test_nonsense_is_named(arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output
    assert not list(tmp_path.iterdir())


words = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["--set", "--weeks", "--out", "--runs", "a=b", "baseline", "=", ",", "-", "--", "nan", "\x00", "ø"]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(["run", "compare", "show", "check", "organisation", "scenarios", ""]),
    given_words=st.lists(words, max_size=5),
)
def test_any_nonsense_is_refused_cleanly(
    command: str, given_words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # An unknown option comes first, so that nothing here is a valid command and nothing is run.
    arguments = [command, "--no-such-option", *given_words]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code != 0
    assert "Traceback" not in result.output and "unexpected" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.text(max_size=20), value=st.text(max_size=20))
def test_any_setting_is_refused_or_resolved(
    key: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["show", "baseline", f"--set=people.{key}={value}"])
    assert result.exit_code == 2
    assert "Traceback" not in result.output and "unexpected" not in result.output


def test_something_unexpected_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    import crmsim.scenario

    def broken(*_arguments: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr(crmsim.scenario, "load", broken)
    result = CliRunner().invoke(cli, ["show", "baseline"])
    assert result.exit_code == 1
    assert "RuntimeError: oh" in result.output and "--debug" in result.output and "Traceback" not in result.output
    shown = CliRunner().invoke(cli, ["--debug", "show", "baseline"])
    assert isinstance(shown.exception, RuntimeError)


def test_interrupted_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    import crmsim.scenario

    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(crmsim.scenario, "load", interrupted)
    assert CliRunner().invoke(cli, ["show", "baseline"]).exit_code == 130


def test_show_check_scenarios_and_version() -> None:
    assert "people" in CliRunner().invoke(cli, ["show", "baseline"]).output
    assert "can be run" in CliRunner().invoke(cli, ["check", "baseline"]).output
    assert "baseline" in CliRunner().invoke(cli, ["scenarios"]).output
    assert CliRunner().invoke(cli, ["--version"]).output.startswith("crmsim ")


def test_scenarios_are_listed_in_norwegian() -> None:
    result = CliRunner().invoke(cli, ["scenarios", "--language", "nb"])
    assert result.exit_code == 0
    assert "taker_leader: En taker leder prosjektet\n" in result.output
    assert "Hvor mye koster det å la en taker lede CRM-prosjektet?" in result.output
    assert "How much does it cost" not in result.output
    assert "How much does it cost" in CliRunner().invoke(cli, ["scenarios"]).output
    assert CliRunner().invoke(cli, ["scenarios", "--language", "xx"]).exit_code == 2


def test_a_closed_pipe_is_quiet() -> None:
    command = f"{sys.executable} -c 'from crmsim.commands.main import main; main()' show baseline | head -1"
    result = subprocess.run(
        command, shell=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2]
    )
    assert result.returncode == 0
    assert "Traceback" not in result.stderr and "BrokenPipe" not in result.stderr


def test_organisation_describes_and_writes_a_scenario(tmp_path: Path) -> None:
    folder = real_data("krackhardt_hightech")
    out = tmp_path / "ours.toml"
    result = CliRunner().invoke(
        cli,
        [
            "organisation",
            str(folder / "employees.csv"),
            str(folder / "ties.csv"),
            "--kinds",
            "advice",
            "--out",
            str(out),
        ],
    )
    assert result.exit_code == 0, result.output
    assert "21" in result.output
    assert CliRunner().invoke(cli, ["check", str(out)]).exit_code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(("output", "code", "told"), [(">&-", 0, ""), ("> /dev/full", 1, "No space left")])
def test_an_output_that_takes_nothing_is_no_mistake_of_crmsim(output: str, code: int, told: str) -> None:
    call = f'"{sys.executable}" -c "from crmsim.commands.main import main; main()" scenarios {output}'
    result = subprocess.run(
        call, shell=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2]
    )  # fmt: skip
    assert result.returncode == code
    assert told in result.stderr and "unexpected" not in result.stderr and "Traceback" not in result.stderr
