"""Every example of the README and of docs/ is run."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from docs_blocks import Block, blocks, commands, pages, run_command, run_python, shortened

ROOT = Path(__file__).resolve().parents[2]
PAGES = [path.relative_to(ROOT).as_posix() for path in pages(ROOT)]
RUN = ("sh", "python")
WITH_EXAMPLES = {
    "README.md", "docs/leader.md", "docs/lesson_dutton.md", "docs/lesson_grant.md", "docs/organisation.md",
    "docs/experiment.md", "docs/search.md", "docs/results.md", "docs/scenario.md", "docs/nb/leder.md",
    "docs/nb/leksjon_dutton.md",
    "docs/nb/leksjon_grant.md", "docs/nb/organisasjon.md",
}  # fmt: skip


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands leave their figures out, which take longer than the runs; the tests of the report draw them."""
    from crmsim.report import files

    monkeypatch.setattr(files, "RUN_FIGURES", {})
    monkeypatch.setattr(files, "comparison_figures", lambda comparison: {})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def play(page: str, here: Path) -> int:
    """Run the blocks of a page in order; returns how many commands and blocks of Python there were."""
    import matplotlib.pyplot as plt

    done = 0
    names: dict[str, Any] = {}
    for block in blocks(page):
        if block.file is not None:
            (here / block.file).write_text(block.text, encoding="utf-8")
        elif block.not_run is not None or block.language not in RUN:
            continue
        elif block.language == "python":
            run_python(block.text, names)
            done += 1
        else:
            for words in commands(block.text):
                assert words[0] == "crmsim", f"line {block.line}: only crmsim is run: {words}"
                assert run_command(words[1:]).strip()
                done += 1
    plt.close("all")
    return done


@pytest.mark.parametrize("name", PAGES)
def test_every_example_of_a_page_runs(name: str, here: Path, no_figures: None) -> None:
    done = play((ROOT / name).read_text(encoding="utf-8"), here)
    assert done or name not in WITH_EXAMPLES


def test_a_broken_example_is_noticed(here: Path) -> None:
    from crmsim import CrmsimError

    with pytest.raises(CrmsimError):
        play("```sh\ncrmsim run baselin --weeks 5\n```\n", here)
    with pytest.raises(ZeroDivisionError):
        play("```python\n1 / 0\n```\n", here)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_run_says_why_and_scenarios_are_toml(name: str) -> None:
    for block in blocks((ROOT / name).read_text(encoding="utf-8")):
        assert block.language, f"{name}, line {block.line}: a block without a language"
        if block.language == "toml":
            tomllib.loads(block.text)


def test_make_and_python_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = [words for block in not_run("README.md") for words in commands(block.text) if words[0] == "make"]
    assert named
    for words in named:
        assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE), words


def not_run(name: str) -> list[Block]:
    """The shell of a page that is not run."""
    result = blocks((ROOT / name).read_text(encoding="utf-8"))
    return [block for block in result if block.not_run is not None and block.language == "sh"]


@pytest.mark.parametrize("name", ["lesson_grant", "lesson_dutton", "leader"])
def test_the_norwegian_page_shows_the_same_commands(name: str) -> None:
    norwegian = {"lesson_grant": "leksjon_grant", "lesson_dutton": "leksjon_dutton", "leader": "leder"}[name]
    shown = [crmsim_of(ROOT / "docs" / f"{name}.md"), crmsim_of(ROOT / "docs" / "nb" / f"{norwegian}.md")]
    assert shown[0] == shown[1]
    assert shown[0]


def crmsim_of(path: Path) -> list[list[str]]:
    """The commands of a page, without the language of the answer and of folders."""
    result = []
    for block in blocks(path.read_text(encoding="utf-8")):
        if block.language == "sh" and block.not_run is None:
            for words in commands(block.text):
                kept = [word for word in words if word not in ("--language", "nb")]
                if "--out" in kept:
                    kept[kept.index("--out") + 1] = "folder"
                result.append(kept)
    return result


def test_results_page_names_every_file_column_and_key(here: Path) -> None:
    import pandas as pd

    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    run_command(["run", "baseline", "--weeks", "30", "--out", "one"])
    run_command(["compare", "baseline", "giver_rich", "--runs", "2", "--weeks", "30", "--out", "two"])
    from crmsim.mechanisms import OUTCOME

    wanted = {path.name for folder in ("one", "two") for path in (here / folder).iterdir()}
    wanted |= set(pd.read_csv(here / "one" / "weeks.csv").columns)
    wanted |= set(pd.read_csv(here / "two" / "comparison.csv").columns)
    wanted |= {
        name
        for name in pd.read_parquet(here / "two" / "runs.parquet").columns
        if name.removesuffix("_censored") not in OUTCOME
    }
    summary = json.loads((here / "one" / "summary.json").read_text(encoding="utf-8"))
    wanted |= {*summary, *summary["success"], *(key for entry in summary["outcomes"].values() for key in entry)}
    for folder in ("one", "two"):
        wanted |= set(json.loads((here / folder / "provenance.json").read_text(encoding="utf-8")))
    assert not sorted(name for name in wanted if f"`{name}`" not in page)


def test_model_and_scenario_pages_name_every_mechanism_table_and_kind() -> None:
    from crmsim.mechanisms import SWITCHES, TABLES
    from crmsim.mechanisms.intervention import KINDS
    from crmsim.scenario.schema import groups

    model = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    scenario = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    files = {table.__module__.rpartition(".")[2] for table in TABLES.values()}
    assert not sorted(name for name in files if f"`{name}.py`" not in model)
    assert not [name for name in SWITCHES if f"`{name}`" not in model]
    assert not sorted(name for name in groups() if f"`[{name}]`" not in scenario)
    assert not [kind for kind in KINDS if f'kind = "{kind}"' not in scenario]


def test_commands_are_shortened_and_never_lengthened() -> None:
    assert shortened(["compare", "a", "--runs", "100"]) == ["compare", "a", "--runs", "2", "--weeks", "30"]
    late = ["compare", "a", "--from-week", "52", "--runs", "2", "--weeks", "30"]
    assert shortened(late) == [*late[:3], "30", *late[4:]]
    assert shortened(["run", "a", "--weeks", "20"]) == ["run", "a", "--weeks", "20"]
    assert shortened(["show", "a"]) == ["show", "a"]


def test_the_picture_is_small(here: Path) -> None:
    picture = ROOT / "docs" / "pictures" / "adoption.png"
    shutil.copy(picture, here)
    assert 10_000 < picture.stat().st_size < 150_000
