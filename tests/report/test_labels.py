"""What things are called: every outcome, verdict and stage, in both languages."""

from __future__ import annotations

from crmsim.analysis.difference import VERDICTS
from crmsim.mechanisms import OUTCOMES
from crmsim.mechanisms.state import ROLES, STAGES, STYLES
from crmsim.report.labels import ROLE, STAGE, STYLE, VERDICT, alternative_label, department_label, outcome_label
from crmsim.report.labels import STYLES as STYLE_LABELS
from crmsim.report.sweep_table import empty_table, table_lines
from crmsim.words import LANGUAGES, Teller


def test_everything_has_a_label_that_is_its_own() -> None:
    assert set(VERDICT) == set(VERDICTS)
    assert (set(ROLE), set(STAGE), set(STYLE), set(STYLE_LABELS)) == (set(ROLES), set(STAGES), set(STYLES), set(STYLES))
    for language in LANGUAGES:
        teller = Teller(language)
        for labels in (VERDICT, ROLE, STAGE):
            assert len({teller(label) for label in labels.values()}) == len(labels)
        assert len({outcome_label(outcome.name, teller) for outcome in OUTCOMES}) == len(OUTCOMES)
        assert max(len(outcome_label(outcome.name, teller)) for outcome in OUTCOMES) <= 32
        assert outcome_label("fame", teller) == "fame"
    assert [outcome_label("value", Teller(language)) for language in ("en", "nb")] == ["value", "verdi"]


def test_what_acts_from_a_week_on_is_told_so() -> None:
    assert alternative_label("week=16, leadership.done=0.9", Teller("nb")) == "leadership.done=0.9, fra uke 16"
    assert alternative_label("leadership.done=0.9", Teller("nb")) == "leadership.done=0.9"


def test_a_generated_department_is_told_and_one_from_a_file_keeps_its_name() -> None:
    assert department_label("department 3", Teller("nb")) == "avdeling 3"
    assert department_label("Sales", Teller("nb")) == "Sales"


def test_a_narrow_table_breaks_heads_and_cuts_no_word_off() -> None:
    made = empty_table()
    made.add_column("relasjoner")
    for head in ("personer", "tatt i bruk", "ganger så fort", "95 %-intervall"):
        made.add_column(head, justify="right", no_wrap=True)
    made.add_column("vurdering")
    made.add_row("alle til sammen", "114", "99", "0,81", "[0,38; 1,70]", "ikke signifikant")
    lines = table_lines(made, Teller("nb", 72))
    assert max(map(len, lines)) <= 72 and not any("…" in line for line in lines)
    told = " ".join(lines).split()
    assert {"[0,38;", "1,70]", "signifikant", "personer", "95", "%-intervall"} <= set(told)
