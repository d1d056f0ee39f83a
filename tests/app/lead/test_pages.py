"""The pages of a game: played by its forms alone, kept in its address, and refused in words."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crmsim.app.lead.address import read
from crmsim.results.provenance import version

BEGUN = "/lead/play?role=chief&climate=calm&seed=3"
SHORT = "/lead/play?role=middle&climate=calm&seed=3"
WHOLE = "do-much_points-on_wait_train_wait_wait_points-off_wait"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
CHECKED = re.compile(r'<input type="(?:radio|checkbox)" id="[\w-]+" name="(\w+)" value="([\w-]+)"[^>]* checked>')


def form_of(text: str) -> list[tuple[str, str]]:
    """What the form of a page would send as it stands."""
    return [*HIDDEN.findall(text), *CHECKED.findall(text)]


def send(browser: Any, text: str, *chosen: tuple[str, str]) -> Any:
    replaced = {name for name, _ in chosen if name not in ("act", "ask")}
    kept = [(name, value) for name, value in form_of(text) if name not in replaced]
    return browser.get("/lead/next", params=[*kept, *chosen], headers={"accept": "text/html"})


@pytest.mark.parametrize(("language", "word"), [("en", "Chief executive"), ("nb", "Daglig leder")])
def test_the_first_page_asks_who_one_is(opened: Any, language: str, word: str) -> None:
    text = opened(language=language).get("/lead").text
    assert word in text and text.count('type="radio"') == 4 and 'action="/lead/play"' in text


def test_a_game_is_played_by_its_forms_and_stands_in_its_address(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsim.app.lead.debrief.OTHERS", 2)
    browser = opened(language="en")
    text = browser.get(SHORT).text
    assert "Quarter 1 of 8" in text and "300,000 NOK of 300,000 NOK" in text
    address = SHORT
    for place, chosen in enumerate(
        [[("do", "do-much")], [("points", "points-on")], [], [("act", "train")], [], [], [("points", "points-off")], []]
    ):
        answer = send(browser, text, *chosen, ("go", "play"))
        assert answer.status_code == 303
        address = answer.headers["location"]
        text = browser.get(address).text
        assert (f"Quarter {place + 2} of 8" in text) == (place < 7)
    assert parse_qs(urlsplit(address).query)["moves"] == [WHOLE]
    assert "Two years later" in text and "Turning points" in text and "Nothing decided" in text
    assert (
        opened(language="en").get(address).text.split("<main")[1].split("<div id=")[0]
        == (text.split("<main")[1].split("<div id=")[0])
    )  # whoever opens the address sees the same
    assert read({name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}).address() == address


def test_what_was_asked_is_told_and_what_was_chosen_is_kept(opened: Any) -> None:
    browser = opened(language="en")
    text = browser.get(f"{BEGUN}&moves=wait_wait_wait").text
    assert text.count('class="bubble"') == 2 and "<caption>" not in text and "has left" in text
    asked = [("ask", name) for name in ("talk", "logins", "survey")]
    answer = send(browser, text, *asked, ("do", "do-some"), ("act", "train"), ("go", "ask"))
    address = answer.headers["location"]
    text = browser.get(address).text
    assert "asked=talk.logins.survey" in address and text.count('class="face"') + text.count("has left") == 5
    assert "I have energy left after work" in text and "matter of course" in text and "Ask first?" not in text
    assert {("do", "do-some"), ("act", "train")} <= set(form_of(text))
    after = send(browser, text, ("go", "play")).headers["location"]
    assert parse_qs(urlsplit(after).query)["moves"] == ["wait_wait_wait_do-some.train.talk.logins.survey"]


def test_too_much_is_told_above_the_form_which_keeps_it(opened: Any) -> None:
    browser = opened(language="en")
    text = browser.get("/lead/play?role=chief&climate=urgent&seed=3").text
    answer = send(browser, text, ("do", "do-much"), ("explain", "explain-much"), ("go", "play"))
    assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert "Takes 23.4 of your own hours; expected at most 12 in a quarter." in unescape(answer.text)
    assert {("do", "do-much"), ("explain", "explain-much")} <= set(form_of(answer.text))


def test_one_may_ask_first_and_do_less_then(opened: Any) -> None:
    browser = opened(language="en")
    text = browser.get(f"{BEGUN}&moves=do-some.explain-some").text
    answer = send(browser, text, ("ask", "talk"), ("ask", "survey"), ("go", "ask"))
    text = browser.get(answer.headers["location"]).text  # 13 and 3.5 are more than 16 hours
    assert send(browser, text, ("go", "play")).status_code == 400
    after = send(browser, text, ("explain", "explain-low"), ("go", "play")).headers["location"]
    assert parse_qs(urlsplit(after).query)["moves"] == ["do-some.explain-some_explain-low.talk.survey"]


@pytest.mark.parametrize(
    "query",
    ["", "role=chief", "role=boss&climate=calm&seed=1", "role=chief&climate=calm&seed=x",
     "role=chief&climate=calm&seed=1&moves=trian", "role=middle&climate=calm&seed=1&moves=watch-much",
     "role=chief&climate=calm&seed=1&asked=all", "role=chief&climate=calm&seed=-1",
     "role=chief&climate=calm&seed=1&moves=%3Cscript%3E", "role=chief&climate=calm&seed=²"],
)  # fmt: skip
def test_an_address_that_is_no_game_is_refused_in_words(opened: Any, query: str) -> None:
    browser = opened(language="nb")
    for path in ("/lead/play", "/lead/next"):
        answer = browser.get(f"{path}?{query}", headers={"accept": "text/html"})
        assert answer.status_code == 400 and "<script>" not in answer.text
        assert '<html lang="nb">' in answer.text and "Traceback" not in answer.text


def test_a_middle_manager_is_asked_only_what_is_theirs(opened: Any) -> None:
    text = opened(language="en").get("/lead/play?role=middle&climate=calm&seed=3").text
    assert 'name="do"' in text and 'name="say"' not in text and 'name="watch"' not in text and 'id="needs"' not in text


def test_what_cannot_be_paid_for_cannot_be_chosen(opened: Any) -> None:
    text = opened(language="en").get(f"{BEGUN}&moves=train_train_train_train").text
    assert re.search(r'id="train"[^>]* disabled>', text) and not re.search(r'id="superusers"[^>]* disabled>', text)


def test_a_game_of_another_version_says_so(opened: Any) -> None:
    browser = opened(language="en")
    assert "was begun with crmsim 0.0.1" in browser.get(f"{BEGUN}&version=0.0.1").text
    assert "was begun with" not in browser.get(f"{BEGUN}&version={version()}").text


def test_one_can_go_back(opened: Any) -> None:
    browser = opened(language="en")
    text = browser.get(f"{BEGUN}&moves=survey.train_wait").text
    back = re.search(r'<a href="([^"]*)">back to quarter 1</a>', text)
    assert back is not None
    text = browser.get(unescape(back[1])).text
    assert "Quarter 1 of 8" in text and "Survey" in text  # what was asked need not be asked again


def test_no_page_holds_script_or_style_of_its_own(opened: Any) -> None:
    browser = opened(language="en")
    for path in ("/lead", BEGUN, f"{BEGUN}&asked=talk.logins.survey"):
        text = browser.get(path).text
        assert " style=" not in text and "<script>" not in text and "http://" not in text.replace("www.w3.org", "")


def test_a_difference_is_that_of_the_numbers_beside_it() -> None:
    from crmsim.app.lead.debrief import MEASURES, Result
    from crmsim.app.lead.ending import apart, value
    from crmsim.words import Teller

    yours = Result({"users": 14.6, "regular": 8.6, "energy": 0.5794, "leavers": 7.0, "money": 57.0e6})
    nothing = Result({"users": 5.4, "regular": 0.4, "energy": 0.5647, "leavers": 7.0, "money": 56.2e6})
    told = {m: (value(m, yours, Teller()), value(m, nothing, Teller()), apart(m, yours, nothing, Teller()))
            for m in MEASURES}  # fmt: skip
    assert told["users"] == ("15", "5", "+10") and told["regular"] == ("9", "0", "+9")
    assert told["energy"] == ("57.9", "56.5", "+1.4") and told["leavers"] == ("7", "7", "0")
