"""How sure the money of a few runs is told."""

import numpy as np
import pytest

from crmsim.analysis.money import YEARS, Money
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.mechanisms.state import ROLES
from crmsim.report.money import FEW_RUNS, money_text
from crmsim.scenario import load
from crmsim.words import LANGUAGES, Teller


def money(runs: int) -> Money:
    """Runs whose net benefit is their number, in millions of NOK, after any time."""
    lines = {name: np.zeros((runs, len(YEARS))) for name in (*COSTS, *BENEFITS)}
    lines[BENEFITS[0]] += 1e6 * np.arange(runs)[:, None]
    return Money(lines, np.zeros((runs, len(YEARS), len(ROLES))), np.full(runs, 30.0))


def test_of_few_runs_the_ends_are_told_and_of_many_what_holds_most() -> None:
    few = money_text(load("baseline"), money(5), 0, Teller(width=120))
    assert "lowest to highest run" in few and "95 % of runs" not in few and "[0.00, +4.00]" in few
    many = money_text(load("baseline"), money(FEW_RUNS), 0, Teller(width=120))
    assert "95 % of runs" in many and "lowest to highest run" not in many


@pytest.mark.parametrize(
    ("language", "told"), list(zip(LANGUAGES, ("chance alone", "bare ved tilfeldigheter"), strict=True))
)
def test_what_the_spread_leaves_out_is_said(language: str, told: str) -> None:
    assert told in " ".join(money_text(load("baseline"), money(3), 0, Teller(language, 100)).split())


@pytest.mark.parametrize(("language", "told"), [("en", "of one run (seed 7)"), ("nb", "i én kjøring (startverdi 7)")])
def test_one_run_is_no_mean_of_runs(language: str, told: str) -> None:
    assert told in " ".join(money_text(load("baseline"), money(1), 7, Teller(language, 100)).split())
    assert told not in " ".join(money_text(load("baseline"), money(2), 7, Teller(language, 100)).split())


def test_what_is_doubtful_is_told_with_the_money() -> None:
    text = money_text(load("baseline", ["people.memory=.3"]), money(2), 0, Teller(width=120))
    assert text.count("Doubtful: people.memory = 0.3") == 1
    assert "Doubtful" not in money_text(load("baseline"), money(2), 0, Teller(width=120))
