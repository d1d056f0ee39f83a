"""The gate: what comes in, what is refused, and what a page may do; tried with input that harms nothing."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest

from crmsim.app.limits import Limit
from crmsim.app.security import BODY_SECONDS, FORM, MOST_BYTES, POLICY
from crmsim.app.settings import CODE_LETTERS, EVERYWHERE, LOOPBACK, Settings
from crmsim.app.visitor import ADMITTED_SECONDS, admission, is_admitted, language_of

GUEST = "192.0.2.7"


def test_it_listens_on_this_machine_alone_unless_asked() -> None:
    assert Settings().host == LOOPBACK and Settings(lan=True).host == EVERYWHERE


@pytest.mark.parametrize("path", ["/", "/enter", "/nothing", "/static/look.css", "/lesson/progress"])
def test_every_answer_carries_the_policy(opened: Any, path: str) -> None:
    answer = opened().get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY and "script-src 'self'" in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_pages_hold_no_script_or_style_of_their_own(opened: Any) -> None:
    browser = opened()
    for path in ("/", *(f"/{section.name}" for section in browser.client._transport.app.state.sections)):
        text = browser.get(path).text
        assert "<style" not in text and " style=" not in text and "javascript:" not in text
        assert "<script>" not in text and " onclick=" not in text


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example:8137", "", "192.0.2.1:8137"])
def test_a_name_from_elsewhere_that_leads_here_is_refused(opened: Any, name: str) -> None:
    browser = opened()
    assert browser.get("/", headers={"host": "localhost:8137"}).status_code == 200
    assert browser.get("/", headers={"host": name}).status_code == 421


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py", "/static/..%2f..%2fsettings.py", "/static//etc/passwd", "/static/%2e%2e/front.py",
        "/static/sandbox/../../settings.py", "/static/look.css%00.js", "/static/", "/static/app.js/", "/../etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(opened: Any, path: str) -> None:
    browser = opened()
    assert browser.get("/static/app.js").status_code == 200
    answer = browser.get(path)
    assert answer.status_code == 404 and "import" not in answer.text.split("</head>")[0]


def test_a_post_needs_the_token_of_its_own_session(opened: Any) -> None:
    first = opened()
    second = opened(beside=first)
    theirs = second.token()
    refused = [
        first.send("POST", "/enter", data={"code": "X"}),
        first.send("POST", "/enter", data={"code": "X", "token": theirs}),
        first.send("POST", "/enter", data={"code": "X", "token": "é"}),
        first.send("POST", "/enter", json={"code": "X"}, headers={"x-crmsim-token": theirs}),
        first.send("POST", "/enter", content=b"\xff" * 10, headers={"content-type": FORM}),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [403, 403, 403, 403, 400]
    assert first.post("/enter", {"code": "X"}).status_code == 403  # the code is wrong, which the page says
    assert "That is not the code." in first.post("/enter", {"code": "X"}).text


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_post_from_another_site_is_refused_whatever_it_brings(opened: Any, headers: dict[str, str]) -> None:
    answer = opened().post("/enter", {"code": "X"}, headers=headers)
    assert (answer.status_code, answer.text) == (403, "403")


def test_what_is_too_large_or_of_another_kind_is_refused(opened: Any) -> None:
    browser = opened()
    assert browser.post("/enter", {"code": "x" * MOST_BYTES}).status_code == 413
    assert browser.get("/" + "x" * 400).status_code == 414
    assert browser.get("/", params={"q": "x" * 5000}).status_code == 414
    assert browser.send("DELETE", "/").status_code == 405

    async def endless() -> Any:
        for _ in range(2 * MOST_BYTES // 1000):
            yield b"x" * 1000

    assert browser.send("POST", "/enter", content=endless()).status_code == 413


def test_a_body_that_never_ends_is_given_up(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert BODY_SECONDS <= 60.0
    monkeypatch.setattr("crmsim.app.security.BODY_SECONDS", 0.05)

    async def slow() -> Any:
        yield b"x"
        await asyncio.sleep(5.0)

    assert opened().send("POST", "/enter", content=slow()).status_code == 408


def test_too_many_requests_are_answered_with_a_wait(opened: Any) -> None:
    browser = opened()
    browser.get("/")
    assert browser.get("/static/app.js").status_code == 200
    answer = next(answer for _ in range(2000) if (answer := browser.get("/static/app.js")).status_code != 200)
    assert answer.status_code == 429 and answer.headers["retry-after"] == "5"


def test_a_limit_fills_up_again_and_remembers_only_so_many() -> None:
    now = [0.0]
    limit = Limit(rate=1.0, burst=2.0, most=2, clock=lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    now[0] = 1.0
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    assert limit.allows("b") and limit.allows("c") and list(limit.left) == ["b", "c"]


def test_a_guest_comes_in_with_the_code_alone(opened: Any) -> None:
    host = opened(lan=True)
    guest = opened(beside=host, address=GUEST)
    code = Settings(secret=b"s" * 32, lan=True).code
    assert len(code) == CODE_LETTERS
    assert code in host.get("/").text
    assert guest.get("/").status_code == 303 and guest.get("/lesson").status_code == 303
    assert guest.send("POST", "/").status_code == 403
    assert guest.get("/enter").status_code == 200 and code not in guest.get("/enter").text
    assert guest.post("/enter", {"code": "AAAAAA"}).status_code == 403
    assert guest.post("/enter", {"code": f" {code.lower()} "}).status_code == 303
    assert guest.get("/").status_code == 200 and code not in guest.get("/").text


def test_who_comes_by_another_name_of_this_machine_is_a_guest(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsim.app.security.lan_address", lambda: "192.0.2.1")
    host = opened(lan=True)
    assert host.get("/").status_code == 200
    assert host.get("/", headers={"host": "192.0.2.1:8137"}).status_code == 303
    assert opened(beside=host, address=GUEST).get("/").status_code == 303


def test_a_guest_meets_only_what_is_open_to_guests(opened: Any) -> None:
    from crmsim.app.sections import sections

    host = opened(lan=True)
    guest = opened(beside=host, address=GUEST)
    guest.post("/enter", {"code": Settings(secret=b"s" * 32, lan=True).code})
    for section in sections():
        path = f"/{section.name}"
        if not any(path == one or path.startswith(f"{one}/") for one in section.guests):
            assert guest.get(path).status_code == 403, path
    assert guest.get("/nothing").status_code == 403  # not even whether there is such a page
    told = guest.get("/lesson", headers={"accept": "text/html", "accept-language": "nb"})
    assert told.status_code == 403 and '<html lang="nb">' in told.text and "<title>" in told.text
    assert 'href="/lesson"' not in told.text and 'href="/"' in told.text


def test_the_code_cannot_be_guessed_by_trying(opened: Any) -> None:
    guest = opened(lan=True, address=GUEST)
    answers = [guest.post("/enter", {"code": f"AAAA{n:02}"}).status_code for n in range(9)]
    assert answers[:6] == [403] * 6 and answers[6:] == [429] * 3


def test_an_admission_is_for_one_session_and_some_hours() -> None:
    settings = Settings(secret=b"s" * 32)
    cookie = admission(settings, "a" * 32, 1000.0)
    assert is_admitted(settings, "a" * 32, cookie, 1000.0 + ADMITTED_SECONDS - 1)
    assert not is_admitted(settings, "a" * 32, cookie, 1000.0 + ADMITTED_SECONDS)
    assert not is_admitted(settings, "b" * 32, cookie, 1000.0)
    assert not is_admitted(Settings(secret=b"t" * 32), "a" * 32, cookie, 1000.0)
    assert not is_admitted(settings, "a" * 32, "2000" + cookie[4:], 2000.0)


def test_the_code_is_that_of_the_day_and_read_kindly() -> None:
    settings = Settings(secret=b"s" * 32)
    assert settings.code_of("2026-01-01") != settings.code_of("2026-01-02")
    code = settings.code
    assert settings.is_code(code.lower()) and settings.is_code(f"{code[:3]} {code[3:]}")
    assert settings.is_code(code.replace("O", "0").replace("I", "1"))
    assert not settings.is_code("") and not settings.is_code(code + "A") and not settings.is_code(code[:-1])


def test_the_secret_outlives_a_start_and_is_the_users_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from crmsim.app import settings

    monkeypatch.setattr(settings, "folder", lambda: tmp_path / "app")
    first = settings.secret()
    assert settings.secret() == first and len(first) == settings.SECRET_BYTES
    assert stat.S_IMODE((tmp_path / "app" / settings.SECRET).stat().st_mode) & 0o077 == 0
    monkeypatch.setattr(settings, "folder", lambda: None)
    assert settings.secret() != settings.secret()


@pytest.mark.parametrize(
    ("asked", "chosen", "start", "browser", "expected"),
    [
        ("nb", "en", "en", "en", "nb"), ("xx", "nb", "en", "en", "nb"), ("", "", "nb", "en-GB", "nb"),
        ("", "", "", "no-NO,en;q=.5", "nb"), ("", "", "", "de", "en"), ("", "", "", "", "en"),
    ],
)  # fmt: skip
def test_which_language_is_spoken(asked: str, chosen: str, start: str, browser: str, expected: str) -> None:
    assert language_of(Settings(language=start), asked, chosen, browser) == expected
