"""The answer in words and the table."""

import re
from dataclasses import replace

import numpy as np
import pytest
from pretend import pretend

from crmsim.analysis.difference import paired_difference
from crmsim.experiment.comparing import MAIN
from crmsim.mechanisms import OUTCOME, OUTCOMES
from crmsim.report.comparison_table import SHORT
from crmsim.report.doubts import doubt_lines
from crmsim.report.labels import VERDICT, outcome_label
from crmsim.report.settling import settling, settling_text
from crmsim.report.text import comparison_text, needed_lines, run_text, skewed_lines
from crmsim.results.summary import NO_COUNTERFACTUAL, WHY
from crmsim.scenario import from_content, load
from crmsim.scenario.describe import warnings
from crmsim.words import ENGLISH, LANGUAGES, Teller

WIDE = Teller(width=120)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [72, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(language: str, width: int) -> None:
    teller = Teller(language, width)
    text = comparison_text(pretend(3, 40, asked=100), teller)
    assert max(len(line) for line in text.splitlines()) <= width
    heads = ("outcome", "95 % interval", "verdict", *(["runs"] if width >= 100 else []))  # no column is cut off
    assert all(teller(head) in text for head in heads)
    known = VERDICT if width >= 100 else VERDICT | SHORT
    words = {word for one in pretend(3, 40, asked=100).paired for word in teller(known[one.verdict]).split()}
    assert words <= set(text.split()) and "…" not in text  # nor a cell


def test_a_narrow_table_has_short_words_that_are_told_and_breaks_no_number() -> None:
    teller = Teller("nb", 80)
    text = comparison_text(pretend(3, 40, asked=100), teller)
    table = text[text.index("95 %-intervall") : text.index("Intervallene holder")]
    assert "for lite til å" not in table and "ubetydelig: for lite til å bety noe" in text
    assert "ubetydelig" not in comparison_text(pretend(3, 40, asked=100), teller.wide(120))
    rows = [line for line in table.splitlines() if line.strip()]
    assert not any(re.search(r"\([\d\N{NO-BREAK SPACE}]*$", row) for row in rows)
    assert len(rows) < 1.3 * 2 * len(OUTCOMES)  # of two alternatives; most outcomes take one line


def test_runs_beside_a_settled_verdict_are_told_as_those_that_settle_its_size() -> None:
    one = replace(pretend(2).paired[0], verdict="worse", may_be_small=True, runs_perhaps=50, runs_needed=200)
    settled = replace(one, may_be_small=False, runs_perhaps=None, runs_needed=None)
    assert needed_lines([settled], ENGLISH) == []
    assert "only the size is open" in needed_lines([one, settled], ENGLISH)[0]
    assert "only the size" not in needed_lines([replace(one, verdict="within noise")], ENGLISH)[0]


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
    assert f"break-even (week) was not reached by the end of some runs ({losing.labels[1]}: 7)" in told


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
    assert "not settled: success" not in text and "To settle" not in text.partition("Bonferroni")[0].split("\n\n")[0]
    assert "success: " not in comparison_text(made, WIDE)


def test_no_number_is_cut_off_where_words_take_the_room() -> None:
    rows = [["outcome", "runs"], ["a long name of an outcome that has no end", "710,000"]]
    from crmsim.report.comparison_table import column_widths

    cells = [[row[0], "1.00", "2.00", "+1.00", "[+0.10, +1.90]", "too small to matter", row[1]] for row in rows]
    widths = column_widths(cells, 72)
    assert widths[1:5] == [4, 4, 5, 14] and widths[6] == 7
    assert sum(widths) + 2 * 6 <= 72


def table_lines(rows: list[list[str]], columns: int) -> int:
    from crmsim.report.comparison_table import OF_WORDS, column_widths

    widths = column_widths(rows, columns)
    assert sum(widths) + 2 * (len(widths) - 1) <= columns
    return sum(max(-(-len(row[place]) // widths[place]) for place in OF_WORDS) for row in rows)


def test_a_long_verdict_of_all_outcomes_is_not_broken_for_the_name_of_one() -> None:
    numbers = ["21.9 %", "21.9 %", "0.0", "[-5.6; +5.7]"]
    rows = [[name, *numbers, "for lite til å bety noe", "30"] for name in ["brukere"] * 20]
    rows.append(["kostnad for egne timer (mill. kr)", *numbers, "for lite til å bety noe", "30"])
    assert table_lines(rows, 92) == 22


def test_the_same_scenario_twice_is_said_to_be_the_same() -> None:
    made = pretend(2, 40)
    stored = {name: np.repeat(values[:1], 2, axis=0) for name, values in made.study.stored.items()}
    text = comparison_text(replace(made, study=replace(made.study, stored=stored)), WIDE)
    assert f"{made.labels[1]}: the same scenario as baseline, so nothing can differ." in text
    assert "the same scenario" not in comparison_text(made, WIDE)


def test_without_a_licence_success_is_said_to_be_open() -> None:
    values: dict[str, float | None] = dict.fromkeys(
        ("user_share", "routine_share", "shared_personally", "shared_by_system"), 0.0
    )
    values |= {"success": None, "weeks_to_half_users": 104.0}
    text = run_text(load("baseline"), 0, values, False, WIDE, None, WHY["licences"])
    assert "Whether the project succeeds cannot be said: nobody had a licence" in text
    without = load("baseline", ["mechanisms.project=false"])
    assert "succeeds" not in run_text(without, 0, values, False, WIDE, None, NO_COUNTERFACTUAL)


def test_doubts_are_told_once_after_the_answer_and_not_all_of_many() -> None:
    doubtful = load("baseline", ["people.memory=.3", "leadership.done=.1"])
    assert doubt_lines({"a": load("baseline")}, WIDE) == []
    read_back = from_content(load("baseline").content(), name="baseline")  # as with a sweep: every key is given
    assert warnings(read_back) and doubt_lines({"a": read_back}, WIDE) == []
    lines = doubt_lines({"a": doubtful, "b": load("baseline", ["people.memory=.3"])}, WIDE)
    assert lines == [
        "Doubtful: people.memory = 0.3 lies outside the plausible interval 0.7 to 0.95 (assumed).",
        "Doubtful: a: leadership.done = 0.1 lies outside the plausible interval 0.2 to 1 (assumed).",
    ]
    assert doubt_lines({"a": load("baseline"), "leadership.done=0.1": doubtful}, WIDE)[1].startswith("Doubtful: leader")
    many = load("baseline", ["people.memory=.3", "leadership.done=.1", "knowledge.practice=.5", "adoption.p=.9",
                             "adoption.q=.9", "market.need_weeks=500"])  # fmt: skip
    lines = doubt_lines({"a": many}, WIDE)
    assert len(lines) == 5 and lines[-1] == "2 more doubts; crmsim check tells them."
    values: dict[str, float | None] = dict.fromkeys(
        ("user_share", "routine_share", "shared_personally", "shared_by_system", "weeks_to_half_users"), 1.0
    )
    assert run_text(doubtful, 0, values, False, WIDE).count("Doubtful: ") == 2


def test_an_answer_says_that_runs_are_too_few_for_skewed_differences() -> None:
    generator = np.random.default_rng(2)
    first = np.zeros(40)
    told = [
        paired_difference(OUTCOME["requests"], "a", "b", first, make(1.0, 1.0, 40), shown=3)
        for make in (generator.gamma, generator.normal, generator.normal)
    ]
    (line,) = skewed_lines(told, Teller("en"))
    assert line.startswith(("one of three differences", "1 of 3 differences"))
    assert "100 runs mend that" in line
    assert skewed_lines(told[1:], Teller("nb")) == []


def test_how_many_runs_settle_it_is_a_range_only_where_it_is_one() -> None:
    assert "takes about 90 to 300 runs (chances of 20 and 80 %)" in settling_text(90, 300, ENGLISH)
    assert settling_text(30, 30, ENGLISH).endswith("takes about 30 runs.")
    assert "No number of runs up to 1,000,000" in settling_text(300, 1_000_000, ENGLISH)


def test_what_was_the_same_in_every_run_is_named_as_left_out_of_the_runs_that_settle_the_rest() -> None:
    same = paired_difference(OUTCOME["success"], "a", "b", np.zeros(40), np.zeros(40))
    noise = np.random.default_rng(3).normal(0.0, 1.0, 40)
    other = paired_difference(OUTCOME["shared_personally"], "a", "b", np.zeros(40), noise)
    other = replace(other, runs_perhaps=30, runs_needed=60)
    assert same.runs_needed is not None and same.runs_needed > 60
    text = settling([same, other], ENGLISH)
    assert text.startswith(settling_text(30, 60, ENGLISH))
    assert (
        f"Left out of that: success, the same in every run of both; to settle that takes about {same.runs_needed:,}"
        in text
    )
    assert settling([other], ENGLISH) == settling_text(30, 60, ENGLISH)
    assert settling([same], ENGLISH) == ""
