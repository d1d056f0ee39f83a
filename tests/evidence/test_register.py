"""The register of evidence: every claim is asked something that can be run, or it says why nothing can."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from crmsim.claims import read_claims, read_facts, read_placebos
from crmsim.errors import CrmsimError
from crmsim.evidence import register
from crmsim.evidence.measures import MEASURES
from crmsim.evidence.register import Bundle, Prediction, read_register, untestable
from crmsim.results.by_group import named
from crmsim.scenario import load

ADDED = ("intervention", "rules")  # what a side adds to the base, where other keys replace values
IDENTITY = re.compile(r"[A-Z]\d+\.[a-z][a-z0-9_]*")
RULE = re.compile(r"[\w.]+:\w+")


def sides(one: Prediction) -> Iterator[dict[str, Any]]:
    """Every bundle of settings that a prediction runs."""
    within: tuple[Bundle, ...] = (one.one, one.other) if one.kind == "interaction" else ({},)
    ends: tuple[Bundle, ...] = (one.to,) if one.kind in ("level", "across") else (one.start, one.to)
    for outer in within:
        for end in ends:
            yield {**one.given, **outer, **end}


def replaced(bundle: Mapping[str, Any]) -> set[str]:
    return set(bundle) - set(ADDED)


def test_every_claim_and_fact_is_asked_something_or_says_why_not() -> None:
    told = [one.claim for one in read_register().values()]
    asked, excused = set(told), set(untestable())
    assert {*read_claims(), *read_facts()} == asked | excused
    assert not asked & excused
    assert all(untestable().values())
    assert not {claim for claim in asked & set(read_claims()) if told.count(claim) > 4}


def test_every_side_is_a_scenario_of_its_base_and_so_is_its_placebo() -> None:
    base = functools.cache(load)
    placebos = read_placebos()
    of_claim = {name: told.placebo for name, told in {**read_claims(), **read_facts()}.items()}
    seen = set()
    for one in read_register().values():
        for bundle in sides(one):
            rules = bundle.pop("rules", [])
            assert all(RULE.fullmatch(rule) for rule in rules), one.id
            key = (one.base, one.weeks, json.dumps(bundle, sort_keys=True))
            if key in seen:
                continue
            seen.add(key)
            scenario = load(base(one.base), bundle, weeks=one.weeks)
            assert all(act.week <= one.weeks for act in scenario.interventions), one.id
            if one.placebo and (placebo := one.placebo if isinstance(one.placebo, str) else of_claim.get(one.claim)):
                load(scenario, placebos[placebo].settings)


def test_sides_name_the_same_keys_and_differ() -> None:
    """A key that only one side names would be drawn with the world on the other."""
    for one in read_register().values():
        outer = replaced(one.given) | replaced(one.one) | replaced(one.other)
        assert not outer & (replaced(one.start) | replaced(one.to)), one.id
        if one.kind in ("level", "across"):
            assert not one.start, one.id
        else:
            assert replaced(one.start) == replaced(one.to), one.id
            assert one.start != one.to, one.id
        if one.kind == "interaction":
            assert replaced(one.one) == replaced(one.other), one.id
            assert one.one != one.other, one.id


def test_every_outcome_is_one_of_the_model_or_a_measure() -> None:
    for one in read_register().values():
        for outcome in filter(None, (one.outcome, one.second)):
            assert named(outcome) is not None or outcome in MEASURES, f"{one.id}: {outcome}"


def test_no_comparison_is_entered_twice_under_one_claim() -> None:
    seen: dict[str, str] = {}
    for one in read_register().values():
        assert IDENTITY.fullmatch(one.id), one.id
        what = [one.claim, one.kind, one.base, one.weeks, list(sides(one)), one.outcome, one.second]
        asked = json.dumps(what, sort_keys=True)
        assert asked not in seen, f"{one.id} asks what {seen[asked]} asks"
        seen[asked] = one.id


def test_a_prediction_says_what_it_needs_to() -> None:
    """A correlation has no smallest effect of interest but its own."""
    for one in read_register().values():
        assert one.says[:1].islower(), one.id
        assert not one.says.endswith("."), one.id
        assert (one.matters is None) == (not one.reason), one.id
        assert one.kind != "across" or one.matters is not None, one.id
        assert one.basis in ("", "by construction", "emergent", "descriptive"), one.id
        assert one.against == 0.0 or one.kind == "level", one.id


GOOD = {"says": "more", "from": {}, "to": {}, "outcome": "output", "predicted": "+"}


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({**GOOD, "outcom": "output"}, "G1.it"),
        ({name: value for name, value in GOOD.items() if name != "predicted"}, "G1.it.predicted"),
        ({**GOOD, "kind": "differense"}, "G1.it.kind"),
        ({**GOOD, "kind": "across"}, "G1.it.second"),
        ({**GOOD, "matters": 0.1}, "G1.it.reason"),
        ({**GOOD, "predicted": "more"}, "G1.it.predicted"),
        ({**GOOD, "predicted": [0.5, 0.2]}, "G1.it.predicted"),
    ],
)
def test_a_prediction_that_is_badly_written_is_refused(
    entry: dict[str, Any], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "_written", lambda: {"G1": {"it": entry}})
    with pytest.raises(CrmsimError) as refused:
        read_register.__wrapped__()
    assert refused.value.key == key


def test_a_prediction_under_no_claim_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "_written", lambda: {"G99": {"it": GOOD}})
    with pytest.raises(CrmsimError, match="no such claim"):
        read_register.__wrapped__()
