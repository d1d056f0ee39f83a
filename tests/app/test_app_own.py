"""One's own organisation: answers and files become a scenario, a what-if goes on by itself, and all can be deleted."""

from __future__ import annotations

import base64
import os
import re
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from crmsim.interview import QUESTIONS

PEOPLE = "employee_id,department\n" + "".join(f"e{i},{'AB'[i % 2]}\n" for i in range(12))
TIES = "from,to\n" + "".join(f"e{i},e{(i + 1) % 12}\n" for i in range(12))
ANSWERS = {"size": "12", "departments": "2", "sector": "public", "leaders": "talk", "years": "1"}


@pytest.fixture
def mine(opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A browser on an app that keeps organisations in a folder of this test."""
    monkeypatch.setattr("crmsim.app.own.files.folder", lambda: tmp_path)
    return opened


def sent(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def made(browser: Any, **answers: str) -> str:
    """The path of an organisation."""
    answer = browser.post("/own/new", {**ANSWERS, **answers})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_answers_become_a_scenario_and_an_account_of_them(mine: Any, tmp_path: Path) -> None:
    browser = mine(language="nb")
    form = browser.get("/own/new").text
    fields = form.count("<legend>") + form.count('class="ask"><label')
    assert fields == len(QUESTIONS) + 1  # and a title
    assert form.count("Vet ikke") == sum(bool(question.pictures) for question in QUESTIONS)
    assert "<h1>Vei &amp; \\x1bpark</h1>" in browser.get(made(browser, title="Vei & \x1bpark")).text
    path = made(browser, budget="500 000")
    text = browser.get(path).text
    assert "12 personer" in text and "de snakker varmt om det" in text and "Den offentlige virksomheten vår" in text
    folder = next((tmp_path / "own").iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    scenario = browser.get(f"{path}/scenario")
    assert "attachment" in scenario.headers["content-disposition"] and "budget_nok = 500000.0" in scenario.text
    assert f'href="{path}"' in browser.get("/own").text
    assert browser.get(f"{path}/report").status_code == 404 and browser.get(f"{path}/text").status_code == 404


def test_what_is_wrong_stands_beside_its_question_and_the_rest_stays_filled_in(mine: Any, tmp_path: Path) -> None:
    browser = mine(language="en")
    answer = browser.post("/own/new", {**ANSWERS, "size": "many", "superusers": "3", "sector": '"><b>x'})
    assert answer.status_code == 400 and 'aria-invalid="true"' in answer.text and 'href="#size"' in answer.text
    assert 'value="3"' in answer.text and 'value="talk" checked' in answer.text
    assert "<b>x" not in answer.text and str(tmp_path) not in answer.text
    assert not list((tmp_path / "own").rglob("*.toml"))


def test_files_take_the_place_of_size_and_are_kept_under_names_of_ours(mine: Any, tmp_path: Path) -> None:
    browser = mine(language="en")
    path = made(browser, size="", departments="", people=sent(PEOPLE), ties=sent(TIES))
    assert "12 people, from employees.csv and ties.csv" in browser.get(path).text
    assert "How the files were read:" in browser.get(path).text
    assert "<li>columns of ties: from: source_id; to: target_id</li>" in browser.get(path).text
    assert "strength: no column gives it, so all ties count fully (1)" in browser.get(path).text
    names = {one.name for one in next((tmp_path / "own").iterdir()).iterdir()}
    assert {"employees.csv", "ties.csv", "ours.toml"} <= names


@pytest.mark.parametrize(
    ("people", "ties", "said"),
    [
        (sent(PEOPLE), "", "only one of the two files"),
        ("%%%", sent(TIES), "did not arrive whole"),
        (sent("a,b\n1,2\n"), sent(TIES), "files of people and ties"),
        (sent("\x00" * 40), sent(TIES), "files of people and ties"),
    ],
)
def test_files_that_cannot_be_read_are_told_without_a_path(
    mine: Any, tmp_path: Path, people: str, ties: str, said: str
) -> None:
    answer = mine(language="en").post("/own/new", {**ANSWERS, "people": people, "ties": ties})
    assert answer.status_code == 400 and said in answer.text
    assert str(tmp_path) not in answer.text and "Traceback" not in answer.text
    kept = tmp_path / "own"
    assert not kept.exists() or not list(kept.iterdir())


def test_a_what_if_goes_on_by_itself_and_is_told_on_a_page(mine: Any, tmp_path: Path) -> None:
    browser = mine(language="en")
    path = made(browser)
    folder = next((tmp_path / "own").iterdir())
    from crmsim.scenario import load
    from crmsim.whatif.asking import Size
    from crmsim.whatif.options import chosen
    from crmsim.whatif.trying import try_out

    try_out(load(folder / "ours.toml"), chosen(["explain_why", "fewer_licences"]), Size(30, 1), jobs=0,
            out=folder / "whatif")  # fmt: skip
    text = browser.get(path).text
    assert 'data-state="done"' in text and 'value="explain_why"' in text
    ticked = browser.get(f"{path}?option=explain_why&option=fewer_licences")
    assert ticked.text.count(" checked") == 2 and "Explain why + Fewer licences" in ticked.text
    part = browser.get(f"{path}?option=explain_why", headers={"x-part": "guessed"})
    assert "<html" not in part.text and "Run in this what-if: Explain why." in part.text
    assert browser.get(f"{path}?option=%3Cb%3E").text.count("<b>") == 0
    report = browser.get(f"{path}/report")
    assert "script-src" not in report.headers["content-security-policy"] and "<script" not in report.text
    assert "12" in report.text and browser.get(f"{path}/text").text.startswith("Background")
    paper = browser.get(f"{path}/text", headers={"accept": "text/html"}).text
    assert '<pre class="paper">Background' in paper and f'<a href="{path}">' in paper


@pytest.mark.slow
def test_a_what_if_is_begun_stopped_and_gone_on_with(mine: Any) -> None:
    browser = mine(language="en")
    path = made(browser)
    assert browser.post(f"{path}/whatif").status_code == 303
    assert browser.get(f"{path}/progress").json()["state"] == "running"
    other = made(browser)
    assert "has to wait" in browser.get(other).text
    time.sleep(8.0)
    assert browser.post(f"{path}/stop").status_code == 303
    assert browser.get(f"{path}/progress").json()["state"] in ("stopped", "done")
    assert browser.post(f"{path}/whatif").status_code == 303
    until = time.monotonic() + 300.0
    while browser.get(f"{path}/progress").json()["state"] == "running" and time.monotonic() < until:
        time.sleep(1.0)
    assert browser.get(f"{path}/progress").json()["state"] == "done"


def test_a_what_if_that_an_earlier_server_began_is_neither_begun_again_nor_deleted(mine: Any, tmp_path: Path) -> None:
    browser = mine(language="en")
    path = made(browser)
    log = next((tmp_path / "own").iterdir()) / "whatif.log"
    log.write_text("12 of 34 runs\n", encoding="utf-8")
    assert browser.get(f"{path}/progress").json() == {"state": "running", "line": "12 of 34 runs"}
    text = browser.get(path).text
    assert 'data-state="running"' in text and f'action="{path}/stop"' not in text
    assert browser.post(f"{path}/whatif").status_code == 303 and log.read_text() == "12 of 34 runs\n"
    for act in ("stop", "delete"):
        refused = browser.post(f"{path}/{act}")
        assert refused.status_code == 400 and "since before this program was started" in refused.text
        assert str(tmp_path) not in refused.text
    os.utime(log, (time.time() - 200.0,) * 2)  # silent for longer than one that is alive
    assert browser.get(f"{path}/progress").json()["state"] == "none"
    assert browser.post(f"{path}/delete").status_code == 303 and not list((tmp_path / "own").iterdir())


def test_it_can_be_deleted_and_nothing_else_with_it(mine: Any, tmp_path: Path) -> None:
    browser = mine()
    one, other = made(browser), made(browser)
    assert browser.post(f"{one}/delete").status_code == 303
    assert browser.get(one).status_code == 404 and browser.get(other).status_code == 200
    assert [path.name for path in (tmp_path / "own").iterdir()] == [other.rpartition("/")[2]]


@pytest.mark.parametrize("number", ["%2e%2e", "0" * 15, "0" * 16, "A" * 16, "..%2f..%2fetc"])
def test_only_numbers_that_the_app_made_are_found(mine: Any, number: str) -> None:
    browser = mine()
    made(browser)
    assert browser.get(f"/own/{number}").status_code == 404
    assert browser.post(f"/own/{number}/delete").status_code == 404


def test_guests_meet_none_of_it_and_forms_of_others_change_nothing(mine: Any) -> None:
    host = mine(lan=True)
    path = made(host)
    guest = mine(beside=host, address="192.168.1.9")
    assert guest.get(path, follow_redirects=False).status_code in (303, 403)
    assert host.send("POST", f"{path}/delete", data={}).status_code == 403
    assert host.get(path).status_code == 200
    assert re.search(r'name="token" value="[0-9a-f]{64}"', host.get(path).text)
