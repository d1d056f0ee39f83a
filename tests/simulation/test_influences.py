"""Which measures a phase writes, and which of them move when another is moved before it: as influences.toml says."""

import copy

import influences
import rearranged

from crmsim.mechanisms import PHASES

# Seen too seldom to be met at one end of everybody's rows: what nobody else had recorded, what a change of a fact
# that had not long to live does to the changes of a week, contacts of newcomers, what
# is told of what somebody was told.
SELDOM = {
    ("market", "facts.recorded"), ("market", "lives.remaining"), ("help", "facts.spread"), ("help", "ties.contact"),
    ("help", "ties.base_contact"), ("help", "traces.told"),
}  # fmt: skip


def test_each_phase_looks_at_what_it_should_and_moves_what_it_should() -> None:
    assert influences.differences(influences.found(), influences.written()) == []


def test_the_first_and_the_last_of_everybodys_rows_have_a_part_like_all_others() -> None:
    expected = influences.found_in("needs")
    rows = {"ties", "needs", *rearranged.OF_FACTS}
    missing = []
    for end, result in zip(("first", "last"), influences.found_at_ends(expected, (5, 6, 7, 8)), strict=True):
        for phase, table in expected.items():
            for name, moving in table.items():
                if name == "":  # which slot a need has is nobody's own
                    moving = {one for one in moving if one.split(".")[0] in rows - {"needs"}}
                elif name.split(".")[0] not in rows or (phase, name) in SELDOM:
                    continue
                lost = {one for one in moving - result[phase][name] if one != "expertise"}
                missing += [f"{phase}: the {end} {name or 'is written,'} {one}" for one in sorted(lost)]
    assert missing == []


def test_a_measure_taken_for_another_is_told() -> None:
    expected = influences.written()
    assert set(PHASES) < set(expected)
    found = copy.deepcopy(expected)
    found["climate"]["people.habit"] = found["climate"].pop("people.rest")
    assert influences.differences(found, expected) == [
        "climate: people.habit moves people.energy, which influences.toml does not say",
        "climate: people.rest moves people.energy no longer, as influences.toml says",
    ]
