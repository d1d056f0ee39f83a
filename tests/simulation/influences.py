"""Which measures each phase writes, and which of them move when another is moved before it: written in influences.toml.

    python tests/simulation/influences.py          compare with influences.toml
    python tests/simulation/influences.py --write  write influences.toml anew

Found from outside: the phase is carried out twice, once on a state in which one measure stands one row further on, and
the measures that come out otherwise are noted. Sizes have no part in this, only who moves what; so a number of the
model may change and the file stays. A line that a change of rules adds or takes away is to be read: does this phase
really look at that measure, and may it move the other?
"""

from __future__ import annotations

import functools
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rearranged
import small

from crmsim.mechanisms import COLUMNS, PHASES
from crmsim.mechanisms.state import NEVER
from crmsim.simulation import Simulation

FILE = Path(__file__).with_name("influences.toml")
OFFICE = {"organisation": {"employees": 24, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 30}}
FEW = {"organisation": {"employees": 15, "departments": 3, "mean_ties": 5.0}, "scenario": {"weeks": 24}}
BUSY = small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9}, "exchange": {"requests_per_week": 3.5}})
# Each with the weeks looked at, when the project is under way, goes live in week 9, and is over; and with the phases
# that do otherwise there.
CASES: dict[str, tuple[Any, tuple[int, ...], tuple[str, ...]]] = {
    "needs": (BUSY, (2, 5, 9, 14, 22), PHASES),
    "favours": (small.scenario(small.LIVELY, FEW, small.CASES["favours"]), (3, 8), ("ask", "help")),
    "barter": (small.scenario(small.LIVELY, FEW, small.CASES["barter"]), (3, 9, 16), ("help",)),
    "threshold": (small.scenario(small.LIVELY, FEW, small.CASES["threshold"]), (3, 9), ("adoption",)),
    "filing by case": (small.scenario(small.LIVELY, FEW, {"system": {"filing": "case"}}), (14, 22), ("use",)),
    "hazard": (small.scenario(small.LIVELY, FEW, small.CASES["hazard"]), (3, 9), ("adoption",)),
}
# Which row or entry something is: moved, it would lead nowhere.
PLACES = {
    "people.key", "ties.key", "ties.target", "ties.reverse", "needs.fact", "requests.tie", "requests.slot",
    "project.leader", "traces.owner", "start", "first_fact",
}  # fmt: skip
OF_SOMEBODY = {"traces.author", "traces.finder", "traces.told", "people.manager"}
Influences = dict[str, dict[str, set[str]]]
Ends = dict[str, tuple[Any, Any]]
Carried = Callable[[str, Callable[[Any], bool]], set[str]]


def measures(state: Any, week: int) -> dict[str, Any]:
    """Every measure of the state by name; each topic of what is known and each column of the week's sums by itself."""
    result = rearranged.pieces(state)
    sums, expertise, understanding = (result.pop(name) for name in ("sums", "expertise", "people.understanding"))
    result |= {f"expertise.{topic}": expertise[:, topic] for topic in range(expertise.shape[1])}
    result |= {f"people.understanding.{k}": understanding[:, k] for k in range(understanding.shape[1])}
    return result | {f"sums.{name}": sums[week - 1, :, place] for place, name in enumerate(COLUMNS)}


def moved(name: str, column: Any) -> bool:
    """Move a measure, each value to the next row; the measure of the one row there is becomes another number."""
    before = column.copy()
    if len(column) > 1:
        column[...] = np.roll(before, 1, axis=0)
        if name in OF_SOMEBODY:  # who is nobody here could be looked for elsewhere
            column[column == NEVER] = 0
    elif column.dtype.kind == "f":
        column[...] = 0.1 + 0.5 * before
    return bool(np.any(column != before))


def watched(case: Any, seed: int, weeks: Iterable[int]) -> Iterator[tuple[Simulation, int, str, Any, Carried]]:
    """Walk phase by phase through a case.

    Yields in the weeks given, after each phase, the run, the week and the phase's name, a copy of the state before it,
    and a function that carries out the phase on a copy of that in which one has changed something, and gives the names
    of the measures that came out otherwise.
    """
    simulation = Simulation(case, seed)
    key, state = np.uint64(simulation.key), simulation.state
    before, other = rearranged.copies(state), rearranged.copies(state)

    def carried(week: int, number: int, bits: Any, end: Any, name: str, change: Callable[[Any], bool]) -> set[str]:
        rearranged.overwrite(other, before)
        if not change(end[name]):
            return set()
        rearranged.advance(other, simulation.params, key, week, week, number, number)
        return different(end, bits) - {name}

    for week in range(1, max(weeks) + 1):
        after, end = measures(state, week), measures(other, week)
        for number, phase in enumerate(PHASES):
            rearranged.overwrite(before, state)
            simulation._advance(week, week, number, number)
            if week not in weeks:
                continue
            bits = {name: column.tobytes() for name, column in after.items()}

            yield simulation, week, phase, before, functools.partial(carried, week, number, bits, end)


