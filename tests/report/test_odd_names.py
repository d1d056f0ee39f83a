"""Names that mean something to matplotlib or to a spreadsheet are names in every figure and table."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from pretend import pretend

from crmsim.analysis.comparison import Comparison
from crmsim.report import style
from crmsim.report.figures import adoption_curves, differences, knowledge_flow, output_by_style
from crmsim.report.files import comparison_figures
from crmsim.report.network import network
from crmsim.results.frames import csv_text, read_weeks
from crmsim.results.snapshots import record
from crmsim.scenario import load

ODD = (r"$\frac{$", r"a $x^{$", "$5 and $6", "=cmd|calc", "a\u202eb")
DRAW: tuple[Callable[..., Axes], ...] = (adoption_curves, differences, knowledge_flow, output_by_style)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    pyplot.close("all")


def odd_comparison() -> Comparison:
    """A comparison of scenarios called by odd names."""
    made = pretend(len(ODD), runs=6, weeks=5)
    study = made.study
    names = dict(zip(made.labels, ODD, strict=True))
    factors = (replace(study.factors[0], choices=ODD),)
    scenarios = {names[label]: scenario for label, scenario in study.scenarios.items()}
    points = pd.DataFrame({"scenario": ODD})
    return replace(made, study=replace(study, factors=factors, scenarios=scenarios, points=points))


def shown_in(ax: Axes) -> str:
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    return "\n".join(text.get_text() for text in figure.findobj(lambda one: hasattr(one, "get_text")))


@pytest.mark.parametrize("draw", DRAW)
@pytest.mark.parametrize("own", [False, True])
def test_a_name_with_dollars_is_no_formula(draw: Callable[..., Axes], own: bool) -> None:
    """Also on axes that the reader made, whose ticks were there before."""
    given = pyplot.subplots()[1] if own else style.canvas()
    if own:
        shown_in(given)
    shown = shown_in(draw(odd_comparison(), ax=given))
    assert ODD[0] in shown
    assert ODD[2] in shown
    assert "\u202e" not in shown


def test_every_figure_of_a_comparison_is_saved(tmp_path: Path) -> None:
    for name, (draw, size) in comparison_figures(odd_comparison()).items():
        assert style.save(draw(ax=style.canvas(*size)), tmp_path / name).stat().st_size > 5_000


def test_departments_with_dollars_are_drawn() -> None:
    recording = record(load("baseline", ["organisation.employees=20", "organisation.departments=2"]), 1, 4)
    odd = replace(recording, organisation=replace(recording.organisation, departments=ODD[:2]))
    assert ODD[0] in shown_in(network(odd, style.canvas(9.0, 7.2)))


def test_a_reader_keeps_formulas_of_their_own() -> None:
    _, ax = pyplot.subplots()
    assert ax.set_title("$x^2$").get_parse_math()
    with style.drawn():
        assert not style.canvas().set_title("$x^2$").get_parse_math()
    assert pyplot.rcParams["text.parse_math"]


def test_no_cell_of_a_table_is_computed(tmp_path: Path) -> None:
    table = pd.DataFrame({"=name": [*ODD, "-3.5"], "value": [-1.0, 2.0, 3.0, 4.0, 5.0, 6.0]})
    lines = csv_text(table).splitlines()
    assert lines[0] == "'=name,value"
    assert lines[4] == "'=cmd|calc,4.0"
    assert lines[1] == r"$\frac{$,-1.0"
    assert lines[6] == "-3.5,6.0"
    assert "\u202e" not in csv_text(table)


def test_weeks_of_groups_that_look_like_formulas_read_back(tmp_path: Path) -> None:
    table = pd.DataFrame({"week": [1, 1], "outcome": "output", "group": ["all", "=1+1"], "value": [1.5, 2.5]})
    table = table.astype({"outcome": "category", "group": "category", "value": "Float64"})
    (tmp_path / "weeks.csv").write_text(csv_text(table), encoding="utf-8")
    assert "'=1+1" in (tmp_path / "weeks.csv").read_text(encoding="utf-8")
    assert list(read_weeks(tmp_path / "weeks.csv")["group"]) == ["all", "=1+1"]
