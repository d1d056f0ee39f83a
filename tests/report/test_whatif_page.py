"""The report of a what-if: what a page of it holds, whose numbers they are, and what it may not say."""

from __future__ import annotations

import dataclasses
import importlib.util
import itertools
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from small_whatif import OPTIONS, Lacking, Page, answered, small_whatif

from crmsim.analysis.difference import DIRECTED
from crmsim.commands.report import FORMATS as OFFERED
from crmsim.declaration.parameter import choices
from crmsim.errors import CrmsimError
from crmsim.report.page.assumptions import CHOICE, command, held_out
from crmsim.report.page.blocks import Block, Cell, Figure, Folded, Items, Paragraph, Report, Table
from crmsim.report.page.departments import (
    Narrow,
    between,
    carriers_told,
    narrow,
    network_blocks,
    organisation_of,
)
from crmsim.report.page.html import as_html, escaped
from crmsim.report.page.markdown import as_markdown
from crmsim.report.page.sections import first_table, report_of
from crmsim.report.page.write import FORMATS, made, write_report
from crmsim.report.whatif_numbers import heads
from crmsim.report.whatif_reasons import missing_runs, noise_share
from crmsim.report.whatif_words import MAIN, change_sentence, in_millions, option_title, question, shown_first
from crmsim.results.whole import FILES, document
from crmsim.scenario.schema import fields
from crmsim.store.verify import verify
from crmsim.whatif.answer import SHOWN, Answer
from crmsim.whatif.asked import SIZE
from crmsim.whatif.asking import NOTHING, PLAN
from crmsim.whatif.measures import REGULAR
from crmsim.words import LANGUAGES, Teller

MOST_BYTES = 300_000
NAUGHTY = "Ours <script>alert(1)</script> \"&' \x07 | [x](http://elsewhere) {n}"
WIDEST, LONGEST = 92, 60  # characters and lines of a page of A4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_whatif(tmp_path_factory.mktemp("whatif") / "ours")


@pytest.fixture(scope="module")
def answer(folder: Path) -> Answer:
    return answered(folder)


@pytest.fixture(scope="module")
def reports(answer: Answer) -> dict[str, Report]:
    return {language: report_of(answer, Teller(language)) for language in LANGUAGES}


def texts_of(blocks: list[Block] | tuple[Block, ...]) -> list[str]:
    """Every text of some blocks."""
    result: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                result.append(block.text)
            case Items():
                result += block.texts
            case Table():
                cells = [cell.text if isinstance(cell, Cell) else cell for row in block.rows for cell in row]
                result += [block.caption, *block.head, *cells]
            case Figure():
                result += [block.title, block.description, *re.findall(r"<text[^>]*>([^<]*)", block.drawing)]
                result += texts_of([block.table])
            case Folded():
                result += [block.summary, *texts_of(block.blocks)]
    return result


