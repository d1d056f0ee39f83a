"""What a leader sees, and what people say, is read off the state of the model."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from crmsim.app.lead.faces import CUTS, LOOKS, MOUTHS, face
from crmsim.app.lead.game import from_text, played
from crmsim.app.lead.information import logins, seen, survey, trust, users_by_week, weeks_until_use
from crmsim.app.lead.people import MET, cast, met
from crmsim.app.lead.post import CHIEF, MIDDLE, WEEKS, Post
from crmsim.app.lead.sayings import SAYINGS, saying, weighed
from crmsim.mechanisms.appeal import appeal_of

POST = Post(CHIEF, "calm", 3)
HALF = played(POST, from_text("do-some.explain-some_wait_wait_wait", POST))


def test_words_without_deeds_use_credibility_up_and_deeds_bring_it_back() -> None:
    """The model's own: the weight of words by the squared gap to deeds (K3)."""
    texts = ("say-much_wait", "say-low_wait", "say-much.do-much_wait", "say-much_wait_do-much_wait")
    empty, modest, kept, mended = (trust(played(POST, from_text(text, POST))) for text in texts)
    assert trust(played(POST, ())) == 1.0
    assert empty < 0.3 < modest and empty < mended and kept > 0.7


def test_a_middle_managers_credit_hangs_on_the_words_of_the_top() -> None:
    post = Post(MIDDLE, "calm", 3)
    idle, active = (trust(played(post, from_text(text, post))) for text in ("wait_wait", "do-much_wait"))
    assert idle < 0.3 < 0.7 < active


def test_what_is_free_to_see_is_what_happened() -> None:
    first = seen(played(POST, ()))
    assert (first.week, first.step, first.opened, first.left) == (0, 0, None, 0) and first.present == 80
    now = seen(HALF)
    assert now.week == 4 * WEEKS and now.opened is not None and now.step == 5
    people = HALF.state.people
    assert now.present == int((people.present == 1).sum())


def test_the_plan_tells_when_the_system_opens() -> None:
    opened = seen(HALF).opened
    assert opened is not None
    start = played(POST, from_text("do-some.explain-some", POST))
    assert start.week + weeks_until_use(start) == pytest.approx(opened, abs=2)
    assert weeks_until_use(HALF) == 0


def test_log_ins_add_up() -> None:
    *departments, whole = logins(HALF)
    assert len(departments) == 4 and whole.name == ""
    for measure in ("people", "users", "regular"):
        assert sum(getattr(one, measure) for one in departments) == getattr(whole, measure)
    assert whole.regular <= whole.users <= whole.people and users_by_week(HALF)[-1] == whole.users
    assert logins(played(POST, ())) == []


def test_a_survey_asks_of_the_system_only_where_somebody_has_it() -> None:
    assert len(survey(played(POST, from_text("wait", POST)))) == 4
    answers = survey(HALF)
    assert len(answers) == 8 and all(0.0 <= answer.share <= 1.0 for answer in answers)
    energy = HALF.state.people.energy[HALF.state.people.present == 1]
    assert answers[3].share == np.mean(energy >= 0.5)


def test_what_weighs_with_somebody_is_what_the_rule_weighs() -> None:
    for seat in cast(HALF):
        effects = weighed(HALF, seat)
        assert 0.5 + sum(effects.values()) == pytest.approx(appeal_of(HALF.state, HALF.params, seat))


def test_what_somebody_says_follows_from_their_state() -> None:
    seat = cast(HALF)[0]
    lone = HALF.branched(HALF.scenario)
    people = lone.state.people
    people.usefulness[seat], people.exposure[seat], people.first_use[seat] = 0.0, 0.5, 30
    assert saying(lone, seat, set()) == "usefulness-" and saying(lone, seat, {"usefulness-"}) != "energy-"
    people.first_use[seat] = 0
    assert saying(lone, seat, set()) == "promise-"  # who never used it has found nothing in it
    people.usefulness[seat], people.energy[seat] = 0.5, 0.0
    people.understanding[seat], people.push[seat] = 0.5, 0.0
    assert saying(lone, seat, set()) == "energy-"
    people.energy[seat], people.push[seat], people.gap[seat] = 0.5, -0.5, 0.5
    assert saying(lone, seat, set()) == "broken"
    people.gap[seat] = 0.0
    assert saying(lone, seat, set()) == "push-"


