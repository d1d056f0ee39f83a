"""What things are called: every outcome, verdict and stage, in both languages."""

from __future__ import annotations

from crmsim.analysis.difference import VERDICTS
from crmsim.mechanisms import OUTCOMES
from crmsim.mechanisms.state import ROLES, STAGES, STYLES
from crmsim.report.labels import ROLE, STAGE, STYLE, VERDICT, alternative_label, department_label, outcome_label
from crmsim.report.labels import STYLES as STYLE_LABELS
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


def test_what_acts_from_a_week_on_is_told_so() -> None:
    assert alternative_label("week=16, leadership.done=0.9", Teller("nb")) == "leadership.done=0.9, fra uke 16"
    assert alternative_label("leadership.done=0.9", Teller("nb")) == "leadership.done=0.9"


def test_a_generated_department_is_told_and_one_from_a_file_keeps_its_name() -> None:
    assert department_label("department 3", Teller("nb")) == "avdeling 3"
    assert department_label("Sales", Teller("nb")) == "Sales"
