"""A card's rulebook is the rulebook: each clone is the very code of its rule, and calls clones of what it calls."""

from crmsim.card.batch import FIELDS, columns, entry, layout, source
from crmsim.card.clones import Clones, names_in
from crmsim.mechanisms import RECORDS, WEEK
from crmsim.numerics.draws import join, mix, u64
from crmsim.numerics.portable import exp
from crmsim.simulation.parameters import RECORD


def cloned() -> Clones:
    clones = Clones(lambda function: function, {u64: u64})
    clones.of(WEEK.functions["run_weeks"])
    return clones


def test_every_rule_of_a_week_has_one_source() -> None:
    clones = cloned()
    assert {*WEEK.carried_out.values(), WEEK.functions["begin_run"], WEEK.functions["welcome"], exp, join} <= set(
        clones.plain
    )
    assert len(clones.plain) > 100
    for rule, clone in clones.plain.items():
        assert clone.__code__ is rule.__code__ and clone.__defaults__ == rule.__defaults__


def test_clones_call_clones_and_all_else_is_shared() -> None:
    clones = cloned()
    calls = 0
    for rule, clone in clones.plain.items():
        for name in names_in(rule.__code__):
            if name in rule.__globals__:
                shared = rule.__globals__[name]
                expected = clones.made.get(shared, shared) if callable(shared) else shared
                assert clone.__globals__[name] is expected, (rule.__name__, name)
                calls += expected is not shared
    assert calls > 200


def test_some_functions_are_another_targets_own() -> None:
    def other(x: int) -> int:
        return x

    clones = Clones(lambda function: function, {u64: other})
    assert clones.of(mix).__globals__["u64"] is other
    assert mix.__globals__["u64"] is u64


def test_a_batch_has_every_array_of_the_state() -> None:
    kinds = {part.name: part.kind for part in layout()}
    assert all(kinds[name] == kind for name, kind in RECORDS.items())
    assert kinds["params"] == RECORD
    assert all(f"{name}[places[r, " in source() or f"shaped({name}, places[r, " in source() for name in FIELDS)


def test_the_kernel_takes_each_run_through_the_weeks_asked_for() -> None:
    asked = []

    class Array(list):  # type: ignore[type-arg]
        shape = (0, 0, 0)

        def __getitem__(self, where):  # type: ignore[no-untyped-def]
            return self if isinstance(where, slice) else where if isinstance(where, tuple) else f"of {where}"

    class Places:
        def __getitem__(self, where):  # type: ignore[no-untyped-def]
            return where[1] - columns()[-1] if where[1] < columns()[-1] + 4 else 0

    def shaped(flat, begin, shape):  # type: ignore[no-untyped-def]
        return flat

    kernel = entry(lambda *given: asked.append(given[1:]), lambda function: function, shaped, "for r in range(runs):")
    kernel(*(Places() if part.name == "places" else Array() for part in layout()), 2)
    assert asked == [("of 0", "of 0", 0, 1, 2, 3), ("of 1", "of 1", 0, 1, 2, 3)]
