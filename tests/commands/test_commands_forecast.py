"""``crmsim forecast`` as it is typed."""

import pandas as pd
import pytest
from adopters_made import office, times_of, write_set

from crmsim.forecast import fitting, forecast
from crmsim.report import forecast as report


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "DRAWS", 40)
    monkeypatch.setattr(forecast, "RULES", ("hazard",))


def test_a_forecast_is_told_in_both_languages_and_kept(quick, crmsim_command, tmp_path, monkeypatch) -> None:
    organisation = office(40)
    write_set(tmp_path / "doctors", organisation, times_of(organisation, 8, 1, p=0.1, q=0.2), 8)
    asked = ("forecast", "doctors", "--until", "4", "--runs", "50", "--adjust", "age")
    done = crmsim_command(*asked, "--out", "found")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    for wanted in ("40 people in 2 groups", "Fitted until time 4", "the Bass curve", "log score", "ontagion",
                   "friendship", "all together", "age", "forecast.png"):  # fmt: skip
        assert wanted in text
    assert crmsim_command(*asked, "--out", "found").stdout.startswith(done.stdout.splitlines()[0])  # kept
    scores = pd.read_csv(tmp_path / "found" / "scores.csv")
    assert list(scores["model"]) == ["Bass", "logistic", "hazard", "hazard"]
    later = pd.read_csv(tmp_path / "found" / "forecast.csv")
    assert sorted(set(later["time"])) == [5.0, 6.0, 7.0, 8.0] and (later["low_95"] <= later["low_80"]).all()
    monkeypatch.setattr(report, "write_forecast", lambda made, folder, teller: [])
    same = crmsim_command(*asked, "--out", "funnet", "--language", "nb")
    assert same.exit_code == 0
    for wanted in ("40 personer i 2 grupper", "smitte", "Bass-kurven", "friendship"):
        assert wanted in same.stdout
    assert not (tmp_path / "doctors" / "pseudonyms.key").exists()


def test_what_is_wrong_is_told_without_a_traceback(crmsim_command, tmp_path) -> None:
    done = crmsim_command("forecast", "nowhere")
    assert done.exit_code == 2 and "there is no such folder" in done.stderr and "Traceback" not in done.stderr
    organisation = office(40)
    write_set(tmp_path / "set", organisation, times_of(organisation, 8, 1, p=0.1, q=0.2), 8)
    done = crmsim_command("forecast", "set", "--until", "80")
    assert done.exit_code == 2 and "--until" in done.stderr and "2 to 7" in done.stderr
    assert not (tmp_path / "outputs").exists() or not list((tmp_path / "outputs").glob("*/*"))
    done = crmsim_command("forecast", "set", "--kinds", "advise")
    assert done.exit_code == 2 and "advice" in done.stderr
