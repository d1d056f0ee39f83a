"""Every figure draws from one to eight scenarios, labelled, with nothing outside the picture or on top of another."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text
from pretend import pretend

from crmsim.report import figures, style
from crmsim.report.files import RUN_FIGURES, comparison_figures
from crmsim.words import LANGUAGES, Teller


def frame(weeks: int = 104) -> pd.DataFrame:
    """A tidy table of one run."""
    week = np.arange(1, weeks + 1)
    users = 0.7 / (1.0 + np.exp(-(week - 40.0) / 8.0))
    shares = {
        "aware_share": 0.2 * (1 - users), "trial_share": 0.1 * (1 - users), "rejected_share": 0.1 * users,
        "user_share": users, "routine_share": 0.8 * users, "shared_personally": 80.0 + 0 * users,
        "shared_by_system": 60.0 * users,
    }  # fmt: skip
    parts = [pd.DataFrame({"week": week, "outcome": k, "group": "all", "value": v}) for k, v in shares.items()]
    for place, name in enumerate(("giver", "taker", "matcher")):
        parts.append(pd.DataFrame({"week": week, "outcome": "output", "group": name, "value": 2.0 + 0.1 * place}))
    result = pd.concat(parts, ignore_index=True)
    result["value"] = result["value"].astype("Float64")
    return result


def test_output_is_drawn_from_0_on_so_that_a_small_difference_looks_small() -> None:
    low, high = figures.output_by_style(pretend(2)).get_xlim()
    assert low == 0.0 < high


def overlaps(ax: Axes) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other, and texts that leave the picture."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    size = figure.get_size_inches() * figure.dpi
    legend = ax.get_legend()
    texts: list[Text] = [ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts]  # type: ignore[attr-defined]
    texts += [*ax.get_xticklabels(), *ax.get_yticklabels()] if ax.axison else []
    texts += legend.get_texts() if legend else []
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts if t.get_visible() and t.get_text().strip()]
    xlim, ylim = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    outside_ticks = {
        t.get_text() for t in ax.get_xticklabels() if not xlim[0] - 1e-9 <= t.get_position()[0] <= xlim[1] + 1e-9
    } | {t.get_text() for t in ax.get_yticklabels() if not ylim[0] - 1e-9 <= t.get_position()[1] <= ylim[1] + 1e-9}
    boxes = [(text, box) for text, box in boxes if text not in outside_ticks]
    result = [
        (a, b)
        for i, (a, one) in enumerate(boxes)
        for b, two in boxes[i + 1 :]
        if min(one.x1, two.x1) - max(one.x0, two.x0) > 1.0 and min(one.y1, two.y1) - max(one.y0, two.y0) > 1.0
    ]
    result += [
        (text, "edge") for text, b in boxes if b.x0 < -1 or b.y0 < -1 or b.x1 > size[0] + 1 or b.y1 > size[1] + 1
    ]
    return result


@pytest.mark.parametrize("name", comparison_figures(pretend(2, 2, 2)))
@pytest.mark.parametrize("scenarios", [1, 2, 8])
def test_comparison_figures(name: str, scenarios: int, tmp_path: Path) -> None:
    comparison = pretend(scenarios, 10)
    for language in LANGUAGES if scenarios == 8 else LANGUAGES[:1]:
        draw, size = comparison_figures(comparison)[name]
        given = style.canvas(*size)
        ax = draw(ax=given, teller=Teller(language))
        assert ax is given
        assert overlaps(ax) == []
        if scenarios > 1:
            assert ax.get_title(loc="left") and ax.get_xlabel()
    if scenarios == 2:
        assert style.save(ax, tmp_path / name).stat().st_size > 5_000


@pytest.mark.parametrize("name", RUN_FIGURES)
@pytest.mark.parametrize("weeks", [1, 104])
def test_run_figures(name: str, weeks: int) -> None:
    for language in LANGUAGES if weeks == 104 else LANGUAGES[:1]:
        ax = RUN_FIGURES[name](frame(weeks), ax=style.canvas(), teller=Teller(language))
        assert ax.get_title(loc="left") and ax.get_xlabel() and ax.get_ylabel()
        assert overlaps(ax) == []


@pytest.mark.parametrize("weeks", [1, 2])
def test_short_comparisons_draw(weeks: int) -> None:
    for draw, size in comparison_figures(pretend(2, 3, weeks)).values():
        draw(ax=style.canvas(*size))


def test_stages_add_up_to_everybody() -> None:
    ax = figures.adoption_stages(frame(), style.canvas())
    top = max(path.get_extents().y1 for collection in ax.collections for path in collection.get_paths())
    assert top == pytest.approx(1.0, abs=1e-9)


def test_nothing_to_show_says_so() -> None:
    ax = figures.adoption_stages(frame().head(0), style.canvas())
    assert ax.texts[0].get_text() == "nothing to show"


def test_differences_are_measured_in_smallest_changes_that_matter() -> None:
    comparison = pretend(2)
    one = next(d for d in comparison.paired if d.outcome == "routine_share")
    ax = figures.differences(comparison, style.canvas(), outcomes=("routine_share",))
    drawn = ax.containers[0].lines[0].get_xdata()  # type: ignore[attr-defined]
    assert one.mean is not None and one.matters is not None
    assert drawn[0] == pytest.approx(one.mean / one.matters)


def test_the_same_figure_is_the_same_file(tmp_path: Path) -> None:
    files = [style.save(figures.adoption_curves(pretend(2), style.canvas()), tmp_path / f"{i}.png") for i in (1, 2)]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_figure_leaves_the_readers_settings_alone() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    figures.adoption_curves(pretend(2, 5), style.canvas())
    assert dict(matplotlib.rcParams) == before


def test_colours_can_be_told_apart_without_colour_vision() -> None:
    # Machado, Oliveira & Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency",
    # IEEE TVCG 15:1291-1298: matrices of full deuteranopia and protanopia on linear RGB.
    deutan = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]])
    protan = np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    )
    rgb = np.array([[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in style.PALETTE])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    for matrix in (np.eye(3), deutan, protan):
        seen = np.clip(linear @ matrix.T, 0.0, 1.0) ** (1 / 2.4)
        gaps = [np.linalg.norm(seen[i] - seen[j]) for i in range(len(seen)) for j in range(i)]
        assert min(gaps) > 0.08


LONG = (
    "leadership.said=0.9, leadership.done=0.1, people.takers=0.3, project.leader_style=taker, market.within_reach=0.4"
)


@pytest.mark.parametrize("name", comparison_figures(pretend(2, 2, 2)))
def test_a_long_what_if_is_told_whole(name: str) -> None:
    made = pretend(4, 10)
    labels = [*made.labels[:3], LONG]
    study = replace(
        made.study, factors=(replace(made.study.factors[0], choices=tuple(labels)),),
        points=made.study.points.assign(scenario=labels),
        scenarios=dict(zip(labels, made.study.scenarios.values(), strict=True)),
    )  # fmt: skip
    comparison = replace(made, study=study)
    draw, size = comparison_figures(comparison)[name]
    ax = draw(ax=style.canvas(*size), teller=Teller())
    shown = [text.get_text() for text in (*ax.get_yticklabels(), *(ax.get_legend().get_texts()))]
    assert LONG in [" ".join(text.split()) for text in shown]
    assert overlaps(ax) == []


def test_whiskers_are_seen_on_dark_bars() -> None:
    ax = figures.knowledge_flow(pretend(2, 10), ax=style.canvas())
    whiskers = {"".join(f"{part:.2f} " for part in lines.get_color()[0]): lines for lines in ax.collections}
    white, ink = whiskers["1.00 1.00 1.00 1.00 "], whiskers["0.20 0.20 0.20 1.00 "]
    assert white.get_linewidth()[0] > ink.get_linewidth()[0] and white.get_zorder() < ink.get_zorder()
    assert white.get_zorder() > max(bar.get_zorder() for bar in ax.patches)


def test_labels_wrap_between_words_and_end_where_nobody_reads_on() -> None:
    assert style.wrapped("people.takers=0.3, leadership.done=0.2", 20) == "people.takers=0.3,\nleadership.done=0.2"
    assert style.wrapped("word " * 100, 20).count("\n") == style.MOST_LINES - 1
    assert style.wrapped("a\x1b[31mb") == "a\\x1b[31mb"
    assert style.legend_rows(["a\nb", "c"]) == 2 and style.legend_rows([]) == 0
