"""Of people from files no number about fewer than five is told, nor one from which such a number follows."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmsim
from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN, COLUMNS
from crmsim.mechanisms.state import STYLES
from crmsim.report import figures
from crmsim.report.text import comparison_text
from crmsim.results import group_names, read
from crmsim.results.few import COUNTS, FEW, FEWEST, SMALL_DEPARTMENTS, few, grouped
from crmsim.runner.worker import measured
from crmsim.scenario import load
from crmsim.words import Teller

SIZES = {"Sales": 9, "Support": 6, "Legal": 2, "Board": 1}
PEOPLE, OWNERS = COLUMN["people"], COLUMN["owners"]

# Weeks of three styles and four departments, most of them large enough.
weekly_sizes = st.lists(
    st.lists(st.sampled_from([0, 1, 3, 4, *range(5, 21)]), min_size=7, max_size=7), min_size=2, max_size=4
)


def ledger_of(weeks: list[list[int]], owners: bool) -> np.ndarray:
    """Sums in which departments hold the people that styles do, a last department taking up the rest."""
    sizes = np.array(weeks, dtype=np.float64)
    rest = np.maximum(sizes[:, :3].sum(axis=1) - sizes[:, 3:6].sum(axis=1), 0.0)
    styles, departments = sizes[:, :3], np.column_stack([sizes[:, 3:6], rest])
    styles[:, 2] += np.maximum(departments.sum(axis=1) - styles.sum(axis=1), 0.0)
    ledger = np.zeros((len(weeks), 8, len(COLUMNS)))
    for column in (PEOPLE, COLUMN["requests"], *((OWNERS,) if owners else ())):
        ledger[:, 1:4, column], ledger[:, 4:, column] = styles, departments
        ledger[:, 0, column] = styles.sum(axis=1)
    if owners:
        ledger[:, 4, OWNERS] = 0.0  # one department owns no customers, which does not make it small
        ledger[:, 0, OWNERS] = ledger[:, 4:, OWNERS].sum(axis=1)
        ledger[:, 1:3, OWNERS] = np.maximum(styles[:, :2] - 5.0, 0.0)
        ledger[:, 3, OWNERS] = np.maximum(ledger[:, 0, OWNERS] - ledger[:, 1:3, OWNERS].sum(axis=1), 0.0)
    return ledger


NAMES = group_names(("A", "B", "C", "D"))


@given(weekly_sizes, st.booleans())
@settings(max_examples=400, deadline=None)
def test_no_number_is_about_fewer_than_five_and_none_follows_by_subtraction(weeks: list, owners: bool) -> None:
    ledger = ledger_of(weeks, owners)
    made = grouped(ledger, NAMES, True)
    assert made.groups[0] == "all" and (made.ledger[:, 0] == ledger[:, 0]).all()
    for part, whole in ((NAMES[1:4], ledger[:, 1:4]), (NAMES[4:], ledger[:, 4:])):
        pooled = {name for name, members in made.together.items() if name != "all" and set(members) <= set(part)}
        rows = [place for place, name in enumerate(made.groups) if name in part or name in pooled]
        for row in rows:
            counts = made.ledger[:, row]
            if counts[:, PEOPLE].any():
                assert counts[:, PEOPLE].min() >= FEWEST
                some = counts[:, OWNERS][counts[:, OWNERS] > 0.0]
                assert not some.size or some.min() >= FEWEST
            members = made.together.get(made.groups[row])
            if members is not None:  # more than one group stands behind what the others leave of everybody
                assert sum(whole[:, part.index(name), PEOPLE].any() for name in members) >= 2
        if rows and not set(part) & set(made.together.get("all", ())):
            assert np.allclose(made.ledger[:, rows].sum(axis=1), whole.sum(axis=1))


@given(weekly_sizes, st.integers(1, 5))
@settings(max_examples=400, deadline=None)
def test_a_shorter_run_of_the_same_seed_gives_nothing_away(weeks: list, length: int) -> None:
    counts = ledger_of(weeks, False)[:, 4:][:, :, COUNTS]
    short, long = few(counts[:length]), few(counts)
    held = counts[:, :, 0][:length].any(axis=0)
    assert (long[held] >= short[held]).all()  # so what one tells apart and the other does not is of five or more


def test_what_is_large_enough_and_what_is_generated_is_left_as_it_is() -> None:
    ledger = ledger_of([[9, 8, 7, 6, 7, 5, 0]], False)
    assert grouped(ledger, NAMES, True).together == {}
    small = ledger_of([[1, 1, 1, 1, 1, 1, 0]], False)
    made = grouped(small, NAMES, False)
    assert made.ledger is small and made.groups == NAMES


def test_where_too_few_are_left_nothing_is_told_by_group() -> None:
    made = grouped(ledger_of([[3, 2, 0, 5, 0, 0, 0]], False), NAMES, True)
    assert made.groups == ("all", "matcher", "department:A", "department:B", "department:C", "department:D")
    assert made.together == {"all": ("giver", "taker")} and not made.ledger[:, 1, PEOPLE].any()


def office(folder: Path, sizes: dict[str, int]) -> str:
    """A scenario of an organisation from files."""
    people = [(f"{name}{number}", name) for name, size in sizes.items() for number in range(size)]
    rows = "".join(f"{who},{name}\n" for who, name in people)
    (folder / "people.csv").write_text(f"employee_id,department\n{rows}", encoding="utf-8")
    ids = [who for who, _ in people]
    ties = "".join(f"{one},{ids[(place + step) % len(ids)]}\n" for place, one in enumerate(ids) for step in (1, 2)
                   if one != ids[(place + step) % len(ids)])  # fmt: skip
    (folder / "ties.csv").write_text(f"source_id,target_id\n{ties}", encoding="utf-8")
    file = folder / "ours.toml"
    file.write_text('[scenario]\nweeks = 30\n[organisation]\nemployees_csv = "people.csv"\nties_csv = "ties.csv"\n'
                    "[turnover]\nannual_rate = 0.0\n", encoding="utf-8")  # fmt: skip
    return str(file)


def test_the_files_of_a_run_hold_no_small_group_and_say_so(tmp_path: Path) -> None:
    scenario = office(tmp_path, SIZES)
    result = crmsim.run(scenario, seed=3)
    result.save(tmp_path / "out")
    stored = read(tmp_path / "out")
    groups = set(stored.frame["group"])
    assert groups & {f"department:{name}" for name in SIZES} == {"department:Sales"}  # Support hides the two small ones
    assert SMALL_DEPARTMENTS in groups and not {"giver", "taker"} & groups
    assert set(stored.summary["groups"]) == groups - {"all"}
    assert stored.summary["together"][SMALL_DEPARTMENTS] == ["departments: 3"]
    requests = stored.frame[stored.frame["outcome"] == "requests"].groupby("group", observed=True)["value"].sum()
    assert requests[["department:Sales", SMALL_DEPARTMENTS]].sum() == requests["all"]
    assert requests[[name for name in requests.index if set(name.split("+")) <= set(STYLES)]].sum() == requests["all"]
    answer = (tmp_path / "out" / "answer.txt").read_text(encoding="utf-8")
    assert f"no number is about fewer than {FEWEST} people: 3 departments." in " ".join(answer.split())
    assert "slik at ingen tall handler om færre enn 5" in " ".join(result.text("nb").split())
    crmsim.run(scenario, seed=3).save(tmp_path / "again")

    def bytes_of(folder: Path) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}

    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "again")
    ax = result.plot_output()
    drawn = [line.get_label() for line in ax.lines]
    assert not {"givers", "takers"} & set(drawn) and "fewer than 5 people" in " ".join(
        one.get_text() for one in ax.texts
    )


def test_a_comparison_keeps_no_small_style_and_says_so(tmp_path: Path) -> None:
    scenario = office(tmp_path, SIZES)
    values = measured(load(scenario), 3, by_group=("output:giver", "output:taker", "output:matcher"))
    kept = dict(zip(STYLES, values.values[-3:], strict=True))
    sizes = crmsim.CRMModel(scenario, seed=3).state.people.style
    hidden = [style for place, style in enumerate(STYLES) if (sizes == place).sum() < FEWEST]
    assert hidden and all(np.isnan(kept[style]) for style in hidden)
    assert np.isnan(list(kept.values())).sum() >= 2  # one alone would follow from everybody's output
    assert values.reasons[f"output:{hidden[0]}"] == FEW
    comparison = crmsim.compare(scenario, what_if=["people.givers=0.3"], runs=3)
    assert comparison.few
    assert comparison.by_style().set_index(["scenario", "style"]).loc[("ours", hidden[0]), "runs"] == 0
    assert "without styles of fewer than 5 people" in figures.output_by_style(comparison).get_title(loc="left")
    assert "uten stiler med færre enn 5" in figures.output_by_style(comparison, teller=Teller("nb")).get_title(
        loc="left"
    )
    folder = tmp_path / "compared"
    comparison.write(folder)
    assert comparison_text(comparison) and json.loads((folder / "provenance.json").read_text())["fewest"] == FEWEST
    assert not crmsim.compare("baseline", what_if=["people.givers=0.3"], runs=2, weeks=4).few


def test_an_organisation_of_fewer_than_five_is_refused(tmp_path: Path) -> None:
    scenario = office(tmp_path, {"Sales": 4})
    with pytest.raises(CrmsimError, match="only 4 people from files"):
        crmsim.run(scenario)
    with pytest.raises(CrmsimError, match="only 4 people from files"):
        measured(load(scenario), 0)