def all_texts(report: Report) -> list[str]:
    parts = [each for section in report.sections for each in (section.title, *texts_of(section.blocks))]
    return [report.title, report.question, *parts, report.foot]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_whole_and_can_be_heard(reports: dict[str, Report], language: str) -> None:
    text = as_html(reports[language])
    page = Page.of(text)
    assert len(text.encode()) <= MOST_BYTES
    assert page.all("html")[0].attributes["lang"] == language
    headings = [int(one.tag[1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert headings.count(1) == 1 and headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(headings))
    names = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    assert len(names) == len(set(names))
    for one in page.elements:
        for name in one.attributes.get("aria-labelledby", "").split():
            assert name in names
    figures = page.all("figure")
    assert len(figures) >= 5
    assert len(page.all("svg")) == len(page.all("figcaption")) == len(figures)
    for kind in ("title", "desc"):
        alternative = [one for one in page.all(kind) if "svg" in one.inside]
        assert len(alternative) == len(figures) and all(one.text.strip() for one in alternative)
    assert len(page.all("caption")) == len(page.all("table")) > len(figures)
    assert all(one.text.strip() for one in page.all("caption", "summary", "th"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_asks_for_nothing_and_runs_nothing(reports: dict[str, Report], language: str) -> None:
    text = as_html(reports[language])
    page = Page.of(text)
    assert page.all("script", "link", "img", "iframe", "object", "embed", "base", "form", "a") == []
    for one in page.elements:
        assert not {"src", "href", "srcset", "xlink:href", "data", "action"} & one.attributes.keys()
        assert not any(name.startswith("on") for name in one.attributes)
    assert "url(" not in text and "@import" not in text and "//" not in re.sub(r"<style>.*?</style>", "", text)
    policy = next(one for one in page.all("meta") if "http-equiv" in one.attributes)
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_file_says_is_shown_as_it_is_written(answer: Answer, language: str) -> None:
    asked = dataclasses.replace(
        answer.asked, scenario="ours", title=NAUGHTY, title_nb=NAUGHTY, question=NAUGHTY, question_nb=NAUGHTY
    )
    naughty = dataclasses.replace(answer, asked=asked)
    teller = Teller(language)
    text = as_html(report_of(naughty, teller))
    page = Page.of(text)
    assert page.all("script", "a") == [] and "\x07" not in text
    assert "<script>alert(1)</script>" in page.all("h1")[0].text and "{n}" in page.all("h1")[0].text
    assert "<script" not in as_markdown(report_of(naughty, teller)).replace("\\<", "")
    assert "\x07" not in made(naughty, "text", teller).decode()


def test_every_sentence_has_its_norwegian(reports: dict[str, Report]) -> None:
    english, norwegian = (all_texts(reports[language]) for language in ("en", "nb"))
    assert len(english) == len(norwegian)
    same = {one for one, other in zip(english, norwegian, strict=True) if one == other}
    worded = {text for text in same if len(re.findall(r"[A-Za-z]{3,}", text)) >= 4}
    assert not {text for text in worded if " the " in text or " of " in text}


@pytest.mark.parametrize(("language", "decimal"), [("en", "."), ("nb", ",")])
def test_numbers_of_the_first_table_are_those_of_the_answer(answer: Answer, language: str, decimal: str) -> None:
    teller = Teller(language)
    table = first_table(answer, teller)
    shown = shown_first(answer)
    assert 2 < len(table.rows) == len(shown) <= 6
    for row, alternative in zip(table.rows, shown, strict=True):
        cells = [cell.text if isinstance(cell, Cell) else cell for cell in row]
        assert cells[0] == option_title(alternative, teller)
        assert cells[1].split()[0] == heads(alternative.ranges[REGULAR].mean, teller)
        money = alternative.ranges[MAIN].mean / (1e6 if in_millions(answer) else 1e3)
        written = cells[3].split("(")[0].replace("\N{MINUS SIGN}", "-").replace("\xa0", "").strip()
        assert float(written.replace("," if language == "en" else "\xa0", "").replace(decimal, ".")) == pytest.approx(
            money, abs=0.0501 if in_millions(answer) else 0.501
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_not_be_said_is_told_without_a_number(answer: Answer, language: str) -> None:
    said = {}
    for alternative in answer.alternatives:
        for measure in SHOWN if alternative.changes else ():
            verdict = alternative.changes[measure].verdict
            text = change_sentence(answer, alternative, measure, Teller(language))
            said[verdict] = text
            assert (verdict in DIRECTED) == any(letter.isdigit() for letter in text)
    assert said.keys() & DIRECTED and said.keys() - DIRECTED  # both kinds were there


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_to_paste_fits_a_page(answer: Answer, language: str) -> None:
    lines = made(answer, "text", Teller(language)).decode().splitlines()
    assert 20 < len(lines) <= LONGEST
    assert max(map(len, lines)) <= WIDEST


def test_markdown_has_every_section_and_table(reports: dict[str, Report]) -> None:
    text = as_markdown(reports["en"])
    assert text.count("\n## ") == len(reports["en"].sections)
    for line in text.splitlines():
        if line.startswith("|"):
            assert line.endswith("|")
    assert sum(line.startswith("| ---") for line in text.splitlines()) > 5


def test_noise_is_what_runs_of_one_world_differ_by(answer: Answer) -> None:
    rng = np.random.default_rng(5)
    worlds = rng.normal(0.0, 2.0, (1, 4000, 1))
    values = worlds + rng.normal(0.0, 1.0, (1, 4000, 2))
    trials = dataclasses.replace(answer.trials)
    measure = dataclasses.replace(answer.measures[REGULAR], values=np.repeat(values, len(trials.names), axis=0))
    changed = dataclasses.replace(answer, measures={REGULAR: measure})
    assert noise_share(changed, REGULAR) == pytest.approx(0.2, abs=0.02)
    assert np.isnan(noise_share(answer, REGULAR))  # of one run a world nothing is known


def test_missing_runs_are_told_and_not_filled_in(answer: Answer) -> None:
    lacking = Answer.of(Lacking(answer.trials.sweep, answer.trials.asked))
    assert missing_runs(lacking) == (1, len(answer.trials.names) * answer.trials.worlds)
    for language, wanted in (("en", "1 of"), ("nb", "1 av")):
        text = as_html(report_of(lacking, Teller(language)))
        assert f"{wanted} {missing_runs(lacking)[1]} " in text and "nan" not in text.lower().replace("finansi", "")


def test_departments_are_told_whole_and_carriers_of_real_people_not_by_the_few(answer: Answer) -> None:
    found = narrow(organisation_of(answer))
    assert sum(one.people for one in found) == answer.asked.people
    assert between(organisation_of(answer)).sum() == sum(one.outside for one in found)
    few, many = Narrow("ours", 9, 3, 4, 2), Narrow("ours", 40, 3, 4, 12)
    assert [carriers_told(one, True, Teller()) for one in (few, many)] == ["fewer than 5", "12"]
    assert [carriers_told(one, False, Teller()) for one in (few, many)] == ["2", "12"]


def test_half_of_what_others_ask_goes_through_the_busiest() -> None:
    # 0 and 1 in one department, 2 to 4 in the other; from outside, 2 is asked as much as 3 and 4 together.
    department = np.array([0, 0, 1, 1, 1])
    start = np.array([0, 3, 4, 4, 4, 5])
    asked = SimpleNamespace(
        department=department, start=start, target=np.array([2, 3, 4, 0, 3]), employees=5,
        contact=np.array([0.8, 0.4, 0.4, 0.5, 0.9]), departments=("a", "b"), imported=False,
    )  # fmt: skip
    assert narrow(asked) == [Narrow("a", 2, 1, 3, 0), Narrow("b", 3, 1, 3, 1)]
    assert between(asked).tolist() == [[0.0, 3.0], [3.0, 0.0]]


def test_files_that_are_no_longer_there_leave_the_network_out(answer: Answer) -> None:
    imported = dataclasses.replace(answer, asked=dataclasses.replace(answer.asked, imported=True))
    (only,) = network_blocks(imported, Teller())
    assert isinstance(only, Paragraph) and "not where they were" in only.text


def test_where_the_plan_was_never_run_to_its_end_there_is_no_answer(answer: Answer) -> None:
    with pytest.raises(CrmsimError, match="no run of the plan came to its end"):
        Answer.of(Lacking(answer.trials.sweep, answer.trials.asked, gone=PLAN))


@pytest.mark.parametrize(
    "settings",
    [
        ("organisation.departments=1",),
        ("organisation.employees=2", "organisation.levels=1", "organisation.mean_ties=0.0"),
    ],
    ids=["one department", "two people without ties"],
)
def test_the_report_of_an_odd_organisation_is_sound(tmp_path: Path, settings: tuple[str, ...]) -> None:
    odd = answered(small_whatif(tmp_path / "odd", *settings, worlds=2))
    for language in LANGUAGES:
        for form in ("html", "md", "text"):
            text = made(odd, form, Teller(language)).decode()
            assert not re.search(r"\bnan\b", text)
    assert change_sentence(odd, odd.of_name(OPTIONS[0]), REGULAR, Teller()) == "too few worlds to tell"


def test_a_report_replaces_what_it_wrote_and_nothing_else(answer: Answer, folder: Path, tmp_path: Path) -> None:
    where = write_report(answer, folder, "html", Teller())
    assert where == folder / "report" / "whatif-en.html"
    first = where.read_bytes()
    marked, sound = document(where.parent / "provenance.json")
    assert sound and marked is not None and list(marked[FILES]) == [where.name]
    assert write_report(answer, folder, "html", Teller()).read_bytes() == first
    write_report(answer, folder, "text", Teller("nb"))
    assert document(where.parent / "provenance.json")[0][FILES].keys() == {where.name, "whatif-nb.txt"}  # type: ignore[index]
    assert verify(where.parent).whole and verify(where.parent).files == 3
    with_report = verify(folder)
    assert with_report.whole and not with_report.notes
    where.write_bytes(first + b"mine")
    assert [problem.format() for problem in verify(folder).problems] == [
        "report/whatif-en.html: is not what was written"
    ]
    with pytest.raises(CrmsimError, match="not overwritten"):
        write_report(answer, folder, "html", Teller())
    assert where.read_bytes() == first + b"mine"
    own = tmp_path / "own.html"
    own.write_text("mine")
    with pytest.raises(CrmsimError, match="not overwritten"):
        write_report(answer, folder, "html", Teller(), own)
    assert own.read_text() == "mine"
    with pytest.raises(CrmsimError, match="is a folder"):
        write_report(answer, folder, "html", Teller(), tmp_path)
    with pytest.raises(CrmsimError, match="cannot be written"):
        write_report(answer, folder, "html", Teller(), tmp_path / "nowhere" / "a.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.html"]


def test_pdf_without_what_makes_it_is_refused_with_the_way_round(
    answer: Answer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "weasyprint" else found(name))
    with pytest.raises(CrmsimError) as caught:
        write_report(answer, folder, "pdf", Teller())
    assert "crmsim[pdf]" in str(caught.value) and "--format html" in str(caught.value)
    assert not (folder / "report" / "whatif-en.pdf").exists()


def test_pdf_is_one_where_what_makes_it_is_there(answer: Answer) -> None:
    pytest.importorskip("weasyprint", reason="PDF needs the extra crmsim[pdf]")
    content = made(answer, "pdf", Teller("nb"))
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) != 1


def test_the_command_tells_and_refuses(folder: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from crmsim.commands.main import cli

    out = tmp_path / "sak.txt"
    done = CliRunner().invoke(cli, ["report", str(folder), "--format", "text", "--language", "nb", "--out", str(out)])
    assert done.exit_code == 0 and str(out) in done.output and out.read_text(encoding="utf-8").startswith("Bakgrunn")
    done = CliRunner().invoke(cli, ["report", str(tmp_path)], standalone_mode=False)
    assert isinstance(done.exception, CrmsimError) and "crmsim whatif" in str(done.exception)
    assert tuple(FORMATS) == OFFERED


def test_how_to_repeat_it_says_what_was_set(answer: Answer) -> None:
    tried = "--option points_and_dashboards --option fewer_licences"
    typed = "--set organisation.employees=14 --set scenario.weeks=52"
    assert command(answer) == f"crmsim whatif baseline {tried} {typed}"
    own = dataclasses.replace(answer, asked=dataclasses.replace(answer.asked, scenario="our own"))
    assert command(own) == f"crmsim whatif 'our own.toml' {tried}"


def test_the_misses_are_those_of_the_targets(root: Path) -> None:
    import tomllib

    rows = tomllib.loads((root / "docs" / "targets.toml").read_text(encoding="utf-8"))["target"].values()
    missed = [row["what"] for row in rows if row["use"] == "hold out" and row["met_now"] == "no"]
    assert [one.what for one in held_out() if not one.met] == missed != []


def test_a_size_nobody_knows_is_no_number_of_people(answer: Answer) -> None:
    open_size = dataclasses.replace(answer.asked, unknown=(SIZE,))
    assert "about 14 people" in question(open_size, Teller()) and "about" not in question(answer.asked, Teller())


def test_doing_nothing_and_the_plan_come_first(answer: Answer) -> None:
    assert [alternative.name for alternative in shown_first(answer)][:2] == [NOTHING, PLAN]


@pytest.mark.parametrize("text", ["<", ">", "&", '"', "'"])
def test_no_sign_of_html_gets_through(text: str) -> None:
    assert text not in escaped(text).replace("&", "", 0 if text == "&" else 1) or text == "&"
    assert escaped(text).startswith("&") and escaped(text).endswith(";")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_finds_nothing_wrong(browser: Any, reports: dict[str, Report], tmp_path: Path, language: str) -> None:
    from tests.in_browser import sound, watched

    page_file = tmp_path / "page.html"
    page_file.write_text(as_html(reports[language]), encoding="utf-8")
    for width in (390, 1280):
        tab = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True).new_page()
        complaints, asked = watched(tab)
        tab.goto(page_file.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        sound(tab, width)
        assert complaints == [] and len(asked) == 1


def test_what_somebody_may_choose_is_told_in_words() -> None:
    forms = ("organisation.graph", "adoption.rule", "adoption.threshold_spread")  # which the interview does not ask for
    for name, field in fields().items():
        if name not in forms:
            assert set(choices(field)) <= set(CHOICE), name
