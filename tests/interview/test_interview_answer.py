import pytest

from crmsim.errors import CrmsimError
from crmsim.interview import BY_KEY, Answer, read_answer


@pytest.mark.parametrize(
    ("key", "given", "ends"),
    [
        ("size", "80", (80, 80)),
        ("size", 80, (80, 80)),
        ("size", "80 ansatte", (80, 80)),
        ("size", "1 200", (1200, 1200)),
        ("size", "1.200", (1200, 1200)),
        ("size", "1,200", (1200, 1200)),
        ("size", "60-100", (60, 100)),
        ("size", "60 – 100 people", (60, 100)),
        ("size", "from 60 to 100", (60, 100)),
        ("size", "mellom 60 og 100", (60, 100)),
        ("size", [60, 100], (60, 100)),
        ("size", "ca. 80", (72, 88)),
        ("size", "about 80", (72, 88)),
        ("training_hours", "12,5", (12.5, 12.5)),
        ("training_hours", "12.5 timer", (12.5, 12.5)),
        ("training_hours", "0", (0, 0)),
        ("training_hours", "0.125", (0.125, 0.125)),
        ("training_hours", "ca 0", (0, 0)),
        ("years", "2,5 år", (2.5, 2.5)),
        ("budget", "500 000 kr", (500_000, 500_000)),
        ("budget", "500.000,-", (500_000, 500_000)),
        ("budget", "1,5 mill. kr", (1_500_000, 1_500_000)),
        ("budget", "1-2 million", (1_000_000, 2_000_000)),
        ("budget", "500k", (500_000, 500_000)),
    ],
)
def test_numbers_are_read_as_people_write_them(key: str, given: object, ends: tuple[float, float]) -> None:
    answer = read_answer(BY_KEY[key], given)
    assert (answer.low, answer.high) == ends


@pytest.mark.parametrize("given", ["", " ", "?", "don't know", "Don’t know", "Vet ikke.", "vet ikke", "-"])
def test_not_knowing_is_an_answer_to_every_question(given: str) -> None:
    for question in BY_KEY.values():
        assert read_answer(question, given) == Answer()


def test_a_picture_is_chosen_by_number_or_word() -> None:
    pictures = BY_KEY["leaders"].pictures
    for place, picture in enumerate(pictures, start=1):
        for given in (str(place), place, f"{place}.", picture.key, picture.key.upper()):
            assert read_answer(BY_KEY["leaders"], given).picture is picture


@pytest.mark.parametrize(
    ("key", "given", "told"),
    [
        ("size", "1", "too small; expected a whole number from 2 to 20,000"),
        ("size", "20001", "too large"),
        ("size", "80.5", "not a whole number"),
        ("size", "-80", "not a number"),
        ("size", "eighty", "not a number or a range"),
        ("size", "80 horses", "not a number or a range"),
        ("size", "100-60", "the lower end stands last"),
        ("size", "3-80", "one number, or a range from 12 on"),
        ("size", "10-20-30", "not a number or a range"),
        ("size", "1" * 5000, "too long"),
        ("size", True, "no answer"),
        ("size", [1, 2, 3], "no answer"),
        ("size", {"low": 1}, "no answer"),
        ("needs_weeks", "2 months", "not a number or a range"),
        ("years", "inf", "not a number"),
        ("leaders", "6", "none of the answers; expected 1 \\(both\\), 2 \\(talk\\)"),
        ("leaders", "tallk", "Did you mean 'talk'"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_would_be_one(key: str, given: object, told: str) -> None:
    with pytest.raises(CrmsimError, match=told):
        read_answer(BY_KEY[key], given)


def test_there_are_no_more_superusers_than_people() -> None:
    with pytest.raises(CrmsimError, match="from 0 to 80"):
        read_answer(BY_KEY["superusers"], "81", most=80)
    about = read_answer(BY_KEY["superusers"], "about 78", most=80)
    assert (about.low, about.high) == (70, 80)
