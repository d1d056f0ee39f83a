"""The generated pages are what the generator prints, links lead somewhere, and cited evidence is listed."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from docs_blocks import pages

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATED = (
    "claims.md", "evidence.md", "mechanisms.md", "odd.md", "outcomes.md", "parameters.md", "questions.md",
    "robustness.md", "targets.md", "trace.md", "../README.md",
)  # fmt: skip


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_up_to_date(name: str, generate: ModuleType) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == generate.pages()[name], f"docs/{name} is out of date; run: python docs/generate.py"


def test_generated_pages_hold_every_parameter_and_outcome(generate: ModuleType) -> None:
    from crmsim.mechanisms import OUTCOMES
    from crmsim.scenario.schema import fields

    result = generate.pages()
    sections = dict(part.split("\n", 1) for part in result["parameters.md"].split("\n## ")[1:])
    for key in fields():
        table, _, name = key.rpartition(".")
        assert f"| `{name}` |" in sections[table], key
    for outcome in OUTCOMES:
        assert f"| `{outcome.name}` |" in result["outcomes.md"]


def test_every_cell_stays_in_its_column(generate: ModuleType) -> None:
    for text in generate.pages().values():
        width = 0
        for line in text.splitlines():
            if line.startswith("|"):
                cells = len(re.findall(r"(?<!\\)\|", line))
                assert width in (0, cells), line
                width = cells
            else:
                width = 0


@pytest.mark.parametrize("path", pages(ROOT), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for groups in LINK.findall(path.read_text(encoding="utf-8")):
        target = next(filter(None, groups))
        if re.match(r"[a-z]+:", target):
            continue
        file, _, heading = target.partition("#")
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), f"{path.name} links to {target}"
        if heading:
            assert heading in anchors(linked), f"{path.name} links to {target}"


def anchors(path: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_cited_fact_is_listed() -> None:
    from crmsim.declaration.parameter import extra
    from crmsim.scenario.schema import fields

    listed = set(
        re.findall(r"^\| (E\d+) \|", (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    cited = {
        fact
        for field in fields().values()
        for fact in re.findall(r"\bE\d+\b", " ".join((str(extra(field)["source"]), *extra(field)["claims"])))
    }
    assert cited and not cited - listed


def test_the_citation_names_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\nversion: {project['version']}\n" in citation
    assert project["license"] in citation


# What docs/model.md says of a default, by the key it says it of.
SENTENCES = {
    "leadership.said": "Leaders say {} and do",
    "leadership.done": "and do {} in support",
    "leadership.doubt": "σ = {}:",
    "project.start_week": "starts in week {}.",
    "project.late_cost": "on average {} times the effort",
    "project.size_exponent": "to the power of {},",
    "project.training_hours": "opens ({} hours,",
    "project.follow_up_hours": "goes on afterwards ({} hours a year",
    "project.superuser_hours": "for superusers {} more)",
    "project.training_scale": "1 − exp(−h/{})",
    "project.requirements": "{} requirements of different weight",
    "system.fit": "as it could ({})",
    "knowledge.topics": "each of {} topics",
    "market.need_weeks": "Two are need-like: such a fact changes about every {} weeks",
    "market.contact_weeks": "Two are contact-like: such a fact changes about every {} weeks",
    "market.notice": "each with chance {};",
    "work.needs_per_week": "have {} needs a week",
    "helping.giver_base": "a base ({} and",
    "helping.taker_base": "and {}), the quality",
    "helping.learning": "asker's tie by {} of",
    "knowledge.absorption": "teaches {} of the helper's lead",
    "exchange.forgiveness": "forgiveness {} (generous",
    "exchange.offers": "unasked with chance {}:",
    "system.case_retrieval": "author with chance {} (S2)",
    "motivation.novelty_acts": "about {} acts",
    "adoption.threshold_mean": "(mean {},",
    "adoption.threshold_sd": "SD {};",
    "climate.culture": "culture ({}),",
    "climate.person_sd": "stand to others (SD {}),",
    "climate.tie_sd": "ties of one person (SD {}):",
    "climate.energy_rest": "own rest (mean {},",
    "turnover.replacement_weeks": "comes after {} weeks",
    "scenario.target": "reach the target ({})",
    "scenario.weeks": "Time moves in weeks, {} of them",
}


@pytest.mark.parametrize("key", SENTENCES)
def test_the_tour_of_the_model_tells_the_default(key: str) -> None:
    from crmsim.scenario.schema import fields

    text = f"{fields()[key].default:g}".replace("-", "−")
    number = re.sub(r"^(−?)0\.", r"\1.", text)
    page = " ".join((ROOT / "docs" / "model.md").read_text(encoding="utf-8").split())
    assert SENTENCES[key].format(number) in page


@pytest.mark.parametrize(("bullet", "kind"), [("By construction", "by construction"), ("Emergent", "emergent")])
def test_the_tour_agrees_with_the_map_of_claims(bullet: str, kind: str) -> None:
    from crmsim.claims import read_claims

    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    text = page.split(f"- **{bullet}.**")[1].split("\n- ")[0].split("\n\n")[0]
    named = re.findall(r"\(([A-Z]\d+)\)", text)
    assert len(named) > 5
    assert {name: read_claims()[name].kind for name in named} == dict.fromkeys(named, kind)
