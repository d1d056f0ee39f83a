"""The bits of thirty runs are those written down, on this machine as on any other; a part of them interpreted too."""

import digests
import numba
import pytest

FILE = digests.written()
CASES = [
    (name, size, int(seed), digest)
    for name, sizes in FILE["digests"].items()
    for size, seeds in sizes.items()
    for seed, digest in seeds.items()
]
CHANGED = (
    "the weekly sums are not those of tests/simulation/digests.json. If numbers were meant to change, run "
    "`python tests/simulation/digests.py --write` and say so in CHANGELOG.md; if not, this change has an error, or "
    "this machine rounds otherwise than IEEE 754 says"
)


def test_the_file_holds_every_run() -> None:
    assert set(FILE["digests"]) == set(digests.SCENARIOS)
    assert all(set(sizes) == set(digests.SIZES) for sizes in FILE["digests"].values())
    whole = {digest for _, size, _, digest in CASES if size == "whole"}
    assert len(whole) == len(digests.SCENARIOS) * len(digests.SEEDS)  # no two are alike


def test_the_file_lists_columns_that_there_are() -> None:
    lacking = set(FILE["columns"]) - set(digests.COLUMN)
    assert not lacking, f"{lacking} are no columns any more; run `python tests/simulation/digests.py --write`"


@pytest.mark.parametrize(("name", "size", "seed", "digest"), CASES)
def test_the_bits_are_those_written_down(name: str, size: str, seed: int, digest: str) -> None:
    if numba.config.DISABLE_JIT:
        pytest.skip("too slow uncompiled; test_a_run_has_these_bits_uncompiled_too does some")
    assert digests.digest_of(name, seed, size, FILE["columns"]) == digest, CHANGED


@pytest.mark.interpreted
@pytest.mark.parametrize("name", ["baseline", "limits/noisy_pair", "limits/normal_thresholds"])
def test_a_run_has_these_bits_uncompiled_too(name: str) -> None:
    expected = FILE["digests"][name]["small"]["0"]
    assert digests.digest_of(name, 0, "small", FILE["columns"]) == expected, CHANGED
