"""An installed wheel carries the package, its typing and the shipped scenarios, and runs away from the checkout."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed; it comes with the extra dev")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (result,) = folder.glob("crmsim-*.whl")
    return result


def test_a_wheel_carries_every_module_scenario_and_experiment(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "crmsim").rglob("*.py")}
    scenarios = {path.relative_to(ROOT / "scenarios").as_posix() for path in (ROOT / "scenarios").rglob("*.toml")}
    assert scenarios
    assert modules <= names
    assert {f"crmsim/shipped/{name}" for name in scenarios} <= names
    experiments = {path.name for path in (ROOT / "experiments").glob("*.toml")}
    assert experiments
    assert {f"crmsim/shipped_experiments/{name}" for name in experiments} <= names
    folders = [ROOT / "crmsim" / "lesson" / "page", *(ROOT / "crmsim" / "app").rglob("static")]
    pages = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir()}
    assert pages and pages <= names
    assert {"crmsim/experiment/targets.toml", "crmsim/shipped/worlds/reference_firm.csv"} <= names
    assert not any(name.startswith(("tests/", "outputs/")) or "__pycache__" in name for name in names)


def test_the_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = "import sys; from crmsim.commands.main import main; sys.argv = ['crmsim', 'scenarios']; main()"
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "baseline" in done.stdout
    where = subprocess.run(
        [sys.executable, "-c", "import crmsim; print(crmsim.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(site)
