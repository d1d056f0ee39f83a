"""No name, small department, hash of an id or folder is left behind; and the search would find one."""

import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from benchmarks.attack.names import FOLDER, Searched, attack, core, people, word

KNOWN = people(24)


@pytest.fixture
def searched(tmp_path: Path) -> Searched:
    return Searched(KNOWN, str(tmp_path))


def test_people_are_distinct_and_a_third_are_in_small_departments() -> None:
    known = people(200)
    words = [*known.ids, *known.names, *set(known.departments)]
    assert len({core(one) for one in words}) == len(words) == 400 + len(set(known.departments))
    sizes = {name: known.departments.count(name) for name in known.departments}
    assert known.small == {name for name, size in sizes.items() if size < 5}
    assert 60 <= sum(sizes[name] for name in known.small) <= 70


@pytest.mark.parametrize("secret", [KNOWN.ids[3], KNOWN.names[3], min(KNOWN.small)])
def test_a_name_is_found_in_every_kind_of_file(searched: Searched, tmp_path: Path, secret: str) -> None:
    pq.write_table(pa.table({"a": [secret]}), tmp_path / "cells.parquet", compression="zstd")
    pq.write_table(
        pa.table({"a": [1]}).replace_schema_metadata({"crmsim": secret}), tmp_path / "head.parquet", compression="zstd"
    )
    with sqlite3.connect(tmp_path / "a.sqlite") as journal:
        journal.execute("CREATE TABLE runs (error TEXT)")
        journal.execute("INSERT INTO runs VALUES (?)", (secret,))
    journal.close()
    (tmp_path / "a.json").write_text(json.dumps({"escaped": secret}), encoding="ascii")
    (tmp_path / "a.csv").write_text(secret.upper(), encoding="utf-16")
    (tmp_path / "a.txt").write_text(f"in {secret}.", encoding="latin-1")
    facts = PngInfo()
    facts.add_text("Title", secret, zip=True)
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png", pnginfo=facts)
    for path in sorted(tmp_path.iterdir()):
        before = len(searched.hits)
        searched.look_at_file(path, path.name)
        assert len(searched.hits) > before, path.name
    assert {hit.word for hit in searched.hits} == {core(secret).decode()}


def test_hashes_and_folders_are_found(searched: Searched, tmp_path: Path) -> None:
    import hashlib

    searched.look("a", hashlib.sha1(KNOWN.ids[5].encode()).hexdigest().encode())
    searched.look("b", str(tmp_path / "x").encode())
    searched.look("c", f"/somewhere/{FOLDER}/x".encode())
    searched.look("d", f"/somewhere/{FOLDER}/x".encode(), path=False)
    large = next(name for name in KNOWN.departments if name not in KNOWN.small)
    searched.look("e", f"{large} and {word('id', 10_000)}".encode())
    assert [hit.where for hit in searched.hits] == ["a", "b", "c"]


def test_nothing_is_left_behind_by_the_main_commands() -> None:
    result = attack(24, quick=True, languages=("nb",))
    assert result.hits == []
    assert result.pieces > 60