@functools.cache
def found_in(name: str) -> Influences:
    """By phase and measure, what it moves there in a case; "" stands for what the phase writes at all."""
    case, weeks, phases = CASES[name]
    result: Influences = {phase: defaultdict(set) for phase in phases}
    for simulation, week, phase, before, carried in watched(case, 5, weeks):
        if phase not in phases:
            continue
        was, now = measures(before, week), measures(simulation.state, week)
        result[phase][""] |= different(now, {measure: column.tobytes() for measure, column in was.items()})
        for measure in was:
            if measure not in PLACES:
                result[phase][measure] |= carried(measure, functools.partial(moved, measure))
    return result


def found() -> Influences:
    """The same for all cases, as the file has them."""
    return {
        phase if name == "needs" else f"{phase} {name}": table
        for name in CASES
        for phase, table in found_in(name).items()
    }


def ends(state: Any) -> Ends:
    """Which rows are the first of somebody's, and the last: of customers' facts, ties and open needs."""
    result: Ends = {}
    for names, first in ((rearranged.OF_FACTS, state.first_fact), (("ties",), state.start)):
        some = np.diff(first) > 0
        result |= dict.fromkeys(names, (first[:-1][some], first[1:][some] - 1))
    waiting = np.flatnonzero(state.people.open_needs > 1)
    return result | {"needs": ((waiting, 0 * waiting), (waiting, state.people.open_needs[waiting] - 1))}


def found_at_ends(expected: Influences, seeds: Iterable[int]) -> tuple[Influences, Influences]:
    """Which of the influences expected show where the first, and the last, of everybody's rows alone is moved."""
    both: tuple[Influences, Influences] = tuple({phase: defaultdict(set) for phase in PHASES} for _ in "fl")  # type: ignore[assignment] # two
    for seed in seeds:
        for simulation, _, phase, before, carried in watched(BUSY, seed, range(1, BUSY.weeks + 1)):
            for entity, rows in ends(before).items():
                for result, row in zip(both, rows, strict=True):
                    for field in getattr(before, entity).dtype.names:
                        name = f"{entity}.{field}"
                        was, now = getattr(before, entity)[field], getattr(simulation.state, entity)[field]
                        if np.any(was[row] != now[row]):
                            result[phase][""].add(name)
                        if name not in PLACES and not expected[phase].get(name, set()) <= result[phase][name]:
                            result[phase][name] |= carried(name, functools.partial(moved_at, row))
    return both


def different(columns: dict[str, Any], bits: dict[str, bytes]) -> set[str]:
    """The names of the measures whose bits are others; which topic of what is known is left to chance."""
    names = {name for name, column in columns.items() if column.tobytes() != bits[name]}
    return {"expertise" if name.startswith("expertise.") else name for name in names}


def moved_at(row: Any, column: Any) -> bool:
    """Move a measure among these rows alone."""
    some = column[row]
    column[row] = np.roll(some, 1)
    return bool(np.any(column[row] != some))


def written() -> Influences:
    """What the file says."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        phase: {"" if name == "writes" else name: set(moving.split()) for name, moving in table.items()}
        for phase, table in read.items()
    }


def differences(result: Influences, expected: Influences) -> list[str]:
    """Each influence that one of them has and the other has not."""
    told = []
    for phase in sorted({*result, *expected}):
        now, before = result.get(phase, {}), expected.get(phase, {})
        for name in sorted({*now, *before}):
            one, other = now.get(name, set()), before.get(name, set())
            does = f"{name} moves" if name else "writes"
            told += [f"{phase}: {does} {moving}, which influences.toml does not say" for moving in sorted(one - other)]
            told += [f"{phase}: {does} {moving} no longer, as influences.toml says" for moving in sorted(other - one)]
    return told


def write(result: Influences) -> None:
    """Write the file anew."""
    lines = [f"# {line}".rstrip() for line in (__doc__ or "").split("\n\n")[2].splitlines()]
    for phase, table in result.items():
        lines += ["", f'["{phase}"]']
        for name, moving in sorted(table.items()):
            if moving:
                key = f'"{name}"' if name else "writes"
                lines.append(f'{key} = "{" ".join(sorted(moving))}"')
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write(found())
    told = differences(found(), written())
    print("\n".join(told) or "as written")
    raise SystemExit(1 if told else 0)
