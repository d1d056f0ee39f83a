"""Figures of people: legible from 20 to 2,000, on real organisations, in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from crowded import crowded
from matplotlib.axes import Axes
from PIL import Image

from crmsim.errors import CrmsimError
from crmsim.mechanisms.state import GIVER, STYLES
from crmsim.report import style
from crmsim.report.animation import animate, film_weeks, users
from crmsim.report.layout import departments_apart, place, spiral
from crmsim.report.life import MOST_ROWS, life, life_height, rows
from crmsim.report.network import network
from crmsim.report.people import concentration, helping_concentration, output_of, output_tails
from crmsim.report.why import explain
from crmsim.results.snapshots import Recording, Spells, record, spells
from crmsim.scenario import load
from crmsim.words import LANGUAGES, Teller

SIZES = (20, 150, 2000)
HELD = {20: 60, 150: 60, 2000: 8}  # weeks walked


@cache
def recorded(size: int) -> Recording:
    return record(load("baseline", [f"organisation.employees={size}"]), 1, HELD[size])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_networks_are_legible(size: int, language: str, tmp_path: Path) -> None:
    given = style.canvas(9.0, 7.2)
    ax = network(recorded(size), given, Teller(language))
    assert ax is given
    assert crowded(ax) == []
    assert style.save(ax, tmp_path / "network.png").stat().st_size > 30_000


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("draw", [output_tails, helping_concentration])
def test_figures_of_people_are_legible(size: int, draw) -> None:
    for language in LANGUAGES:
        ax: Axes = draw(recorded(size), style.canvas(7.5, 5.0), Teller(language))
        assert ax.get_xlabel() and ax.get_title(loc="left")
        assert crowded(ax) == []


@pytest.mark.parametrize("name", ["krackhardt_hightech", "cross_parker_consulting"])
def test_real_organisations(name: str, shared_data: Path, tmp_path: Path) -> None:
    place_of = (shared_data / name).as_posix()
    file = tmp_path / "real.toml"
    file.write_text(f'[organisation]\nemployees_csv = "{place_of}/employees.csv"\nties_csv = "{place_of}/ties.csv"\n')
    recording = record(load(str(file)), 0, 30)
    ids = frozenset(str(one)[:6] for one in recording.organisation.ids)
    assert crowded(network(recording, style.canvas(9.0, 7.2)), ids) == []
    assert crowded(helping_concentration(recording, style.canvas(7.0, 5.4))) == []
    output_tails(recording, style.canvas())


def words_of(ax: Axes) -> str:
    legend = ax.get_legend()
    texts = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]
    texts += [] if legend is None else [legend.get_title(), *legend.get_texts()]
    return "|".join([ax.get_xlabel(), ax.get_title(loc="left"), *(text.get_text() for text in texts)])


def test_styles_are_said_to_be_drawn_where_they_are_shown() -> None:
    for draw in (network, output_tails, helping_concentration):
        ax = draw(recorded(150), style.canvas(9.0, 7.2), Teller())
        assert "styles are drawn, not measured" in words_of(ax), draw.__name__


def test_of_imported_people_nobody_is_shown_by_style_or_stage_and_no_group_under_five(tmp_path: Path) -> None:
    people = "\n".join(f"e{i},D{i % 2}" for i in range(12))
    ties = "\n".join(f"e{i},e{(i + step) % 12}" for i in range(12) for step in (1, 2))
    (tmp_path / "people.csv").write_text(f"employee_id,department\n{people}\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text(f"from,to\n{ties}\n", encoding="utf-8")
    (tmp_path / "real.toml").write_text('[organisation]\nemployees_csv = "people.csv"\nties_csv = "ties.csv"\n')
    recording = record(load(str(tmp_path / "real.toml")), 0, 20)
    ax = network(recording, style.canvas(9.0, 7.2))
    said = words_of(ax)
    assert not any(word in said for word in ("giver", "taker", "matcher", "rejected", "user"))
    colours = {tuple(colour) for marks in ax.collections[-1:] for colour in marks.get_facecolor()}
    assert len(colours) == 1
    ax = helping_concentration(recording, style.canvas(7.0, 5.4))
    assert not any(word in words_of(ax) for word in ("giver", "taker", "matcher"))
    bars = [patch for patch in ax.patches if abs(patch.get_x()) < 1.1 and patch.get_width() > 0.1]
    assert 12 * max(0.0, min(patch.get_width() for patch in bars)) / 0.85 >= 5
    for language in LANGUAGES:
        assert crowded(output_tails(recording, style.canvas(7.5, 5.0), Teller(language))) == []
    ax = output_tails(recording, style.canvas(8.0, 4.6))
    assert not [marks for marks in ax.collections if len(marks.get_offsets()) > 1]  # nobody has a mark of their own


def test_bars_and_curve_of_imported_people_stand_for_five_or_more_even_taken_together(tmp_path: Path) -> None:
    size = 33
    people = "\n".join(f"e{i},D{i % 2}" for i in range(size))
    ties = "\n".join(f"e{i},e{(i + step) % size}" for i in range(size) for step in (1, 2))
    (tmp_path / "people.csv").write_text(f"employee_id,department\n{people}\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text(f"from,to\n{ties}\n", encoding="utf-8")
    (tmp_path / "real.toml").write_text('[organisation]\nemployees_csv = "people.csv"\nties_csv = "ties.csv"\n')
    recording = record(load(str(tmp_path / "real.toml"), ["turnover.annual_rate=.6"]), 0, 60)
    x, _, _ = concentration(spells(recording, ("help_hours",)))
    ax = helping_concentration(recording, style.canvas(7.0, 5.4))
    curve = next(line for line in ax.lines if line.get_label() == "added up").get_xdata()
    ends = np.searchsorted(x, np.asarray(curve)[1:] - 1e-12) + 1
    edges = [patch.get_x() + patch.get_width() / 2 for patch in ax.patches if patch.get_width() > 0.05]
    bars = np.bincount(np.minimum((len(edges) * (x - 1e-9)).astype(int), len(edges) - 1))
    assert len(bars) > 1 and bars.min() >= 5
    parts = sorted({0, *np.cumsum(bars).tolist(), *ends.tolist()})
    assert min(np.diff(parts)) >= 5


def test_a_style_that_would_give_a_small_one_away_is_not_shown(tmp_path: Path) -> None:
    people = "\n".join(f"e{i},D,{'taker' if i < 3 else 'giver' if i < 13 else 'matcher'}" for i in range(30))
    ties = "\n".join(f"e{i},e{(i + step) % 30}" for i in range(30) for step in (1, 2))
    (tmp_path / "people.csv").write_text(f"employee_id,department,style\n{people}\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text(f"from,to\n{ties}\n", encoding="utf-8")
    (tmp_path / "real.toml").write_text('[organisation]\nemployees_csv = "people.csv"\nties_csv = "ties.csv"\n')
    recording = record(load(str(tmp_path / "real.toml"), ["turnover.annual_rate=0"]), 0, 20)
    said = words_of(output_tails(recording, style.canvas(8.0, 4.6)))
    assert "takers (not shown)" in said and "givers (not shown)" in said and "matchers (1" in said
    assert "not shown: fewer than 5 people" in said


def test_nobody_stands_on_another_and_departments_stand_apart() -> None:
    for size in SIZES:
        organisation = recorded(size).organisation
        where = place(organisation)
        assert np.array_equal(where.people, place(organisation).people)
        gaps = np.sqrt(((where.middle[:, None] - where.middle[None]) ** 2).sum(axis=2))
        apart = where.radius[:, None] + where.radius[None, :]
        np.fill_diagonal(gaps, np.inf)
        assert (gaps > 0.97 * apart).all()
        from_middle = np.sqrt(((where.people - where.middle[organisation.department]) ** 2).sum(axis=1))
        assert (from_middle < where.radius[organisation.department]).all()
        one = where.people[organisation.department == 0]
        near = np.sqrt(((one[:, None] - one[None]) ** 2).sum(axis=2)) + np.where(np.eye(len(one)), np.inf, 0.0)
        assert near.min() > 0.6


def test_departments_without_ties_find_a_place() -> None:
    none = np.empty(0, dtype=np.int64)
    middle = departments_apart(none, none, np.array([3, 3, 3]), np.ones(3))
    assert np.isfinite(middle).all()
    assert departments_apart(none, none, np.array([3]), np.ones(1)).tolist() == [[0.0, 0.0]]
    assert spiral(1).shape == (1, 2)


def test_colours_say_style_and_filling_says_stage() -> None:
    recording = recorded(20)
    ax = network(recording, style.canvas())
    drawn = sum(len(one.get_offsets()) for one in ax.collections if one.get_zorder() == 3)
    assert drawn == int((recording.state.people.present == 1).sum())


def test_tails_are_those_of_the_people() -> None:
    recording = recorded(150)
    output, kind = output_of(recording)
    low, high = np.quantile(output, [0.25, 0.75])
    ax = output_tails(recording, style.canvas())
    words = [int(text.get_text().rstrip("%")) for text in ax.texts if re.fullmatch(r"\d+%", text.get_text())]
    wanted = [
        round(100 * float(share.mean()))
        for s in range(3)
        for share in (output[kind == s] <= low, output[kind == s] >= high)
    ]
    assert words == wanted
    raw, _ = output_of(recording, adjusted=False)
    assert raw.size == output.size and not np.allclose(raw, output)


def test_concentration_is_that_of_the_hours() -> None:
    size = 100
    hours = np.where(np.arange(size) < 4, 24.0, 1.0)
    result = Spells(np.arange(size), np.full(size, GIVER, dtype=np.int8), np.full(size, 10), {"help_hours": hours},
                   np.ones(size), np.ones(size, dtype=bool))  # fmt: skip
    x, y, kind = concentration(result)
    assert x[3] == pytest.approx(0.04) and y[3] == pytest.approx(0.5)
    assert x[-1] == y[-1] == pytest.approx(1.0)
    assert set(kind) == {GIVER}
    idle = Spells(
        result.seat, result.style, result.weeks, {"help_hours": 0.0 * hours}, result.productivity, result.owner
    )
    assert concentration(idle)[0].size == 0


def test_bars_of_helping_add_up_to_everything() -> None:
    ax = helping_concentration(recorded(150), style.canvas())
    bars = [bar for container in ax.containers for bar in container]
    assert len(bars) == 10 * len(STYLES)
    assert sum(bar.get_height() for bar in bars) == pytest.approx(1.0)  # type: ignore[attr-defined]


def test_a_week_in_a_life() -> None:
    scenario = load("baseline", ["organisation.employees=40"])
    text = max((explain(scenario, seat, 60, 1) for seat in range(8)), key=lambda one: len(rows(one)))
    assert len(rows(text)) > 4
    for language in LANGUAGES:
        ax = life(text, style.canvas(9.0, life_height(text)), Teller(language))
        assert crowded(ax) == []
    shown = rows(text)[:MOST_ROWS]
    dots = [line for line in life(text, style.canvas()).lines if line.get_marker() == "o"]
    assert len(dots) == sum(len(row.draws) for row in shown)


def test_a_quiet_week_says_so() -> None:
    scenario = load("baseline", ["organisation.employees=20", "mechanisms.market=false", "mechanisms.help=false",
                                 "mechanisms.system=false", "mechanisms.adoption=false"])  # fmt: skip
    ax = life(explain(scenario, 0, 3), style.canvas())
    assert ax.texts[0].get_text() == "Nothing to decide this week."


def test_nothing_to_show_says_so() -> None:
    scenario = load("baseline", ["organisation.employees=20", "mechanisms.market=false", "mechanisms.help=false"])
    recording = record(scenario, 0, 3)
    for draw in (output_tails, helping_concentration):
        assert draw(recording, style.canvas()).texts[0].get_text() == "nothing to show"


def test_a_film(tmp_path: Path) -> None:
    recording = record(load("baseline", ["organisation.employees=20", "adoption.seed_share=.1"]), 1, 6)
    film = animate(recording, tmp_path / "film.gif")
    with Image.open(film) as opened:
        assert opened.n_frames == 7  # type: ignore[attr-defined]
        assert opened.size == (960, 720)
    share = users(recording)
    assert share.size == 7 and share[0] == pytest.approx(0.1)
    assert film_weeks(40)[0] == 0 and film_weeks(1040)[-1] == 1040 and film_weeks(1040).size < 150


@pytest.mark.parametrize(("name", "wanted"), [("film.avi", ".gif or .mp4"), ("film.mp4", "ffmpeg")])
def test_films_that_cannot_be_made(name: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(CrmsimError, match=wanted):
        animate(recorded(20), tmp_path / name)


def test_spells_hold_all_the_work() -> None:
    result = spells(recorded(150))
    assert result.total["help_hours"].sum() > 0.0
