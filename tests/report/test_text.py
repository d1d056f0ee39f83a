"""The answer in words and the table."""

from dataclasses import replace

import numpy as np
import pytest
from pretend import pretend

from crmsim.experiment.comparing import MAIN
from crmsim.mechanisms import OUTCOMES
from crmsim.report.labels import VERDICT, outcome_label
from crmsim.report.text import comparison_text, run_text
from crmsim.scenario import load
from crmsim.words import ENGLISH, LANGUAGES, Teller

WIDE = Teller(width=120)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [72, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(language: str, width: int) -> None:
    teller = Teller(language, width)
    text = comparison_text(pretend(3, 40, asked=100), teller)
    assert max(len(line) for line in text.splitlines()) <= width
    heads = ("outcome", "95 % interval", "verdict", *(["runs"] if width >= 100 else []))  # no column is cut off
    assert any(all(teller(head) in line for head in heads) for line in text.splitlines())
    words = {word for one in pretend(3, 40, asked=100).paired for word in teller(VERDICT[one.verdict]).split()}
    assert words <= set(text.split()) and "…" not in text  # nor a cell


def test_the_answer_comes_first_then_main_outcomes_then_all() -> None:
    text = comparison_text(pretend(2), WIDE)
    assert text.startswith("100 paired runs of 104 weeks; everything is compared with baseline.")
    assert text.index("routine users 5") < text.index("verdict")
    lines = text[text.index("verdict") :].splitlines()
    rows = [
        next((i for i, line in enumerate(lines) if line.startswith(outcome_label(o.name, ENGLISH))), -1)
        for o in OUTCOMES
    ]
    assert -1 not in rows
    main = [i for i, o in zip(rows, OUTCOMES, strict=True) if o.name in MAIN]
    assert max(main) < min(i for i, o in zip(rows, OUTCOMES, strict=True) if o.name not in MAIN)


def test_what_is_open_undefined_dropped_or_censored_is_told() -> None:
    text = comparison_text(pretend(2), WIDE)
    assert f"Bonferroni, {len(OUTCOMES) - 1} differences" in text  # all but payoff, which is undefined
    assert "market orientation 10" in text
    assert "weeks to half users was not reached" in text
    assert "payoff of favours (hours): nobody was employed." in text
    assert "assumptions" in text


def test_what_never_pays_is_not_told_as_paid_in_the_last_week() -> None:
    assert "break-even (week) was not reached" not in comparison_text(pretend(2), WIDE)
    losing = pretend(2)
    stored = {**losing.study.stored, "net_benefit_nok": losing.study.stored["net_benefit_nok"].copy()}
    stored["net_benefit_nok"][1, :7] = -1.0
    losing = replace(losing, study=replace(losing.study, stored=stored))
    told = " ".join(comparison_text(losing, WIDE).split())
    assert f"break-even (week) was not reached by the end of some runs ({losing.labels[1]} 7)" in told


def test_a_partial_comparison_says_so() -> None:
    assert "Stopped early: 40 of 100 runs" in comparison_text(pretend(2, 40, asked=100), WIDE)


def test_too_few_runs_claim_nothing() -> None:
    text = comparison_text(pretend(2, 5), WIDE)
    assert "too few runs to say anything: at least 30" in text
    assert "worse" not in text and "better" not in text


def test_run_text_tells_users_success_and_the_caveat() -> None:
    values: dict[str, float | None] = {
        "user_share": 0.7, "routine_share": 0.6, "licensed_routine_share": 0.62, "weeks_to_half_users": 33.0,
        "shared_personally": 1500.0, "shared_by_system": 700.0, "success": 1.0, "net_benefit_nok": 2.5e6,
    }  # fmt: skip
    text = run_text(load("baseline"), 4, values, True, Teller(width=100))
    assert "routine users 62.0% of those with a licence" in " ".join(text.split())
    for part in (
        "seed 4",
        "70.0%",
        "for the first time in week 33",
        "1,500",
        "counts as a success",
        "2.50M NOK",
        "assumptions",
    ):
        assert part in text
    values["shared_personally"] = 98.0
    assert "lacked it 98 times" in run_text(load("baseline"), 4, values, True, Teller(width=100))
    values["success"] = None
    text = run_text(load("baseline"), 4, values, False, Teller("nb", 100))
    assert "aldri brukere" in text and "vellykket" not in text


@pytest.mark.parametrize(("value", "told"), [(0.0, "never in any of 100 runs"), (1.0, "in every one of 100 runs")])
def test_what_was_the_same_in_every_run_is_said_to_be_so(value: float, told: str) -> None:
    made = pretend(2)
    stored = {**made.study.stored, "success": np.full_like(made.study.stored["success"], value)}
    text = comparison_text(replace(made, study=replace(made.study, stored=stored)), WIDE)
    assert f"  success: {told}, in " in text
    assert "not settled: success" not in text and "would settle" not in text.partition("Bonferroni")[0].split("\n\n")[0]
    assert "success: " not in comparison_text(made, WIDE)


def test_no_number_is_cut_off_where_words_take_the_room() -> None:
    rows = [["outcome", "runs"], ["a long name of an outcome that has no end", "710,000"]]
    from crmsim.report.text import column_widths

    cells = [[row[0], "1.00", "2.00", "+1.00", "[+0.10, +1.90]", "too small to matter", row[1]] for row in rows]
    widths = column_widths(cells, 72)
    assert widths[1:5] == [4, 4, 5, 14] and widths[6] == 7
    assert sum(widths) + 2 * 6 <= 72
