"""What is installed is pinned by version and by hash, and what is not known of it is never called safe."""

import importlib.util
import json
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FILES = ("run", "dev", "constraints")
LINE = re.compile(r"^([a-z0-9-]+)==([^\s;]+)(?: ; [^\\]+)? \\$|^    --hash=sha256:([0-9a-f]{64})(?: \\)?$")

if not (ROOT / ".ci").is_dir():
    pytest.skip("only a checkout has the checks of what is pinned", allow_module_level=True)


@pytest.fixture(scope="module")
def supply() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_supply", ROOT / ".ci" / "check_supply.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def described() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def constrained() -> set[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition(" ;")[0].strip() for line in lines if line and not line.startswith("#")}


def hashed(name: str) -> dict[str, int]:
    """``name==version`` → how many hashes it has; every line of the file must be one of a pin or of a hash."""
    result: dict[str, int] = {}
    last = ""
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        found = LINE.match(line)
        assert found, f"requirements/{name}.txt: neither a pin nor a hash: {line}"
        if found[3]:
            result[last] += 1
        else:
            last = f"{found[1]}=={found[2]}"
            result[last] = 0
    return result


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_as_in_the_constraints_and_has_hashes(name: str) -> None:
    pinned = hashed(name)
    assert len(pinned) > 30
    assert set(pinned) <= constrained()
    assert min(pinned.values()) >= 1


def test_everything_that_is_asked_for_has_hashes() -> None:
    project = described()["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "run": project["dependencies"],
        "dev": [*extras["dev"], *extras["cluster"], *extras["conditions"]],
        "constraints": extras["constraints"],
    }
    for name, asked in wanted.items():
        versions = dict(pin.split("==") for pin in hashed(name))
        for text in [*project["dependencies"], *asked]:
            one = Requirement(text)
            if one.name == "crmsim":
                continue
            assert one.specifier.contains(versions[canonicalize_name(one.name)]), f"requirements/{name}.txt: {text}"


def test_what_builds_the_project_is_pinned_and_among_what_is_installed() -> None:
    for text in described()["build-system"]["requires"]:
        for name in FILES:
            assert text in hashed(name)


def test_packages_that_could_not_be_looked_up_are_no_success(supply: ModuleType) -> None:
    known, bad = {"name": "a", "version": "1", "vulns": []}, {"id": "X-1", "fix_versions": ["2"]}
    assert supply.judged([known]) == []
    assert "does not know 1 of 2 packages" in supply.judged([known, {"name": "b", "skip_reason": "not found"}])[0]
    assert supply.judged([{**known, "vulns": [bad]}]) == ["a 1: X-1, mended in 2."]
    assert "no packages" in supply.judged([])[0]


@pytest.mark.parametrize(
    ("code", "good", "said"),
    [
        ("raise ConnectionError('no route')", False, "not looked up: ConnectionError: no route"),
        ("pass", False, "not looked up: it gave no reason"),
        ("print({})", False, "not looked up"),
        ("print('''%s''')", True, "No known vulnerability in 1 packages."),
    ],
)
def test_without_a_connection_it_fails_in_words(
    supply: ModuleType, capsys: pytest.CaptureFixture[str], code: str, good: bool, said: str
) -> None:
    answer = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": []}]})
    assert supply.look_up([sys.executable, "-c", code.replace("%s", answer)]) is good
    printed = capsys.readouterr().out
    assert said in printed and "Traceback" not in printed
