"""The map of claims: every claim of the sources has a home, and everything it names exists and agrees."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from crmsim.claims import Claim, Placebo, find, problems, read_claims, read_facts, read_placebos, theses
from crmsim.claims.read import IDS
from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.evidence.claims import details, overview, page
from crmsim.words import Teller

CLAIMS = read_claims()


def test_every_claim_has_a_home_that_exists() -> None:
    assert problems() == []


def test_the_claims_are_those_of_the_sources(root: Path) -> None:
    theory = root.parent / "shared" / "theory.md"
    if not theory.is_file():
        pytest.skip("the digest of the theory is not beside the checkout")
    rows = re.findall(r"^\| ([GDKCISN]\d+) \|.*\| ([AB][^|]*) \|$", theory.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == list(IDS)
    assert list(CLAIMS) == list(IDS)
    places = re.compile(r"§[\d.]+\d|App\. 1|abstract")
    for name, source in rows:
        assert CLAIMS[name].source[0] in theses()
        assert places.findall(CLAIMS[name].source) == places.findall(source), name


def broken(**changes: object) -> list[str]:
    """What is found wrong when G5 is changed."""
    return problems({**CLAIMS, "G5": dataclasses.replace(CLAIMS["G5"], **changes)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"modules": (*CLAIMS["G5"].modules, "gossip")}, "no module 'gossip'"),
        ({"modules": ()}, "no modules"),
        ({"levers": ("exchange.gossip",)}, "no parameter 'exchange.gossip'"),
        ({"levers": ("exchange.indirect",)}, "named as a lever too"),
        ({"parameters": (), "levers": (), "interventions": ()}, "neither parameter nor intervention"),
        ({"parameters": ()}, "whose entry lacks it"),
        ({"outcomes": ("fame",)}, "no outcome 'fame'"),
        ({"outcomes": ()}, "no outcomes"),
        ({"interventions": ("praise",)}, "no intervention 'praise'"),
        ({"scenarios": ("nowhere",)}, "no scenario 'nowhere'"),
        ({"scenarios": ()}, "no scenarios"),
        ({"kind": "likely"}, "no kind 'likely'"),
        ({"placebo": ""}, "a placebo belongs"),
        ({"placebo": "sugar"}, "no placebo 'sugar'"),
        ({"kind": "input"}, "a placebo belongs"),
        ({"text": ""}, "no text"),
    ],
)
def test_what_is_broken_is_found(changes: dict[str, object], word: str) -> None:
    result = broken(**changes)
    assert any(word in sentence for sentence in result), result


def test_a_module_that_a_declaration_names_must_be_in_the_map() -> None:
    modules = tuple(module for module in CLAIMS["G5"].modules if module != "exchange")
    assert any("exchange is not among its modules" in sentence for sentence in broken(modules=modules))


def test_a_row_without_an_entry_is_found() -> None:
    rest = {name: claim for name, claim in CLAIMS.items() if name != "K3"}
    result = problems(rest)
    assert "K3 is not in the map" in result
    assert any(sentence.startswith("leadership.steadiness declares K3") for sentence in result)
    assert any(sentence.startswith("scenario unsteady_leaders names K3") for sentence in result)


def test_a_placebo_that_cannot_be_loaded_or_serves_nothing_is_found() -> None:
    sugar = Placebo("sugar", "nothing", ("exchange.gossip=1.0",))
    result = problems(placebos={**read_placebos(), "sugar": sugar})
    assert any(sentence.startswith("placebo sugar: ") and "exchange.gossip" in sentence for sentence in result)
    assert "placebo sugar belongs to no claim and no fact" in result


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kind": "likely"}, "E4: there is no kind 'likely'"),
        ({"kind": "descriptive"}, "E4: a placebo belongs"),
        ({"placebo": "sugar"}, "E4: there is no placebo 'sugar'"),
    ],
)
def test_a_fact_of_no_kind_or_with_a_placebo_that_is_none_is_found(changes: dict[str, str], word: str) -> None:
    facts = read_facts()
    result = problems(facts={**facts, "E4": dataclasses.replace(facts["E4"], **changes)})
    assert any(sentence.startswith(word) for sentence in result), result


def test_a_claim_is_found_however_it_is_written() -> None:
    assert find("g7") is find("G7")
    assert isinstance(find("D10"), Claim)
    with pytest.raises(CrmsimError, match="Did you mean 'G7'"):
        find("G77")


def test_an_entry_names_its_source_and_its_home() -> None:
    text = " ".join(details(find("I3"), Teller(width=100)).split())
    for word in ("A §4.1, App. 2", "Fagerlie & Lie (2020)", "emergent", "project.late_cost", "cut_corners"):
        assert word in text
    assert max(len(line) for line in details(find("G6"), Teller(width=80)).splitlines()) <= 80
    assert len(re.findall(r"^[GDKCISN]\d+ ", overview(), re.MULTILINE)) == len(IDS)


def test_the_command_prints_one_all_or_json() -> None:
    run = CliRunner().invoke
    assert "walk_the_talk" in run(cli, ["claims", "k2"]).output
    assert run(cli, ["claims"]).output.startswith("G1")
    (entry,) = json.loads(run(cli, ["claims", "G2", "--json"]).output)
    assert entry["kind"] == "input"
    assert len(json.loads(run(cli, ["claims", "--json"]).output)) == len(IDS) + len(read_facts())
    assert run(cli, ["claims", "G2", "--markdown"]).exit_code == 2


def test_the_page_in_docs_is_the_one_written_from_the_map(root: Path) -> None:
    written = (root / "docs" / "claims.md").read_text(encoding="utf-8")
    assert written == page(), "write it anew: crmsim claims --markdown > docs/claims.md"
