"""What a sweep or a comparison rests on must not change while it runs: a change ends it in words, and mixes nothing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.runner.account import Progress
from crmsim.runner.compare import compute
from crmsim.runner.replay import replay
from crmsim.runner.start import start
from crmsim.runner.worker import Settled
from crmsim.scenario import load as load_scenario
from crmsim.scenario.sources import Changed, Source, Sources, digest_of, read_same
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import load

EMPLOYEES = "employee_id,department,level,manager_id\n" + "".join(
    f"p{n},d{n % 2},{1 if n == 0 else 2},{'' if n == 0 else 'p0'}\n" for n in range(12)
)
TIES = "source_id,target_id,strength\n" + "".join(f"p{n},p{(n + k) % 12},1\n" for n in range(12) for k in (1, 2, 5))
OTHER_TIES = "source_id,target_id,strength\n" + "".join(f"p{n},p{(n + k) % 12},1\n" for n in range(12) for k in (3, 4))
SCENARIO = '[scenario]\nweeks = 12\n[organisation]\nemployees_csv = "employees.csv"\nties_csv = "ties.csv"\n'
EXPERIMENT = """
title = "Ours"
base = "ours.toml"
outcomes = ["requests"]
money = false
runs = 20
[design]
kind = "grid"
[levers]
"leadership.said" = [0.2, 0.5, 0.8]
"""
ALTERNATIVES = """
title = "Whose"
base = "baseline"
outcomes = ["requests"]
money = false
runs = 20
[design]
kind = "grid"
[constants]
"scenario.weeks" = 12
[levers.whose.alternatives]
ours = { "organisation.employees_csv" = "employees.csv", "organisation.ties_csv" = "ties.csv" }
drawn = { "organisation.employees" = 20 }
"""
FILES = {"employees.csv": EMPLOYEES, "ties.csv": TIES, "ours.toml": SCENARIO, "exp.toml": EXPERIMENT}
EDITS: dict[str, Callable[[str], str]] = {
    "employees.csv": lambda text: text.replace("p11,d1", "p11,d0"),
    "ties.csv": lambda _: OTHER_TIES,
    "ours.toml": lambda text: text.replace("weeks = 12", "weeks = 13"),
    "exp.toml": lambda text: text.replace("0.5", "0.6"),
}


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def once(do: Callable[[], object], after: int) -> Callable[[Progress], None]:
    """What makes a change as soon as so many runs are done."""
    made: list[object] = []

    def progress(now: Progress) -> None:
        if now.done >= after and not made:
            made.append(True)
            do()

    return progress


def values(folder: Path) -> np.ndarray:
    return load(folder).values("requests")


@pytest.mark.parametrize("jobs", [0, 1])
@pytest.mark.parametrize("name", list(FILES))
def test_an_edit_ends_a_sweep_in_words_and_what_was_finished_is_kept(ours: Path, name: str, jobs: int) -> None:
    edited = once(lambda: (ours / name).write_text(EDITS[name](FILES[name]), encoding="utf-8"), after=1)
    with pytest.raises(CrmsimError, match=rf"{name}: was changed or removed while it was in use"):
        start("exp.toml", jobs=jobs, out=ours / "out", progress=edited)
    with Journal(ours / "out" / JOURNAL, readonly=True) as journal:
        kept = journal.counts()["done"]
    assert kept > 0
    with pytest.raises(CrmsimError, match="not finished"):
        load(ours / "out")
    (ours / name).write_text(FILES[name], encoding="utf-8")
    account = start("exp.toml", jobs=0, out=ours / "out")
    assert account.computed == 60 - kept
    start("exp.toml", jobs=0, out=ours / "right")
    np.testing.assert_array_equal(values(ours / "out"), values(ours / "right"))


@pytest.mark.parametrize("gone", ["ties.csv", "ours.toml"])
def test_a_file_that_goes_ends_a_sweep_and_is_no_failed_run(ours: Path, gone: str) -> None:
    with pytest.raises(CrmsimError, match=rf"{gone}: was changed or removed"):
        start("exp.toml", jobs=1, out=ours / "out", progress=once((ours / gone).unlink, after=1))
    with Journal(ours / "out" / JOURNAL, readonly=True) as journal:
        assert journal.counts()["failed"] == 0


def test_a_sweep_that_goes_on_with_an_edited_file_mixes_nothing_and_says_so(ours: Path) -> None:
    start("exp.toml", jobs=0, out=ours / "out")
    (ours / "ties.csv").write_text(OTHER_TIES, encoding="utf-8")
    said: list[str] = []
    assert start("exp.toml", jobs=0, out=ours / "out", announce=said.append).computed == 60
    assert any("Changed since this folder was last swept to: ties.csv." in text for text in said)
    start("exp.toml", jobs=0, out=ours / "right")
    np.testing.assert_array_equal(values(ours / "out"), values(ours / "right"))
    said.clear()
    start("exp.toml", jobs=0, out=ours / "out", announce=said.append)
    assert not any("Changed since" in text for text in said)


def test_a_file_that_a_lever_names_is_watched_too(ours: Path) -> None:
    (ours / "exp.toml").write_text(ALTERNATIVES, encoding="utf-8")
    edited = once(lambda: (ours / "ties.csv").write_text(OTHER_TIES, encoding="utf-8"), after=1)
    with pytest.raises(CrmsimError, match=r"ties\.csv: was changed or removed"):
        start("exp.toml", jobs=1, out=ours / "out", progress=edited)
    with Journal(ours / "out" / JOURNAL, readonly=True) as journal:
        assert journal.counts()["failed"] == 0


def test_an_edit_ends_a_comparison_and_what_was_finished_is_kept(ours: Path) -> None:
    from crmsim.experiment.comparing import comparing

    asked = comparing(["ours.toml"], runs=30, what_if=["leadership.said=0.9"])
    edited = once(lambda: (ours / "ties.csv").write_text(OTHER_TIES, encoding="utf-8"), after=1)
    with pytest.raises(CrmsimError, match=r"ties\.csv: was changed or removed"):
        compute(asked, jobs=1, journal=ours / "kept.sqlite", progress=edited)
    (ours / "ties.csv").write_text(TIES, encoding="utf-8")
    with Journal(ours / "kept.sqlite", readonly=True) as journal:
        assert journal.counts()["done"] > 0
        assert journal.counts()["failed"] == 0
    again = compute(asked, jobs=1, journal=ours / "kept.sqlite").runs()
    right = compute(asked, jobs=1).runs()
    assert again.equals(right)


def test_a_run_takes_the_files_as_they_were_when_its_scenario_was_read(ours: Path) -> None:
    loaded = load_scenario("ours.toml")
    times = (ours / "ties.csv").stat()
    changed = TIES.replace("p0,p1,1", "p0,p1,9")  # of the same size, and with the same times
    (ours / "ties.csv").write_text(changed, encoding="utf-8")
    import os

    os.utime(ours / "ties.csv", ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(CrmsimError, match=r"ties\.csv: was changed"):
        crmsim.run(loaded)
    (ours / "ties.csv").write_text(TIES, encoding="utf-8")
    assert crmsim.run(loaded).weeks == 12


def test_a_changed_setting_reads_no_file_again(ours: Path) -> None:
    loaded = load_scenario("ours.toml")
    for name in ("employees.csv", "ties.csv"):
        (ours / name).unlink()
    assert loaded.changed(["leadership.said=0.3"]).digests == loaded.digests
    with pytest.raises(CrmsimError, match="there is no such file"):
        load_scenario("ours.toml")


def test_a_worker_does_not_take_a_file_for_another(ours: Path) -> None:
    from crmsim.experiment import read
    from crmsim.experiment.runs import Runs
    from crmsim.runner.start import job_of
    from crmsim.runner.worker import code

    (ours / "exp.toml").write_text(ALTERNATIVES, encoding="utf-8")
    asked = read("exp.toml")
    setup = Runs(asked, code()).setup(0)
    (ours / "ties.csv").write_text(OTHER_TIES, encoding="utf-8")
    with pytest.raises(Changed):
        Settled(job_of(asked)).scenario(setup)


def test_sources_are_told_apart_by_their_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"one")
    source = Source(file, digest_of(b"one"))
    watched = Sources([source])
    watched.check()
    watched.add([source])
    assert read_same(source) == b"one"
    file.write_bytes(b"two")
    for look in (watched.check, lambda: watched.add([Source(file, digest_of(b"two"))]), lambda: read_same(source)):
        with pytest.raises(Changed):
            look()
    file.unlink()
    for look in (watched.check, lambda: read_same(source)):
        with pytest.raises(Changed):
            look()


def test_provenance_names_what_was_read_and_no_folder(ours: Path) -> None:
    (ours / "below").mkdir()
    for name in ("employees.csv", "ties.csv", "ours.toml"):
        (ours / name).rename(ours / "below" / name)
    (ours / "exp.toml").write_text(EXPERIMENT.replace('"ours.toml"', '"below/ours.toml"'), encoding="utf-8")
    start("exp.toml", jobs=0, out=ours / "out")
    about = load(ours / "out").provenance
    assert list(about["inputs"]) == ["exp.toml", "below/ours.toml", "below/employees.csv", "below/ties.csv"]
    assert about["inputs"]["below/ties.csv"] == digest_of(TIES.encode())
    assert str(ours) not in (ours / "out" / "provenance.json").read_text(encoding="utf-8")


def test_a_scenario_that_is_named_by_its_whole_path_keeps_that_to_itself(ours: Path) -> None:
    """It is called, in all that is stored and when that is read again, by its path as seen from the experiment."""
    names = ("one.toml", "elsewhere/one.toml", "../beside/one.toml")
    (ours / "plans").mkdir()
    for weeks, name in enumerate(names, 8):
        place = ours / "plans" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"[scenario]\nweeks = {weeks}\n[organisation]\nemployees = 20\n", encoding="utf-8")
    paths = [(ours / "plans" / name).resolve() for name in names]
    head = EXPERIMENT.partition("[design]")[0].replace('"ours.toml"', '"baseline"').replace("runs = 20", "runs = 2")
    body = f'[design]\nkind = "scenarios"\n[levers]\nscenario = {[str(path) for path in paths]}\n'
    (ours / "plans" / "exp.toml").write_text(head + body, encoding="utf-8")
    start("plans/exp.toml", jobs=0, out=ours / "out")
    for file in (one for one in (ours / "out").rglob("*") if one.is_file()):
        assert str(ours).encode() not in file.read_bytes(), file.name
    with Journal(ours / "out" / JOURNAL, readonly=True) as journal:
        run = next(journal.entries()).run
    assert replay(ours / "out", run.hex()).same_inputs  # with the files where they were
    for path in paths:
        path.unlink()
    again = load(ours / "out")
    assert {name: scenario.weeks for name, scenario in again.experiment.others.items()} == dict(
        zip(names, (8, 9, 10), strict=True)
    )
    assert set(again.frame()["scenario"]) == set(names)
