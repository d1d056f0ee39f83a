"""What single people did, kept of every run of a sweep: the same files, whoever made them and however often."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
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


def lines_of(folder: Path) -> str:
    return "\n".join(verify(folder).problems)


def of_another(path: Path) -> None:
    other = next(one for one in sorted(path.parent.iterdir()) if one != path)
    path.write_bytes(other.read_bytes())


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def otherwise(path: Path) -> None:
    """What can be read, and is of the run in its name, and has other numbers."""
    table = pq.read_table(path)
    place = table.schema.get_field_index("week")
    pq.write_table(table.set_column(place, table.schema.field(place), [pa.array([1] * len(table), pa.int32())]), path)


ALTERED = {"another": of_another, "empty": lambda path: path.write_bytes(b""), "bit": flipped, "numbers": otherwise}


@pytest.mark.parametrize("change", ALTERED)
def test_what_was_altered_is_made_again_and_never_sealed(one: Account, tmp_path: Path, change: str) -> None:
    folder = tmp_path / "e"
    shutil.copytree(one.folder, folder)
    for kind in FILES:
        ALTERED[change](sorted((folder / kind).iterdir())[kind == "networks"])
    assert lines_of(folder).count("is not what was written") == 2
    assert swept(tmp_path).computed == 2
    assert contents(folder) == contents(one.folder)
    assert verify(folder).whole and len(crmsim.load(folder).events())


def test_what_was_altered_is_made_again_where_the_sweep_is_not_finished(
    one: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmsim.runner import start as starting

    with monkeypatch.context() as patch:
        patch.setattr(starting, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            swept(tmp_path)
    folder = tmp_path / "e"
    assert len(crmsim.load(folder, partial=True).events())
    otherwise(sorted((folder / "events").iterdir())[1])
    with pytest.raises(CrmsimError, match="is not what was written"):
        crmsim.load(folder, partial=True).events()
    assert swept(tmp_path).computed == 1
    assert contents(folder) == contents(one.folder)


def test_a_part_and_what_collects_it_make_again_what_was_altered(one: Account, tmp_path: Path) -> None:
    asked = from_text(TEXT.format(kept=BOTH, levels="0.2, 0.8"), "parts", tmp_path)
    folder = tmp_path / "parts"
    start_part(asked, Part(1, 1), jobs=0, out=folder)
    otherwise(sorted((folder / "events").iterdir())[0])
    assert start_part(asked, Part(1, 1), jobs=0, out=folder).computed == 1
    otherwise(sorted((folder / "networks").iterdir())[0])
    assert start(asked, jobs=0, out=folder).computed == 1
    assert contents(folder) == contents(one.folder)


def test_an_altered_file_of_an_earlier_design_is_not_vouched_for(tmp_path: Path) -> None:
    folder = swept(tmp_path, kept="events = true", levels="0.2, 0.8").folder
    there = set((folder / "events").iterdir())
    swept(tmp_path, kept="events = true", levels="0.2, 0.5")
    earlier = [path for path in there if path.stem not in set(crmsim.load(folder).frame()["run_id"])]
    assert len(earlier) == 2
    flipped(earlier[0])
    (folder / "events" / "mine.parquet").write_bytes(earlier[1].read_bytes())
    assert swept(tmp_path, kept="events = true", levels="0.2, 0.5").computed == 0
    found = verify(folder)
    assert found.problems == [f"events/{earlier[0].name}: is not what was written"]
    assert [note.partition(":")[0] for note in found.notes] == ["events/mine.parquet"]
    assert swept(tmp_path, kept="events = true", levels="0.2, 0.8").computed == 1
    assert verify(folder).whole


@pytest.mark.parametrize("change", ALTERED)
@pytest.mark.parametrize("kept", [BOTH, "events = true"])  # under the same names, and under others
def test_of_known_runs_no_altered_file_is_taken(one: Account, tmp_path: Path, change: str, kept: str) -> None:
    known = tmp_path / "known"
    shutil.copytree(one.folder, known)
    ALTERED[change](sorted((known / "events").iterdir())[0])
    whole = swept(tmp_path, kept=kept, name="whole", known=[one.folder])
    mine = swept(tmp_path, kept=kept, name="mine", known=[known])
    assert (whole.computed, mine.computed) == (0, 1)
    kinds = FILES if kept == BOTH else FILES[:1]
    for kind in kinds:
        there, here = (sorted((made.folder / kind).iterdir()) for made in (whole, mine))
        assert [path.name for path in there] == [path.name for path in here]
        assert [path.read_bytes() for path in there] == [path.read_bytes() for path in here]
    assert verify(mine.folder).whole
