"""A search and an exploration of patterns in sentences and figures, in both languages."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crmsim.analysis.findings import Findings, findings_of
from crmsim.analysis.study import Study
from crmsim.experiment import DesignChoice
from crmsim.experiment.aims import Aim, Axis
from crmsim.experiment.factor import Factor
from crmsim.experiment.looked_at import LookedAt
from crmsim.report import style
from crmsim.report.sweep_files import figures_of
from crmsim.report.sweep_text import sweep_text
from crmsim.scenario import load
from crmsim.words import Teller

WORLDS, SETTINGS = 40, 6
NAMES = ("routine_share", "departures", "net_benefit_nok")
AIMS = (Aim("routine_share", "higher", 0.6), Aim("departures", "lower", 3.0), Aim("net_benefit_nok", "higher", 0.0))
TRUE = np.array(
    [[0.5, 4.0, 0.0], [0.7, 3.0, 1e6], [0.8, 5.0, 2e6], [0.4, 6.0, -1e6], [0.701, 3.0, 1e6], [0.5, 2.0, 0.0]]
)


def made_of(kind: str, outcomes: Sequence[str], values: np.ndarray, numbers: np.ndarray, choice: DesignChoice) -> Study:
    asked = np.ones((len(values), 1), dtype=bool)
    return Study(
        "t", "A title", "", kind, tuple(outcomes), (Factor("leadership.said", "lever", "range"),),
        pd.DataFrame({"leadership.said": numbers / 10.0}),
        {name: values[:, [place]] for place, name in enumerate(outcomes)}, asked, asked, base=load("baseline"),
        choice=choice, looked_at=LookedAt().more([(0.0,)]).more([(number / 10.0,) for number in range(1, SETTINGS)]),
    )  # fmt: skip


def searched(aims: int = 3, robust: str = "mean", fresh: int = WORLDS) -> Findings:
    draws = np.random.default_rng(0)
    again = (0, 1, 2, 4)
    spread = 0.02 * np.array([1.0, 4.0, 1e6])
    first = TRUE + spread * draws.normal(size=(WORLDS, SETTINGS, 3))
    second = TRUE[list(again)] + spread * draws.normal(size=(fresh, len(again), 3))
    values = np.concatenate([first.reshape(-1, 3), second.reshape(-1, 3)])[:, :aims]
    numbers = np.concatenate([np.tile(np.arange(SETTINGS), WORLDS), np.tile(np.array(again), fresh)])
    choice = DesignChoice("search", WORLDS, settings=5, fresh=fresh, robust=robust, aims=AIMS[:aims])
    made = made_of("search", NAMES[:aims], values, numbers, choice)
    return findings_of(replace(made, looked_at=replace(made.looked_at, again=again)))


def patterned() -> Findings:
    values = np.array([[0.1, 1.0], [0.15, 1.5], [0.9, 9.0], [0.5, 99.0], [0.5, np.nan], [0.55, 5.0]])
    axes = (Axis("user_share", 0.0, 1.0, 5), Axis("departures", 0.0, 10.0, 4))
    choice = DesignChoice("patterns", settings=6, axes=axes)
    return findings_of(made_of("patterns", ("user_share", "departures"), values, np.arange(6), choice))


@pytest.mark.parametrize("language", ["en", "nb"])
def test_what_stands_what_is_noise_and_what_looked_better_is_told(language: str) -> None:
    found = searched()
    verdicts = {one.setting: one.verdict for one in found.searched.found}
    assert verdicts[0] == "beaten" and verdicts[2] == "stands"
    text = " ".join(sweep_text(found, Teller(language)).split())
    for words in {
        "en": (
            "6 settings are on the front",
            "Tried again in 40 fresh worlds",
            "behind the front",
            "winner's curse",
            "routine users high, departures low and net benefit high, by the mean over worlds",
            "said=0.2: routine users",
        ),
        "nb": ("6 innstillinger på fronten", "Prøvd på nytt i 40 nye verdener", "bak fronten", "vinnerens forbannelse"),
    }[language]:
        assert words in text
    few = " ".join(sweep_text(searched(fresh=10), Teller(language)).split())
    assert {"en": "at least 30 are needed", "nb": "det trengs minst 30"}[language] in few
    asked = " ".join(sweep_text(searched(robust="satisfied"), Teller(language)).split())
    assert {"en": "departures at most 3.00", "nb": "har sluttet høyst 3,00"}[language] in asked


@pytest.mark.parametrize("language", ["en", "nb"])
def test_cells_that_were_not_reached_are_not_called_impossible(language: str) -> None:
    text = " ".join(sweep_text(patterned(), Teller(language)).split())
    for words in {
        "en": (
            "rarest combinations of outcomes (users, departures) is",
            "3 of 20 cells were reached",
            "does not show that they cannot be",
            "Users from 0.0% to 100.0%",
            "1 setting came to lie beyond",
            "1 setting has no place",
        ),
        "nb": (
            "kombinasjonene av utfall (brukere, har sluttet), varieres",
            "3 av 20 ruter ble nådd",
            "viser ikke at de er umulige å nå",
        ),
    }[language]:
        assert words.lower() in text.lower()


def test_every_figure_is_drawn() -> None:
    for found, names in (
        (searched(), {"front.png"}), (searched(2, "satisfied"), {"front.png"}),
        (searched(2), {"front.png"}), (patterned(), {"cells.png", "discovery.png"}),
    ):  # fmt: skip
        figures = {name: draw for name, draw in figures_of(found).items() if name != "covered.png"}
        assert set(figures) == names
        for draw, size in figures.values():
            ax = draw(ax=style.canvas(*size), teller=Teller("nb"))
            assert ax.has_data() and ax.get_title(loc="left")
