import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsim.declaration.parameter import choices, extra
from crmsim.errors import CrmsimError
from crmsim.interview import BY_KEY, QUESTIONS, account, meanings_of, read_answer, scenario_text
from crmsim.interview.questions import planned_weeks
from crmsim.mechanisms.rollout import lasting
from crmsim.runner.ready import refuse_unready
from crmsim.scenario import Scenario, from_content, warnings
from crmsim.scenario.schema import fields
from crmsim.words import Teller

TELLERS = (Teller("en", 100), Teller("nb", 100))


def scenario_of(**answers: object) -> Scenario:
    meanings = meanings_of({key: read_answer(BY_KEY[key], value) for key, value in answers.items()})
    return from_content(tomllib.loads(scenario_text(meanings, TELLERS[0])))


def test_every_picture_says_something_plausible_of_parameters_that_exist() -> None:
    for question in QUESTIONS:
        assert (question.amount is None) == bool(question.pictures)
        for picture in question.pictures:
            for key, value in picture.values.items():
                if isinstance(value, str):
                    assert value in choices(fields()[key])
                else:
                    low, high = extra(fields()[key])["interval"]
                    assert low <= value[0] < value[1] <= high, (picture.key, key)


def test_the_pictures_of_a_question_differ_in_what_they_say() -> None:
    for question in QUESTIONS:
        said = [sorted(picture.values.items()) for picture in question.pictures]
        assert all(one != other for place, one in enumerate(said) for other in said[:place])


def test_knowing_nothing_leaves_a_range_for_every_question_and_no_default_that_is_not_told() -> None:
    meanings = meanings_of({})
    decided = [meaning.question.key for meaning in meanings if not meaning.unknown]
    assert decided == ["years", "budget"]  # how far to look and what to pay is not the organisation's to be
    scenario = scenario_of()
    assert scenario.unknown["organisation.sector"] == ["private", "public"]
    assert scenario.unknown["leadership.done"] == "interval"
    assert (scenario.weeks, scenario.scenario.budget_nok) == (260, 0.0)
    text = account(meanings, scenario, TELLERS[0])
    assert all(str(meaning.question.label) in text for meaning in meanings)


def test_a_number_is_known_a_range_and_a_picture_are_not() -> None:
    scenario = scenario_of(size=80, departments="4-8", sector="public", leaders="talk", training_hours=10, hour="?",
                           budget="400000-600000", years="2-3", superusers=4)  # fmt: skip
    assert scenario.organisation.employees == 80
    assert "organisation.employees" not in scenario.unknown
    assert (scenario.organisation.departments, scenario.unknown["organisation.departments"]) == (
        6, {"low": 4, "high": 8}
    )  # fmt: skip
    assert scenario.organisation.sector == "public"
    assert (scenario.leadership.done, scenario.unknown["leadership.done"]) == (0.3, {"low": 0.2, "high": 0.4})
    assert "project.training_hours" not in scenario.unknown
    assert scenario.unknown["economy.own_hour"] == "interval"
    assert (scenario.scenario.budget_nok, scenario.weeks) == (400_000.0, 156)
    assert scenario.project.superusers == 0.05
    assert warnings(scenario) == []


def test_weeks_last_as_long_as_was_said_whatever_the_size() -> None:
    for people in (10, 80, 150, 3000):
        planned = planned_weeks(6.0, people)
        assert planned * lasting(people / 150, 0.33) == pytest.approx(6.0, abs=0.15)


def test_more_departments_or_superusers_than_people_are_refused() -> None:
    for key in ("departments", "superusers"):
        with pytest.raises(CrmsimError, match=f"{key} = '60': more than there are people; expected at most 50"):
            meanings_of({"size": read_answer(BY_KEY["size"], "50-90"), key: read_answer(BY_KEY[key], "60")})


@pytest.mark.parametrize("people", [2, 3, 5, 8, 11, 12, 5000, 20_000])
def test_an_organisation_of_a_few_or_of_many_can_be_run(people: int) -> None:
    scenario = scenario_of(size=people)
    refuse_unready(scenario)
    assert scenario.organisation.mean_ties < people - 1 or people >= 12
    assert people >= 12 or scenario.project.leader_style == "any"


def test_what_does_not_fit_together_is_told_though_it_can_be_run() -> None:
    answers = {"size": 80, "licence": 450, "budget": 500_000, "years": 5}
    meanings = meanings_of({key: read_answer(BY_KEY[key], value) for key, value in answers.items()})
    scenario = scenario_of(**answers)
    assert "come to 2,160,000 NOK in 5 years" in " ".join(account(meanings, scenario, TELLERS[0]).split())
    enough = {**answers, "budget": 5_000_000}
    meanings = meanings_of({key: read_answer(BY_KEY[key], value) for key, value in enough.items()})
    assert "Does this fit" not in account(meanings, scenario_of(**enough), TELLERS[0])


def test_the_text_says_the_answer_above_the_keys_in_either_language() -> None:
    meanings = meanings_of(
        {"size": read_answer(BY_KEY["size"], "80"), "leaders": read_answer(BY_KEY["leaders"], "talk")}
    )
    texts = [scenario_text(meanings, teller) for teller in TELLERS]
    assert "# leaders: they speak warmly of it, but rarely use it themselves\nsaid = 0.825\n" in texts[0]
    assert "# lederne: de snakker varmt om det, men bruker det sjelden selv\nsaid = 0.825\n" in texts[1]
    assert tomllib.loads(texts[0]) == tomllib.loads(texts[1])  # only the comments differ
    assert all(len(line) <= 100 for text in texts for line in text.splitlines() if line.startswith("#"))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_answers_make_a_scenario_that_can_be_run_or_a_refusal(data: st.DataObject) -> None:
    answers = {}
    for question in QUESTIONS:
        if question.amount is None:
            given_answer = data.draw(st.sampled_from(["?", *(picture.key for picture in question.pictures)]))
        else:
            high = min(question.amount.high, 1e6)
            ends = data.draw(st.lists(st.integers(int(question.amount.low), int(high)), min_size=1, max_size=2))
            given_answer = data.draw(st.sampled_from(["?", "-".join(map(str, ends))]))
        try:
            answers[question.key] = read_answer(question, given_answer)
        except CrmsimError:
            continue
    try:
        meanings = meanings_of(answers)
        scenario = from_content(tomllib.loads(scenario_text(meanings, TELLERS[1])))
        refuse_unready(scenario)
    except CrmsimError as error:
        if error.key not in ("departments", "superusers", "project.leader_style"):
            raise
        return
    for teller in TELLERS:
        assert account(meanings, scenario, teller)
    warnings(scenario)
