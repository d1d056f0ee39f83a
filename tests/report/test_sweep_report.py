"""The answer and the figures of a sweep: every design, both languages, nothing outside the picture."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "analysis"))
from small_studies import KINDS, OUTCOMES, study_of

from crmsim.analysis.findings import Findings, More, findings_of
from crmsim.analysis.peeling import Choice
from crmsim.errors import CrmsimError
from crmsim.report import style
from crmsim.report.sweep_files import ANSWER, MARKER, figures_of, write_analysis
from crmsim.report.sweep_text import sweep_text
from crmsim.report.sweep_words import LOST
from crmsim.words import LANGUAGES, Teller

FIGURES = {
    "scenarios": {"differences"},
    "grid": {"map", "differences", "simple_effects"},
    "mixture": {"ternary", "differences"},
    "three": {"response", "differences", "simple_effects"},
    "one_at_a_time": {"tornado"},
    "lhs": {"correlations", "response"},
    "sobol": {"variance", "response"},
    "groups": {"variance"},
    "morris": {"effects"},
    "worlds": {"worlds", "differences"},
}


@pytest.fixture(scope="module")
def all_findings() -> dict[str, Findings]:
    made = {kind: findings_of(study_of(kind)) for kind in KINDS}
    made["many"] = findings_of(study_of("morris", many=180))
    return made


def outside(ax: Axes) -> list[str]:
    """Texts that leave the picture, and titles and notes that cover each other."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    size = figure.get_size_inches() * figure.dpi
    legend = ax.get_legend()
    texts: list[Text] = [ax._left_title, *ax.texts]  # type: ignore[attr-defined]
    texts += legend.get_texts() if legend else []
    if ax.axison:
        low, high = sorted(ax.get_ylim())
        inside = [t for t in ax.get_yticklabels() if low <= t.get_position()[1] <= high]  # the others are not drawn
        texts += [ax.xaxis.label, ax.yaxis.label, *inside]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts if t.get_visible() and t.get_text().strip()]
    result = [text for text, b in boxes if b.x0 < -2 or b.y0 < -2 or b.x1 > size[0] + 2 or b.y1 > size[1] + 2]
    result += [
        f"{a} | {b}"
        for i, (a, one) in enumerate(boxes)
        for b, two in boxes[i + 1 :]
        if min(one.x1, two.x1) - max(one.x0, two.x0) > 2.0 and min(one.y1, two.y1) - max(one.y0, two.y0) > 2.0
    ]
    return result


