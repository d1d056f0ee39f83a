"""What single people did, kept of every run of a sweep: the same files, whoever made them and however often."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.runner.account import Account
from crmsim.runner.estimate import estimate
from crmsim.runner.start import start, start_part
from crmsim.store.part import Part
from crmsim.store.verify import verify

TEXT = """
title = "Who asks whom"
outcomes = ["help_rate", "requests:role:superuser"]
money = false
runs = 2
{kept}
[design]
kind = "grid"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 6
[levers]
"climate.culture" = [{levels}]
"""
BOTH = "events = true\nnetworks = true"
FILES = ("events", "networks")


def swept(folder: Path, kept: str = BOTH, levels: str = "0.2, 0.8", name: str = "e", **more: object) -> Account:
    asked = from_text(TEXT.format(kept=kept, levels=levels), name, folder)
    return start(asked, **{"jobs": 0, "out": folder / name, **more})  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {f"{kind}/{one.name}": one.read_bytes() for kind in FILES for one in sorted((folder / kind).iterdir())}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Account:
    return swept(tmp_path_factory.mktemp("kept"))


def test_the_files_say_what_the_runs_say(one: Account) -> None:
    sweep = crmsim.load(one.folder)
    events, networks = sweep.events(), sweep.networks(points=[1])
    assert set(networks["point"]) == {1} and set(networks["week"]) == {0, 6}
    asked = events[events["kind"] == "asked"].groupby(["point", "replicate"])
    table = sweep.frame().set_index(["point", "replicate"])
    assert np.array_equal(asked["granted"].mean(), table["help_rate"])
    assert np.array_equal(asked.size(), table["requests"])
    of_superusers = events[(events["kind"] == "asked") & (events["asker_role"] == "superuser")]
    assert len(of_superusers) == table["requests:role:superuser"].sum() > 0
    alone = crmsim.run("baseline", 1, {"organisation.employees": 20, "climate.culture": 0.8}, 6).events()
    mine = events[(events["point"] == 1) & (events["replicate"] == 1)]
    assert np.array_equal(mine["quality"], alone["quality"])
    assert list(mine["asker"].astype(str)) == list(alone["asker"].astype(str))
    assert len(contents(one.folder)) == 2 * 4
    assert verify(one.folder).whole


def test_the_estimate_says_how_much_they_leave(one: Account, tmp_path: Path) -> None:
    kept, bare = (
        estimate(from_text(TEXT.format(kept=asked, levels="0.2, 0.8"), "e", tmp_path), 1) for asked in (BOTH, "")
    )
    said = kept.table_bytes - bare.table_bytes
    there = sum(len(content) for content in contents(one.folder).values())
    assert kept.journal_bytes == bare.journal_bytes and 0 < said < there < 60 * said  # small files are mostly heads


def test_workers_and_parts_leave_the_same_bytes(one: Account, tmp_path: Path) -> None:
    assert contents(swept(tmp_path, name="two", jobs=2).folder) == contents(one.folder)
    asked = from_text(TEXT.format(kept=BOTH, levels="0.2, 0.8"), "parts", tmp_path)
    for number in (1, 2):
        start_part(asked, Part(number, 2), jobs=0, out=tmp_path / "parts")
    assert start(asked, jobs=0, out=tmp_path / "parts").computed == 0
    assert contents(tmp_path / "parts") == contents(one.folder)


def test_asking_for_them_makes_no_other_runs_and_only_what_lacks_its_files_is_made_again(tmp_path: Path) -> None:
    plain = swept(tmp_path, kept="")
    before = crmsim.load(plain.folder).frame()
    kept = swept(tmp_path, kept="events = true")
    assert (plain.computed, kept.computed) == (4, 4)  # what was not kept must be computed
    assert crmsim.load(kept.folder).frame().equals(before)
    files = sorted((kept.folder / "events").iterdir())
    files[0].unlink()
    grown = swept(tmp_path, kept="events = true", levels="0.2, 0.8, 0.5")
    assert grown.computed == 2 + 1
    assert files[0].is_file() and len(list((kept.folder / "events").iterdir())) == 6
    assert swept(tmp_path, kept="").computed == 0
    with pytest.raises(CrmsimError, match="nothing of the kind was kept"):
        crmsim.load(kept.folder).networks()


def test_known_runs_are_taken_with_their_files(one: Account, tmp_path: Path) -> None:
    mine = swept(tmp_path, levels="0.8, 0.9", known=[one.folder])
    assert mine.computed == 2
    shared = set(contents(mine.folder).items()) & set(contents(one.folder).items())
    assert len(shared) == 2 * 2
    bare = swept(tmp_path, kept="", levels="0.1, 0.2", name="bare")
    assert (
        swept(tmp_path, levels="0.1, 0.3", name="more", known=[bare.folder]).computed == 4
    )  # without files: made anew


def test_a_file_that_was_altered_is_refused(one: Account, tmp_path: Path) -> None:
    folder = swept(tmp_path).folder
    path = next((folder / "events").iterdir())
    path.write_bytes(path.read_bytes()[:-9] + b"otherwise")
    with pytest.raises(CrmsimError, match="is not what was written"):
        crmsim.load(folder).events()
    assert not verify(folder).whole


def test_what_cannot_be_kept_is_refused_when_the_experiment_is_read(tmp_path: Path) -> None:
    known = (
        'title = "k"\nfunction = "ishigami"\noutcomes = ["value"]\nruns = 1\nevents = true\n[design]\nkind = "lhs"\n'
    )
    with pytest.raises(CrmsimError, match="known function") as error:
        from_text(known + "samples = 4\n[uncertainties]\nall = 'interval'\n", "k", tmp_path)
    assert error.value.key == "events"
