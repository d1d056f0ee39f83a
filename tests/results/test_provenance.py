import json
import platform
import re
import tomllib
from pathlib import Path

import pytest

from crmsim.results.provenance import PACKAGES, commit, packages, provenance, version, without_folders

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_it_names_all_that_made_the_result() -> None:
    made = provenance({"baseline": {"scenario": {"weeks": 104}}}, {"baseline": "abc"}, seed=0, hooks=("mine",))
    assert made["scenarios"] == {"baseline": {"scenario": {"weeks": 104}}}
    assert made["hashes"] == {"baseline": "abc"}
    assert (made["seed"], made["runs"], made["hooks"]) == (0, 1, ["mine"])
    assert {"numba", "numpy", "mesa"} <= set(made["packages"])
    assert made["python"] == platform.python_version()
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_the_content_hash_is_of_scenario_seed_runs_and_hooks() -> None:
    one = provenance({"a": {}}, {"a": "1"}, seed=0)
    assert provenance({"a": {}}, {"a": "1"}, seed=0)["content"] == one["content"]
    others = [
        provenance({"a": {}}, {"a": "2"}, seed=0),
        provenance({"a": {}}, {"a": "1"}, seed=1),
        provenance({"a": {}}, {"a": "1"}, seed=0, runs=2),
        provenance({"a": {}}, {"a": "1"}, seed=0, hooks=("mine",)),
        provenance({"a": {}}, {"a": "1"}, seed=0, also={"what_if": ["x=1"]}),
    ]
    assert len({one["content"], *(other["content"] for other in others)}) == 6


def test_nothing_tells_who_made_it_or_where(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "USERNAME", "LOGNAME"):
        monkeypatch.setenv(name, "kari")
    monkeypatch.setattr(platform, "node", lambda: "machine-of-kari")
    scenario = {
        "organisation": {"employees_csv": "kari/of/us.csv", "ties_csv": r"C:\Users\kari\ties.csv"},
        "scenario": {"title": "and/or", "folder": "/home/kari/here"},
    }
    made = provenance({"ours": scenario}, {"ours": "abc"}, seed=0, also={"folder": Path("/home/kari/here")})
    assert made["scenarios"]["ours"]["organisation"] == {"employees_csv": "us.csv", "ties_csv": "ties.csv"}
    assert made["scenarios"]["ours"]["scenario"] == {"title": "and/or", "folder": "here"}
    text = json.dumps(made)
    assert "kari" not in text
    assert str(ROOT) not in text


def test_folders_are_cut_wherever_they_stand() -> None:
    given = {"a": [Path("/x/y.csv"), "/x/z.csv", "plain"], "b_csv": None, "c": {"d": 1, "e": None}, "f": {2, 1}}
    assert without_folders(given) == {
        "a": ["y.csv", "z.csv", "plain"],
        "b_csv": None,
        "c": {"d": 1, "e": None},
        "f": [1, 2],
    }


def test_packages_are_those_the_project_depends_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {match[0] for entry in project["dependencies"] if (match := re.match(r"[\w-]+", entry))}
    assert set(PACKAGES) == names | {"llvmlite"}
    assert set(packages()) <= set(PACKAGES)
    assert version() == project["version"]


def repository(folder: Path, head: str) -> Path:
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text(head + "\n")
    return folder


def test_the_commit_is_read_from_a_branch(tmp_path: Path) -> None:
    repository(tmp_path, "ref: refs/heads/main")
    (tmp_path / ".git" / "refs" / "heads").mkdir(parents=True)
    (tmp_path / ".git" / "refs" / "heads" / "main").write_text(COMMIT + "\n")
    assert commit(tmp_path) == COMMIT


def test_the_commit_is_read_from_a_detached_head(tmp_path: Path) -> None:
    assert commit(repository(tmp_path, COMMIT)) == COMMIT


def test_the_commit_is_read_from_packed_references(tmp_path: Path) -> None:
    repository(tmp_path, "ref: refs/heads/main")
    (tmp_path / ".git" / "packed-refs").write_text(
        f"# pack-refs\n{'f' * 40} refs/heads/other\n{COMMIT} refs/heads/main\n"
    )
    assert commit(tmp_path) == COMMIT


def test_the_commit_is_read_from_a_linked_work_tree(tmp_path: Path) -> None:
    main = repository(tmp_path / "main", "ref: refs/heads/main")
    (main / ".git" / "packed-refs").write_text(f"{COMMIT} refs/heads/topic\n")
    linked = main / ".git" / "worktrees" / "topic"
    linked.mkdir(parents=True)
    (linked / "HEAD").write_text("ref: refs/heads/topic\n")
    (linked / "commondir").write_text("../..\n")
    tree = tmp_path / "topic"
    tree.mkdir()
    (tree / ".git").write_text(f"gitdir: {linked}\n")
    assert commit(tree) == COMMIT


@pytest.mark.parametrize("head", ["", "ref: refs/heads/none", "nonsense", "ref:"])
def test_no_commit_is_no_failure(tmp_path: Path, head: str) -> None:
    assert commit(tmp_path) is None
    assert commit(repository(tmp_path / "made", head)) is None