@pytest.mark.parametrize("kind", [*KINDS, "many"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer(kind: str, language: str, all_findings: dict[str, Findings]) -> None:
    result = all_findings[kind]
    for width in (72, 120):
        text = sweep_text(result, Teller(language, width))
        assert max(map(len, text.splitlines())) <= width
    title = {"en": "Made up", "nb": "Oppdiktet"}[language]
    assert text.startswith(f"{title}\n")
    plain = " ".join(text.split())
    assert Teller(language)(LOST["failed"], count=1) in plain
    assert {"en": "not a forecast", "nb": "ikke en prognose"}[language] in plain
    assert not re.search(r"\bnan\b|None|[{}]", plain)


def test_what_was_found_is_told(all_findings: dict[str, Findings]) -> None:
    text = {kind: " ".join(sweep_text(result, Teller(width=120)).split()) for kind, result in all_findings.items()}
    assert "1 of 400 runs are missing (1 failed)" in text["scenarios"]
    assert "Net benefit is undefined in 1 run, which" in text["grid"]
    assert "better in" in text["grid"] and "identical" in text["grid"]
    assert "each in the same 128 worlds" in text["worlds"] and "is best most often" in text["worlds"]
    assert "chance decides" in text["sobol"] and "1 of 128 base rows were left out whole" in text["sobol"]
    assert "Weeks to half users: nothing varies" in text["sobol"]
    assert "behaviour and process" in text["groups"] and "technology" in text["groups"]
    assert "moved most by exchange.cost" in text["morris"] and "Another seed moves it" in text["morris"]
    assert "goes most clearly with exchange.cost (+" in text["lhs"]
    assert "No run is missing." in sweep_text(findings_of(study_of("grid", holes=False)), Teller(width=120))
    assert "at least 30 are needed" in sweep_text(findings_of(study_of("grid", runs=10)), Teller(width=120))


def test_without_the_extra_the_answer_says_what_was_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    result = findings_of(study_of("lhs"))
    assert (
        "crmsim[conditions]" in " ".join(sweep_text(result, Teller(width=120)).split())
        and "conditions" not in result.tables
    )


def test_a_chosen_box_is_told_with_its_number_and_what_of_it_may_be_chance() -> None:
    pytest.importorskip("ema_workbench", reason="the extra crmsim[conditions] is not installed")
    made = study_of("lhs", holes=False)
    more = More(box=Choice(coverage=0.3))
    result = findings_of(replace(made, outcomes=("success",)), more=more)
    assert result.conditions is not None and result.conditions.trajectory is not None
    steps = result.conditions.trajectory
    number = int(steps.loc[steps["chosen"], "step"].iloc[0])
    plain = " ".join(sweep_text(result, Teller(width=120)).split())
    assert f"This is box {number} of {len(steps) - 1}, as chosen" in plain
    nb = " ".join(sweep_text(result, Teller("nb", width=120)).split())
    assert f"Dette er boks {number} av {len(steps) - 1}" in nb
    draw, size = figures_of(result)["peeling.png"]
    ax = draw(ax=style.canvas(*size))
    assert outside(ax) == [] and str(number) in {text.get_text() for text in ax.texts}
    with pytest.raises(CrmsimError, match="no box to choose"):
        findings_of(replace(made, failure=None), more=more)


@pytest.mark.parametrize("kind", ["scenarios", "three", "lhs", "worlds"])
def test_weekly_curves_are_drawn(kind: str) -> None:
    made = replace(study_of(kind, runs=30), outcomes=("success",), failure=None)
    point, replicate = np.nonzero(made.done)
    weeks = pd.DataFrame({"point": np.repeat(point, 3), "replicate": np.repeat(replicate, 3)})
    weeks["week"], weeks["user_share"] = np.tile([1, 2, 3], point.size), np.linspace(0.0, 1.0, len(weeks))
    result = findings_of(made, lambda: weeks)
    draw, size = figures_of(result)["weekly-user_share.png"]
    ax = draw(ax=style.canvas(*size), teller=Teller("nb"))
    assert outside(ax) == [] and len(ax.lines) == {"scenarios": 4, "three": 1, "lhs": 1, "worlds": 3}[kind]


@pytest.fixture(scope="module")
def explored() -> Findings:
    pytest.importorskip("sklearn", reason="the extra crmsim[calibrate] is not installed")
    made = study_of("lhs", holes=False)
    few = replace(
        made, points=made.points[:160], stored={name: values[:160] for name, values in made.stored.items()},
        asked=made.asked[:160], done=made.done[:160], outcomes=("routine_share", "weeks_to_half_users"),
        failure=None,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("crmsim.analysis.emulator.MOST_PREDICTED", 4000)  # it is quicker so
        return findings_of(few, more=More(explore=True, at=("exchange.cost=0.4",)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_learned_from_a_sample_is_told_with_how_well(language: str, explored: Findings) -> None:
    text = sweep_text(explored, Teller(language, 72))
    assert max(map(len, text.splitlines())) <= 72 and not re.search(r"\bnan\b|None|[{}]", text)
    plain = " ".join(text.split())
    told = {
        "en": ("The emulator is off by", "nothing could be learned from the sample: it is the same", "Where exchange."),
        "nb": ("Emulatoren bommer med", "ingenting kunne læres av utvalget: det er likt", "Der exchange.cost=0.4"),
    }[language]
    assert all(one in plain for one in told)


def test_figures_of_what_was_learned_fit(explored: Findings) -> None:
    made = {
        name: one for name, one in figures_of(explored).items() if name.split("-")[0] in ("scores", "tree", "stacked")
    }
    assert {f"{kind}-routine_share.png" for kind in ("scores", "tree", "stacked")} <= set(made)
    assert not any("weeks" in name for name in made)
    for place, (draw, (width, height)) in enumerate(made.values()):
        assert outside(draw(ax=style.canvas(width, height), teller=Teller(LANGUAGES[place % 2]))) == []


@pytest.mark.parametrize("kind", [*KINDS, "many"])
def test_figures_fit(kind: str, all_findings: dict[str, Findings]) -> None:
    result = all_findings[kind]
    made = figures_of(result)
    if kind in FIGURES:
        assert {name.split("-")[0].removesuffix(".png") for name in made} - {"peeling", "conditions"} == FIGURES[kind]
    kept = [name for name in made if not name.endswith(("-success.png", "-weeks_to_half_users.png"))]
    if len(kept) > 6:
        kept = [*kept[:3], *kept[-3:]]
    for place, name in enumerate(kept):
        draw, (width, height) = made[name]
        given = style.canvas(width, height)
        ax = draw(ax=given, teller=Teller(LANGUAGES[place % 2]))
        assert ax is given and ax.get_title(loc="left")
        assert outside(ax) == [], name


def test_of_many_factors_the_largest_are_drawn_and_the_figure_says_so(all_findings: dict[str, Findings]) -> None:
    draw, size = figures_of(all_findings["many"])["effects-routine_share.png"]
    ax = draw(ax=style.canvas(*size))
    assert len(ax.get_yticks()) == 15
    assert any("15 largest of 180" in text.get_text().replace("\n", " ") for text in ax.texts)


def test_nothing_that_varies_is_said_in_the_figure(all_findings: dict[str, Findings]) -> None:
    draw, size = figures_of(all_findings["sobol"])["variance-weeks_to_half_users.png"]
    ax = draw(ax=style.canvas(*size))
    assert "nothing varies" in ax.texts[0].get_text()


def test_an_analysis_is_written_replaced_and_the_same_again(tmp_path: Path, all_findings: dict[str, Findings]) -> None:
    result = findings_of(replace(all_findings["grid"].study, outcomes=OUTCOMES[:1]))
    files = write_analysis(result, tmp_path / "analysis", {"sweep": "abc"})
    first = {path.name: path.read_bytes() for path in files}
    assert {ANSWER, MARKER, "settings.csv", "missing.csv", "map-routine_share.png"} <= set(first)
    (tmp_path / "analysis" / "outcomes.csv").write_text("old")
    again = {path.name: path.read_bytes() for path in write_analysis(result, tmp_path / "analysis", {"sweep": "abc"})}
    assert again == first
    assert [path.name for path in tmp_path.iterdir()] == ["analysis"]
    fewer = replace(
        result, tables={"missing": result.tables["missing"]}, study=replace(result.study, outcomes=()), against=()
    )
    assert {path.name for path in write_analysis(fewer, tmp_path / "analysis", {})} == {ANSWER, MARKER, "missing.csv"}


def test_what_no_analysis_wrote_is_not_overwritten(tmp_path: Path, all_findings: dict[str, Findings]) -> None:
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "mine.txt").write_text("mine")
    with pytest.raises(CrmsimError, match="mine.txt"):
        write_analysis(all_findings["grid"], tmp_path / "analysis", {})
    assert (tmp_path / "analysis" / "mine.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["analysis"]


def test_small_money_and_yes_or_no_outcomes_are_told(all_findings: dict[str, Findings]) -> None:
    text = " ".join(sweep_text(all_findings["grid"], Teller("nb", 120)).split())
    assert "mill. kr" in text.replace("\N{NO-BREAK SPACE}", " ") and "Vellykket, sammenlignet med" in text
    assert np.isfinite(all_findings["scenarios"].study.stored[OUTCOMES[0]]).any()
