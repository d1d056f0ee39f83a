"""What is asked about, what is told, and one small calibration from beginning to end."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from crmsim.calibration.calibrate import Amounts, Calibrated, Calibration, values_of
from crmsim.calibration.choosing import Chosen
from crmsim.calibration.findings import held, narrowed, noise_share
from crmsim.calibration.plan import asked_about, levers, switched, write_experiment
from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.experiment import read
from crmsim.experiment.factor import Factor
from crmsim.experiment.targets import Target, bounds_of_parameters, targets
from crmsim.report.calibration import answer, write_calibration
from crmsim.results.folder import Folder
from crmsim.scenario import load
from crmsim.scenario.worlds import read_worlds, shipped_worlds
from crmsim.words import Teller


def test_rows_held_out_are_never_read() -> None:
    for people in (10, 150, 1000):
        assert not {"failure", "firms_above_90", "doctors_pace", "return", "unused_licences"} & set(targets(people))
    assert "go_live_small" in targets(10) and "go_live_large" in targets(1000) and "go_live_small" not in targets(150)
    assert targets(150)["refused"].low == pytest.approx(9.0) and targets(150)["refused"].high == pytest.approx(11.0)
    assert set(bounds_of_parameters()) == {"market.contact_weeks", "economy.consultant_hour"}


def test_what_is_known_chosen_or_without_effect_is_not_asked_about() -> None:
    scenario = load("baseline", ["people.takers=0.2", "mechanisms.help=false"])
    asked = asked_about(scenario, targets(150))
    assert "people.takers" not in asked and not levers() & set(asked) and len(levers()) > 10
    assert not any(name.startswith("helping.") for name in asked)
    assert asked["market.contact_weeks"] == {"low": 143.0, "high": 204.0}
    assert asked["economy.licence_month"] == "interval"


def test_mechanisms_that_are_not_there_are_told_with_the_nearest() -> None:
    with pytest.raises(CrmsimError, match="--without = 'climat'.*Did you mean 'climate'"):
        switched(["climat"])


def test_a_calibration_names_its_scenario_as_seen_from_its_folder(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[scenario]\ntitle = "Mine"\n[organisation]\nemployees = 24\n', encoding="utf-8")
    made = Calibration(load(mine, ["people.takers=0.2"], weeks=30), str(mine), tmp_path / "out", Amounts())
    (tmp_path / "out").mkdir()
    file = write_experiment(made.folder, "first", made.base, made.fixed, ["refused"], {"kind": "lhs", "samples": 4},
                            {"climate.tie_sd": "interval"}, 3)  # fmt: skip
    asked = read(file)
    assert str(tmp_path) not in file.read_text(encoding="utf-8")
    assert asked.base is not None and asked.base.people.takers == 0.2 and asked.base.weeks == 30
    assert asked.base.organisation.employees == 24 and asked.stored[-1] == "measure:refused"


def test_other_peoples_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for out in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(CrmsimError, match="--out"):
            Calibration(load("baseline"), "baseline", out, Amounts()).run()


def test_noise_is_what_runs_of_one_world_differ_by() -> None:
    worlds = np.random.default_rng(0).normal(size=(4000, 1))
    noise = np.random.default_rng(1).normal(size=(4000, 2))
    assert noise_share(worlds + noise) == pytest.approx(0.5, abs=0.04)
    assert noise_share(np.repeat(worlds, 2, axis=1)) == 0.0 and noise_share(noise) == pytest.approx(1.0, abs=0.05)


def test_values_have_few_digits_and_stay_inside() -> None:
    factors = [
        Factor("exchange.cost", "uncertainty", "range", distribution="uniform", low=0.1, high=0.7),
        Factor("organisation.levels", "uncertainty", "range", distribution="integer", low=2, high=5, whole=True),
    ]
    rows = values_of(factors, np.array([[1.0 / 3.0, 0.0], [1.0, 1.0]]))
    assert rows == ((0.3, 2), (0.7, 5))


def made() -> Calibrated:
    """A calibration made up: one parameter learned, one not; one target met, one missed, one out of reach."""
    generator = np.random.default_rng(0)
    points = np.column_stack([0.5 + 0.05 * generator.normal(size=50), generator.random(50)])
    factors = tuple(
        Factor(name, "uncertainty", "range", distribution="uniform", low=0.0, high=1.0)
        for name in ("climate.tie_sd", "exchange.cost")
    )
    names = ("refused", "searching", "administration")
    observed = {name: Target(name, name, "%", 9.0, 11.0) for name in names}
    after = np.stack(
        [
            10.0 + generator.normal(0.0, 0.3, (50, 2)),
            12.0 + generator.normal(0.0, 0.3, (50, 2)),
            1.0 + generator.normal(0.0, 0.3, (50, 2)),
        ]
    )
    return Calibrated(
        load("baseline"), (), 1, Amounts(), observed, names[:2], Chosen({"climate.tie_sd": 0.7, "exchange.cost": 0.3},
        names, 100), factors, points, values_of(factors, points), 0.2, np.array([0.1, 0.5, 20.0]),
        generator.normal(10.0, 5.0, (3, 80, 1)), after, 1234,
    )  # fmt: skip


def test_contraction_and_targets_are_told_plainly(tmp_path: Path) -> None:
    one, other = narrowed(made())
    assert one.narrowed == pytest.approx(1.0 - 0.05 * 12.0**0.5, abs=0.05) and one.moved
    assert abs(other.narrowed) < 0.15 and not other.moved
    assert [each.met for each in held(made())] == ["met", "missed", "out of reach"]
    assert held(made())[0].inside > 0.95 and held(made())[2].inside == 0.0
    told = answer(made(), Teller(width=100))
    assert "Nothing was learned of exchange.cost" in told and "Met by the mean" in told and "Out of reach" in told
    folder = Folder(tmp_path, "", False)
    (tmp_path / "worlds.csv").write_text("", encoding="utf-8")
    files = write_calibration(made(), folder, Teller("nb"))
    assert all(file.exists() for file in files) and (tmp_path / "targets.png").stat().st_size > 10_000


def test_shipped_worlds_can_be_drawn_from() -> None:
    assert "reference_firm" in shipped_worlds()
    for name in shipped_worlds():
        public = ["organisation.sector=public", "organisation.employees=80"] if "municipality" in name else []
        scenario = load("baseline", [f"scenario.worlds={name}", *public])
        worlds = scenario.worlds
        assert worlds is not None and len(worlds.rows) == 200 and 1 <= len(worlds.keys) <= 10
        assert not levers() & set(worlds.keys)
        scenario.changed([f"{key}={value}" for key, value in zip(worlds.keys, worlds.rows[0], strict=True)])


@pytest.mark.slow
def test_a_calibration_from_beginning_to_end_goes_on_where_it_was(tmp_path: Path) -> None:
    """Small and short; what it is about is that all stages fit together, and that nothing is run twice."""
    logins = tmp_path / "logins.csv"
    logins.write_text("employee,week\n" + "".join(f"p{at},{1 + at % 12}\n" for at in range(24)), encoding="utf-8")
    small = ["--set", "organisation.employees=24", "--weeks", "60", "--observed", str(logins)]
    asked = ["calibrate", "baseline", *small, "--quick", "--runs", "60", "--worlds", "20", "--jobs", "0", "--seed", "3"]
    first = CliRunner().invoke(cli, [*asked, "--out", str(tmp_path / "one")])
    assert first.exit_code == 0, first.output
    worlds = read_worlds(tmp_path / "one" / "worlds.csv")
    assert len(worlds.rows) == 20 and worlds.head.made_by == "crmsim calibrate" and worlds.head.seed == 3
    assert "first_use_" in worlds.head.basis and "logins" not in (tmp_path / "one" / "worlds.csv").read_text()
    stored = (tmp_path / "one" / "worlds.csv").read_bytes()
    again = CliRunner().invoke(cli, [*asked, "--out", str(tmp_path / "one")])
    assert again.exit_code == 0 and (tmp_path / "one" / "worlds.csv").read_bytes() == stored
    assert "Out of reach" in again.output or "Missed" in again.output
    used = load("baseline", [f"scenario.worlds={tmp_path / 'one' / 'worlds.csv'}"])
    assert used.worlds is not None and used.worlds.rows == worlds.rows
