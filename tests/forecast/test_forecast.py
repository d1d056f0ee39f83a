"""A forecast from beginning to end, and on the doctors' data, whose published re-analyses find no contagion."""

import numpy as np
import pytest
from adopters_made import office, times_of, write_set
from real_data import real_data

from crmsim.errors import CrmsimError
from crmsim.forecast import fitting
from crmsim.forecast.fitting import fit
from crmsim.forecast.forecast import LEVELS, contagion_of, cut_at, forecast, interval, kinds_of, seen_by
from crmsim.forecast.model import Bass
from crmsim.forecast.reading import read_adopters
from crmsim.forecast.rules import Rule
from crmsim.forecast.survival import quantile, turnbull


@pytest.fixture(scope="module")
def doctors():
    return read_adopters(real_data("diff_medinnovations"))


def test_the_doctors_show_no_significant_contagion(doctors) -> None:
    seen = seen_by(doctors.organisation, doctors)
    found = [contagion_of(doctors, seen), *kinds_of(doctors)]
    assert [one.kind for one in found] == ["", "advice", "discussion", "friendship"]
    for one in found:
        assert one.verdict in ("not significant", "none that matters") and one.low < 1.0 < one.high
    shares = [
        0.088,
        0.160,
        0.232,
        0.320,
        0.408,
        0.496,
        0.600,
        0.656,
        0.688,
        0.696,
        0.736,
        0.760,
        0.784,
        0.816,
        0.848,
        0.864,
        0.872,
    ]
    times, curve = turnbull(doctors.low, doctors.high)
    assert curve == pytest.approx(shares, abs=5e-4) and quantile(times, curve) == 7.0
    assert quantile(times, curve, 0.872) == 17.0


def test_the_doctors_are_foretold_no_better_with_contagion_than_without(doctors) -> None:
    seen = seen_by(doctors.organisation, doctors)
    scores = {name: fit(model, seen, 8, draws=150).score(seen, 17) for name, model in {
        "bass": Bass(), "with": Rule("hazard", True), "without": Rule("hazard", False),
    }.items()}  # fmt: skip
    assert scores["without"] > scores["with"] and abs(scores["without"] - scores["bass"]) < 5.0
    # Exact for one parameter that is known almost for sure: the chance a month that 82 of 614 months tell.
    held = seen.at_risk(8)
    rate = seen.rate(8)
    months = int((np.minimum(seen.time, 17) - 8)[held].sum())
    simple = (seen.adopted & held).sum() * np.log(rate) + (months - (seen.adopted & held).sum()) * np.log1p(-rate)
    assert scores["without"] == pytest.approx(simple, abs=2.0)


def test_a_forecast_in_full(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(fitting, "DRAWS", 40)
    organisation = office(40)
    folder = write_set(tmp_path / "set", organisation, times_of(organisation, 8, 1, p=0.06, q=0.3), 8)
    adopters = read_adopters(folder)
    made = forecast(adopters, 4, runs=60)
    assert made.cut == 4 and len(made.scored) == 8 and made.observed[-1] == adopters.adopted.sum()
    for one in made.scored:
        assert one.counts.shape == (60, 4) and (np.diff(one.counts, axis=1) >= 0).all()
        assert (one.counts >= made.observed[3]).all() and one.counts.max() <= 40
        assert np.isfinite([one.score, one.count_score]).all() and one.score < 0.0
        assert all(0 <= hits <= 4 for hits in one.inside)
    # Where others do not count, who is left adopts with the same chance each month.
    alone = next(one for one in made.scored if one.model.name == "hazard" and not one.model.contagion)
    rate = float(alone.fit.weights @ [1.0 - np.exp(-draw["p"]) for draw in alone.fit.draws])
    left = int((adopters.time > 4).sum())
    for place in range(4):
        wanted = made.observed[3] + left * (1.0 - (1.0 - rate) ** (place + 1))
        assert alone.counts[:, place].mean() == pytest.approx(wanted, abs=1.5)
    again = forecast(adopters, 4, runs=60)
    assert [one.score for one in again.scored] == [one.score for one in made.scored]
    assert all((one.counts == other.counts).all() for one, other in zip(made.scored, again.scored, strict=True))
    assert made.contagion.verdict in ("found", "not significant")


def test_intervals_hold_as_many_runs_as_they_say() -> None:
    counts = np.random.default_rng(1).binomial(50, 0.4, (4000, 3))
    for level in LEVELS:
        low, high = interval(counts, level)
        inside = ((low <= counts) & (counts <= high)).mean(axis=0)
        assert (inside >= level).all() and (inside < level + 0.1).all()


@pytest.mark.parametrize(("until", "words"), [(1.0, "2 to 7"), (8.0, "2 to 7"), (99.0, "times are 1 to 8")])
def test_a_cut_that_leaves_nothing_is_refused(tmp_path, until, words) -> None:
    organisation = office(40)
    adopters = read_adopters(write_set(tmp_path / "set", organisation, times_of(organisation, 8, 1, p=0.1, q=0.2), 8))
    with pytest.raises(CrmsimError, match=words):
        cut_at(adopters, until)
