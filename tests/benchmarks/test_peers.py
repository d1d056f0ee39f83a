"""What peers are compared by: one rule, the same for this model and for arrays by hand, and curves that must agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers import environment
from benchmarks.peers.environment import OURS, PEERS, Peer, Worker
from benchmarks.peers.rule import FAR, LOOKED_AT, STEPS, apart, network, task

BY_HAND = next(peer for peer in PEERS if peer.program == "with_numpy")
PEOPLE, SEEDS = 90, 30


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Peer, Worker]]:
    folder = tmp_path_factory.mktemp("peers")
    found = {peer: Worker(peer, folder) for peer in (OURS, BY_HAND)}
    yield found
    for worker in found.values():
        worker.close()


def curves(worker: Worker, **more: object) -> np.ndarray:
    return np.array(
        [worker.ask(task(PEOPLE, worker.folder, what="run", seed=seed) | more)["curve"] for seed in range(SEEDS)]
    )


def test_the_rule_is_the_same_on_arrays_and_in_this_model(workers: dict[Peer, Worker]) -> None:
    ours, by_hand = curves(workers[OURS]), curves(workers[BY_HAND])
    assert ours.shape == (SEEDS, STEPS)
    assert np.all(np.diff(ours, axis=1) >= 0)  # nobody goes back
    assert apart(ours, by_hand) < FAR
    assert apart(ours, curves(workers[BY_HAND], rate=0.13)) > FAR


def test_the_share_at_first_is_drawn_and_counted(workers: dict[Peer, Worker]) -> None:
    for worker in workers.values():
        assert np.all(curves(worker, rate=0.0) == PEOPLE // 15)


def test_everybody_has_as_many_neighbours_and_they_are_mutual(tmp_path: Path) -> None:
    neighbours = np.load(network(PEOPLE, tmp_path))
    pairs = {(i, j) for i, row in enumerate(neighbours.tolist()) for j in row}
    assert len(pairs) == neighbours.size
    assert all((j, i) in pairs and i != j for i, j in pairs)


def test_means_lie_apart_by_their_standard_errors() -> None:
    one = np.tile(np.arange(200)[:, None] % 2, (1, max(LOOKED_AT) + 1))  # mean .5, standard error .0354
    assert apart(one, one) == 0.0
    assert apart(one, one + 1) == pytest.approx(1.0 / np.hypot(0.03544, 0.03544), rel=1e-3)


def test_a_library_that_cannot_be_installed_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "interpreter", lambda: str(tmp_path / "no_python"))
    with pytest.raises(RuntimeError, match="could not be installed: .*no_python"):
        Worker(Peer("nothing", "with_numpy", ("nothing==1",)), tmp_path)


def test_a_program_that_fails_says_why(workers: dict[Peer, Worker]) -> None:
    worker = Worker(BY_HAND, workers[BY_HAND].folder)
    with pytest.raises(RuntimeError, match=r"failed: KeyError: 'network'"):
        worker.ask({"what": "run"})