def test_points_are_spoken_of_where_there_are_any() -> None:
    seat = cast(HALF)[0]
    lone = HALF.branched(HALF.scenario)
    people = lone.state.people
    people.usefulness[seat], people.ease[seat], people.energy[seat], people.understanding[seat] = 0.5, 0.5, 0.5, 0.5
    people.exposure[seat], people.push[seat], people.felt_surveillance[seat] = 0.5, 0.0, 0.0
    assert saying(lone, seat, set()) == "required+"
    lone.params = played(POST, from_text("points-on", POST)).params
    people.uses[seat] = 0.0
    assert saying(lone, seat, set()) == "points+"
    people.uses[seat] = 1e4
    assert weighed(lone, seat)["instruments"] < 0.1


def test_whatever_weighs_has_words() -> None:
    for text in ("wait", "watch-much_wait", "points-on.say-much_wait_wait_wait", "do-some.explain-some_wait_wait_wait"):
        simulation = played(POST, from_text(text, POST))
        assert {saying(simulation, seat, set()) for seat in range(80)} <= set(SAYINGS)


def test_nobody_speaks_of_a_system_that_is_not_there() -> None:
    for person in met(played(POST, from_text("wait", POST)), everybody=True):
        assert person.stands == "none"
        about = person.says.rstrip("+-")
        assert about in ("push", "broken", "understanding", "energy")


def test_five_people_are_met_and_two_by_turns_are_heard_for_nothing() -> None:
    assert len(set(cast(HALF))) == MET and len(met(HALF, everybody=True)) == MET
    heard = [met(played(POST, ((),) * n)) for n in range(4)]
    assert all(sum(one.present for one in some) == 2 for some in heard)
    assert len({one.seat for some in heard for one in some}) == MET
    departments = {one.department for one in met(HALF, everybody=True)}
    assert len(departments) == 4


def test_who_left_is_told_once() -> None:
    run = [played(POST, ((),) * n) for n in range(9)]
    gone = [[one.seat for one in met(one) if not one.present] for one in run]
    seat = next(seat for some in gone for seat in some)
    assert sum(seat in some for some in gone) == 1
    quarter = next(place for place, some in enumerate(gone) if seat in some)
    assert run[quarter - 1].state.people.present[seat] == 1 and run[quarter].state.people.present[seat] == 0


def test_whoever_takes_over_a_seat_has_a_face_of_their_own() -> None:
    later = HALF.branched(HALF.scenario)
    seat = cast(later)[0]
    later.state.people.holder[seat] += 1
    names = [one.look.name for one in met(later, everybody=True)]
    assert len(set(names)) == MET and names[0] != met(HALF, everybody=True)[0].look.name


def test_faces_are_drawings_and_differ() -> None:
    drawn = [face(look, mood) for look in LOOKS for mood in MOUTHS]
    assert len(set(drawn)) == len(drawn) == len(LOOKS) * len(MOUTHS)
    assert len({look.name for look in LOOKS}) == len(LOOKS) == 3 * MET
    assert {look.cut for look in LOOKS} == set(CUTS)
    for one in drawn:
        assert ElementTree.fromstring(one).tag == "svg" and not re.search(r"style=|script", one)


def test_no_style_of_a_person_is_told() -> None:
    import inspect

    from crmsim.app.lead import information, people, sayings

    for module in (information, people, sayings):
        assert not re.search(r"people\.style|\.style\[|one\.style", inspect.getsource(module))
