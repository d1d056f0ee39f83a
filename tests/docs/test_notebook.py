"""The notebook runs from its first cell to its last, and shows what its text says."""

import os
from pathlib import Path

import pytest

nbclient = pytest.importorskip("nbclient", reason="nbclient comes with the extra dev")
nbformat = pytest.importorskip("nbformat", reason="nbformat comes with the extra dev")

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "examples" / "sweep.ipynb"


def test_the_notebook_runs_and_shows_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ipykernel", reason="ipykernel comes with the extra dev")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel draws into the notebook
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = [{kind: text for output in cell.outputs for kind, text in output.get("data", {}).items()} for cell in cells]
    assert shown[3]["text/plain"] == "0"  # nothing is missing
    assert "variance_saved" in shown[4]["text/plain"]
    assert sum("image/png" in one for one in shown) == 2
    assert "giver" in shown[-1]["text/plain"]


def test_the_notebook_is_stored_without_output() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert notebook.cells
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook.cells)
