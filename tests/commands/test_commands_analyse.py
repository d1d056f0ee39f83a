"""``crmsim analyse`` through the whole pipeline: an experiment file, the sweep, its table, the known answer."""

import json
from pathlib import Path

import pandas as pd
import pytest

from crmsim.experiment import functions

WITHIN = 0.02
SAMPLES = 4096


def experiment(folder: Path, function: str, kind: str, samples: int, more: str = "", design: str = "") -> Path:
    path = folder / f"{function}_{kind}.toml"
    path.write_text(
        f'title = "Known"\nquestion = "Is it found?"\nfunction = "{function}"\noutcomes = ["value"]\nruns = 1\n'
        f'[design]\nkind = "{kind}"\nsamples = {samples}\n{design}\n[uncertainties]\nall = "interval"\n{more}',
        encoding="utf-8",
    )
    return path


def swept(crmsim_command, path: Path) -> Path:
    result = crmsim_command("sweep", str(path), "--out", path.stem, "--jobs", "0")
    assert result.exit_code == 0, result.output
    return Path(path.stem)


@pytest.mark.parametrize(("function", "second"), [("ishigami", True), ("g_function", False)])
def test_known_indices_come_out_at_the_end(crmsim_command, tmp_path: Path, function: str, second: bool) -> None:
    samples = SAMPLES if second else SAMPLES // 2
    path = experiment(tmp_path, function, "sobol", samples, design=f"second_order = {str(second).lower()}")
    folder = swept(crmsim_command, path)
    result = crmsim_command("analyse", str(folder))
    assert result.exit_code == 0, result.output
    assert "chance plays no part" in result.output and "No run is missing" in result.output
    known = functions()[function]
    table = pd.read_csv(folder / "analysis" / "variance.csv").set_index("factor")
    for name in known.inputs:
        assert table.loc[name, "first"] == pytest.approx(known.first()[name], abs=WITHIN)
        assert table.loc[name, "total"] == pytest.approx(known.total()[name], abs=WITHIN)
    if second:
        for _, row in pd.read_csv(folder / "analysis" / "pairs.csv").iterrows():
            assert row["second"] == pytest.approx(known.second()[row["one"], row["other"]], abs=WITHIN)


def test_the_seed_and_groups_come_out_at_the_end(crmsim_command, tmp_path: Path) -> None:
    groups = '[groups]\nbehaviour = ["x1", "x3"]\ntechnology = ["x2"]\n'
    folder = swept(crmsim_command, experiment(tmp_path, "ishigami_noisy", "sobol", 1024, groups))
    result = crmsim_command("analyse", str(folder), "--language", "nb")
    assert result.exit_code == 0, result.output
    known = functions()["ishigami_noisy"]
    both = sum(part for numbers, part in known.variances.items() if numbers != (1,)) / known.variance
    table = pd.read_csv(folder / "analysis" / "variance.csv").set_index("factor")
    assert table.loc["seed", "total"] == pytest.approx(known.total()["seed"], abs=WITHIN)
    assert table.loc["behaviour", "first"] == pytest.approx(both, abs=0.05)
    ratio = pd.read_csv(folder / "analysis" / "ratio.csv").set_index("counted").loc["parted"]
    assert ratio["share_low"] < both / (1.0 - known.total()["seed"]) < ratio["share_high"]
    assert "teknologi" in result.output


def test_morris_finds_what_moves_nothing(crmsim_command, tmp_path: Path) -> None:
    folder = swept(crmsim_command, experiment(tmp_path, "g_function", "morris", 20))
    assert crmsim_command("analyse", str(folder)).exit_code == 0
    table = pd.read_csv(folder / "analysis" / "effects.csv").set_index("factor")
    assert set(table.index[:2]) == {"x1", "x2"}
    assert table.loc["x1", "mu_star"] > 10.0 * table.loc["x8", "mu_star"]


def test_the_same_again_and_what_is_wrong(crmsim_command, tmp_path: Path) -> None:
    folder = swept(crmsim_command, experiment(tmp_path, "ishigami", "lhs", 200))
    first = crmsim_command("analyse", str(folder))
    files = {path.name: path.read_bytes() for path in (folder / "analysis").iterdir()}
    assert crmsim_command("analyse", str(folder)).output == first.output
    assert {path.name: path.read_bytes() for path in (folder / "analysis").iterdir()} == files
    assert json.loads(files["analysis.json"])["files"].keys() == files.keys() - {"analysis.json"}
    wrong = crmsim_command("analyse", str(folder), "--outcome", "valeu")
    assert wrong.exit_code != 0 and "Did you mean 'value'" in wrong.output
    for given, said in ((("--box", "2", "--density", "0.5"), "--density"), (("--box", "2"), "no box to choose"),
                        (("--at", "x9=1"), "one of x1, x2, x3"), (("--at", "x1=9"), "-3.1")):  # fmt: skip
        refused = crmsim_command("analyse", str(folder), *given)
        assert refused.exit_code != 0 and said in refused.output and "Traceback" not in refused.output
    asked = crmsim_command("analyse", str(folder), "--at", "x2=1.5708", "--language", "nb")
    told = pd.read_csv(folder / "analysis" / "foretold.csv").iloc[0]
    assert asked.exit_code == 0 and "Der x2=1.5708, venter emulatoren" in asked.output
    assert told["mean"] == pytest.approx(7.0, abs=0.6) and told["low"] < told["mean"] < told["high"]
    nothing = crmsim_command("analyse", "nowhere")
    assert nothing.exit_code != 0 and "nowhere" in nothing.output


def test_from_python_the_same(crmsim_command, tmp_path: Path) -> None:
    import crmsim
    from crmsim.errors import CrmsimError
    from crmsim.report import style

    results = crmsim.load(swept(crmsim_command, experiment(tmp_path, "ishigami", "lhs", 200)))
    findings = results.analyse()  # type: ignore[attr-defined]
    assert results.analyse() is findings  # type: ignore[attr-defined]
    assert results.figures()[0] == "correlations-value"  # type: ignore[attr-defined]
    ax = results.plot(ax=style.canvas())  # type: ignore[attr-defined]
    assert ax.get_title(loc="left")
    assert "Known" in results.text(width=80)  # type: ignore[attr-defined]
    with pytest.raises(CrmsimError, match="correlations-value"):
        results.plot("correlation-value")  # type: ignore[attr-defined]
