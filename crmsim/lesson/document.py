"""The page itself: data, words in the languages asked for, style and script, all in one file that asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

from crmsim.claims.read import Claim, read_claims
from crmsim.lesson import words_frame, words_leaders, words_levers, words_styles, words_teacher, words_ties
from crmsim.lesson.chapters import CHAPTERS, tell
from crmsim.lesson.favours import STEPS as FAVOURS_STEPS
from crmsim.lesson.favours import favours
from crmsim.lesson.office import STEPS as OFFICE_STEPS
from crmsim.lesson.office import office
from crmsim.report import style
from crmsim.report.labels import VERDICT
from crmsim.report.why_words import TERM
from crmsim.results.provenance import version
from crmsim.words import Message, Teller

WORDS: dict[str, Message] = {
    **words_frame.WORDS,
    **words_styles.WORDS,
    **words_ties.WORDS,
    **words_leaders.WORDS,
    **words_levers.WORDS,
    **words_teacher.WORDS,
    **{f"verdict.{name}": text for name, text in VERDICT.items()},
    **{f"term.{name}": text for name, text in TERM.items()},
}
STYLES_CLAIMS = ("G1", "G2", "G5", "G6")  # of the first lesson
SCRIPTS = ("base", "faces", "figures", "bet", "favours", "mistakes", "office", "chapters", "pages", "main")
STEPS = FAVOURS_STEPS + OFFICE_STEPS + sum(len(chapter.choices) for chapter in CHAPTERS)
RUNS = 40
COLOURS = {
    **{name: style.STYLE_COLOURS[name] for name in style.STYLE_COLOURS},
    "ink": style.INK,
    "quiet": style.QUIET,
    "better": style.VERDICT_COLOURS["better"],
    "worse": style.VERDICT_COLOURS["worse"],
    **{f"choice{place}": style.colour(place) for place in range(4)},
}


def make(
    languages: Sequence[str] = ("nb", "en"),
    seed: int = 0,
    runs: int = RUNS,
    done: Callable[[int, int], None] = lambda _made, _of: None,
) -> str:
    """The lesson as one page of HTML, the same for the same version, seed, runs and languages.

    Parameters
    ----------
    languages:
        Those in the page, each "en" or "nb"; it opens in the first unless the browser asks for another that is there.
    seed, runs:
        Seed of the first run, and runs of each scenario.
    done:
        Called with the steps made and the steps there are.
    """
    made = 0

    def step() -> None:
        nonlocal made
        made += 1
        done(made, STEPS)

    document: dict[str, Any] = {
        "version": version(),
        "seed": seed,
        "runs": runs,
        "languages": list(languages),
        "words": {language: words(Teller(language)) for language in languages},
        "favours": favours(seed, runs, step),
        "office": office(seed, runs, step),
        "chapters": [tell(chapter, seed, runs, step) for chapter in CHAPTERS],
        "claims": {},
        "stylesClaims": list(STYLES_CLAIMS),
    }
    document["stylesSaid"] = {**document["favours"].pop("said"), **document["office"].pop("said")}
    known = read_claims()
    for name in sorted({*STYLES_CLAIMS, *(claim for chapter in CHAPTERS for claim in chapter.claims)}):
        document["claims"][name] = claim(known[name], languages)
    return page(document)


def words(teller: Teller) -> dict[str, str]:
    """Every text of the page in one language, its blanks open: the page fills them as the language writes numbers."""
    return {key: teller(text.template) for key, text in WORDS.items()}


def claim(one: Claim, languages: Sequence[str]) -> dict[str, Any]:
    """A claim of the register as the page tells it."""
    return {"text": {lang: Teller(lang)(one.text) for lang in languages}, "source": one.source, "kind": one.kind}


def page(document: dict[str, Any], more: str = "", connects: str = "") -> str:
    """The file: nothing in it is loaded from elsewhere, and its policy lets nothing be.

    Parameters
    ----------
    document:
        What :func:`make` put together.
    more:
        A script beside the others, for whoever serves the page instead of handing out a file.
    connects:
        What that script may ask, as "'self'"; nothing unless said.
    """
    styles = look()
    *parts, last = (_read(f"{name}.js") for name in SCRIPTS)
    script = "\n".join(["(() => {", '"use strict";', *parts, *([more] if more else []), last, "})();"])
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    policy = (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(styles)}; img-src data:; "
        "base-uri 'none'; form-action 'none'" + (f"; connect-src {connects}" if connects else "")
    )
    first = document["languages"][0]
    result = _read("page.html")
    for name, text in (
        ("LANGUAGE", first), ("TITLE", document["words"][first]["brand.long"]), ("POLICY", policy), ("LOOK", styles),
        ("SCRIPT", script), ("DATA", data),
    ):  # fmt: skip
        result = result.replace(f"%{name}%", text)
    return result


def look() -> str:
    """How the page looks, as the text of a style sheet."""
    colours = "".join(f"--{name}:{value};" for name, value in COLOURS.items())
    return f":root{{{colours}}}\n{_read('lesson.css')}"


def _read(name: str) -> str:
    return files("crmsim.lesson").joinpath("page", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """A source of a content security policy: just this text and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
