"""The page: one file that asks for nothing, complete in both languages."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import Any

from crmsim.lesson import document
from crmsim.mechanisms.state import STYLES
from crmsim.words import Teller

MOST_BYTES = 9_000_000
KEY = re.compile(r"""\bt\(\s*(?:"([^"$]+)"|`([^`]+)`)""")


def script() -> str:
    folder = files("crmsim.lesson").joinpath("page")
    return "\n".join(folder.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in document.SCRIPTS)


def test_it_is_small_and_asks_for_nothing(page: str) -> None:
    assert len(page.encode()) < MOST_BYTES / 10
    assert re.findall(r'(?:src|href|action)="([^"#]*)"', page) == ["data:,"]
    outside = r"url\((?!#)|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import\(|innerHTML|eval\("
    assert not re.search(outside, page.partition('id="data">')[0] + script())
    # The one address is the name of the language of drawings, which nothing is loaded from.
    assert set(re.findall(r"https?://[^\s\"'`)]+", page)) == {"http://www.w3.org/2000/svg"}


def test_its_policy_lets_run_what_is_in_it_and_nothing_else(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1] and "unsafe" not in policy[1]
    for name, pattern in (("script-src", r"<script>(.*?)</script>"), ("style-src", r"<style>(.*?)</style>")):
        (text,) = re.findall(pattern, page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy[1]
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", page.partition("<script>")[0].partition("</style>")[2])


def test_both_languages_are_whole(data: dict[str, Any]) -> None:
    assert data["languages"] == ["nb", "en"]
    english, norwegian = data["words"]["en"], data["words"]["nb"]
    assert english.keys() == norwegian.keys() and len(english) > 300
    assert all(english.values()) and all(norwegian.values())
    same = [key for key, text in english.items() if norwegian[key] == text and len(text) > 30]
    assert not same
    for key, text in english.items():
        assert sorted(set(re.findall(r"\{(\w+)", text))) == sorted(set(re.findall(r"\{(\w+)", norwegian[key]))), key
    for claim in data["claims"].values():
        assert claim["text"]["en"] != claim["text"]["nb"]


def test_every_text_the_script_asks_for_is_there() -> None:
    asked = [plain or made for plain, made in KEY.findall(script())]
    assert len(asked) > 100
    for key in asked:
        pattern = re.compile(re.sub(r"\\\$\\\{.*?\\\}", ".+", re.escape(key)))
        assert any(pattern.fullmatch(known) for known in document.WORDS), key


def test_one_language_alone_can_be_asked_for(data: dict[str, Any]) -> None:
    alone = document.page({**data, "languages": ["en"], "words": {"en": data["words"]["en"]}})
    assert '<html lang="en">' in alone
    assert document.words(Teller("en")) == data["words"]["en"]


def test_nothing_in_the_data_ends_the_script_it_stands_in(data: dict[str, Any]) -> None:
    odd = document.page({**data, "version": "</script><script>alert(1)</script>"})
    assert odd.count("</script>") == 2


def test_colours_are_those_of_the_figures(page: str) -> None:
    from crmsim.report.style import STYLE_COLOURS

    for style in STYLES:
        assert f"--{style}:{STYLE_COLOURS[style]};" in page
