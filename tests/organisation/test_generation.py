from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsim.errors import CrmsimError
from crmsim.numerics.draws import run_key
from crmsim.organisation import generate, network, textbook
from crmsim.organisation.organisation import Organisation


@dataclass(frozen=True)
class Asked:
    graph: str = "departments"
    employees: int = 150
    departments: int = 0
    levels: int = 4
    mean_ties: float = 6.7
    within_department: float = 0.78
    reciprocity: float = 0.76
    clustering: float = 0.53
    rewiring: float = 0.0


def make(seed: int = 1, **asked: object) -> Organisation:
    return generate(Asked(**asked), run_key(seed))  # type: ignore[arg-type]


def assert_sound(made: Organisation) -> None:
    n, m = made.employees, len(made.target)
    source = made.source
    assert made.start[0] == 0
    assert made.start[-1] == m
    assert made.start.dtype == np.int64
    assert made.target.dtype == made.reverse.dtype == made.manager.dtype == made.department.dtype == np.int32
    assert made.key.dtype == np.uint64
    assert (source != made.target).all()
    assert (np.diff(source.astype(np.int64) * n + made.target) > 0).all()  # rows sorted, no pair twice
    assert (made.target[made.reverse] == source).all()
    assert (source[made.reverse] == made.target).all()
    assert ((made.contact >= 0) & (made.contact <= 1)).all()
    assert (np.maximum(made.contact, made.contact[made.reverse]) > 0).all()
    assert np.isnan(made.quality).all()
    led = made.manager >= 0
    assert (made.level[led] == made.level[made.manager[led]] + 1).all()


def measured(made: Organisation) -> dict[str, float]:
    """The four targets, computed from the arrays with other code than the generator's."""
    tied = made.contact > 0
    source = made.source
    share = []
    near = [set(made.target[made.start[i] : made.start[i + 1]].tolist()) for i in range(made.employees)]
    for mine in near:
        closed = sum(len(mine & near[j]) for j in mine)
        share.append(closed / (len(mine) * (len(mine) - 1)) if len(mine) > 1 else 0.0)
    return {
        "mean_ties": tied.sum() / made.employees,
        "within_department": float((made.department[source] == made.department[made.target])[tied].mean()),
        "reciprocity": float(tied[made.reverse][tied].mean()),
        "clustering": float(np.mean(share)),
    }


FIRM = {"mean_ties": 12.6, "reciprocity": 0.39, "clustering": 0.48, "within_department": 0.76}


@pytest.mark.parametrize("employees", [60, 150, 1_000, 10_000])
@pytest.mark.parametrize("asked", [{}, FIRM], ids=["consultants", "firm"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_targets_are_hit(employees: int, asked: dict[str, float], seed: int) -> None:
    made = make(seed, employees=employees, **asked)
    wanted = Asked(**asked)  # type: ignore[arg-type]
    result = measured(made)
    for name, value in result.items():
        assert made.report["reached"][name] == pytest.approx(value)
        if (employees, name) == (60, "clustering") and asked:
            continue  # three departments of 20 with 20 neighbours each are too full for so little: see below
        assert value == pytest.approx(getattr(wanted, name), rel=0.1), name
    assert_sound(made)


def test_what_cannot_be_reached_is_reported() -> None:
    missed = make(1, clustering=0.05).report
    assert missed["missed"] == ["clustering"]
    assert missed["reached"]["clustering"] > 0.055
    full = make(1, employees=60, departments=20, mean_ties=10.0).report
    assert "within_department" in full["missed"]
    assert full["reached"]["mean_ties"] == pytest.approx(10.0)


@pytest.mark.interpreted
def test_same_key_same_organisation_and_other_key_another() -> None:
    one, again, other = make(5), make(5), make(6)
    for name in ("start", "target", "reverse", "contact", "department", "manager", "level", "key"):
        assert getattr(one, name).tobytes() == getattr(again, name).tobytes()
    assert one.contact.tobytes() != other.contact.tobytes()
    assert make(0).contact.tobytes() != one.contact.tobytes()
    assert (one.key == np.arange(150)).all()


@pytest.mark.interpreted
def test_line_of_command() -> None:
    made = make(3)
    top = np.flatnonzero(made.manager < 0)
    assert top.tolist() == [0]
    assert np.unique(made.level).tolist() == [1, 2, 3, 4]
    heads = np.flatnonzero(made.level == 2)
    assert made.department[heads].tolist() == list(range(8))
    below = made.level > 2
    assert (made.department[below] == made.department[made.manager[below]]).all()
    source = made.source
    to_manager = made.manager[source] == made.target
    assert (made.contact[to_manager] > 0).all()
    assert to_manager.sum() == 149


@pytest.mark.parametrize(("levels", "departments"), [(1, 0), (2, 1), (3, 0), (5, 0), (7, 3)])
def test_levels_as_asked(levels: int, departments: int) -> None:
    made = make(2, levels=levels, departments=departments)
    assert made.level.max() == levels
    assert (made.manager < 0).sum() == (150 if levels == 1 else 1)
    assert_sound(made)


def test_departments_are_unequal_and_by_size() -> None:
    assert len(make(employees=40).departments) == 2
    assert len(make(employees=10_000).departments) == 200
    sizes = np.bincount(make().department)
    assert sizes.sum() == 150
    assert sizes.min() >= 3
    assert sizes.max() > 1.3 * sizes.min()
    assert np.bincount(make(employees=9, departments=9, mean_ties=2.0).department).tolist() == [1] * 9


def test_contact_is_skewed_and_nearer_to_managers() -> None:
    made = make(1, employees=1_000)
    tied = made.contact > 0
    boss = (made.manager[made.source] == made.target) & tied
    contact = made.contact
    assert contact[boss].mean() > contact[tied].mean() + 0.1
    assert np.quantile(contact[tied], 0.05) < 0.15
    inside = made.department[made.source] == made.department[made.target]
    assert contact[tied & inside].mean() > contact[tied & ~inside].mean() + 0.1


def test_in_degrees_are_skewed() -> None:
    made = make(1, employees=1_000)
    sought = np.bincount(made.target[made.contact > 0], minlength=1_000)
    assert 0.35 < sought.std() / sought.mean() < 0.9  # .66 in a firm of 71


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"mean_ties": 150.0}, "mean_ties"),
        ({"mean_ties": -1.0}, "mean_ties"),
        ({"mean_ties": 0.5}, "mean_ties"),
        ({"employees": 0}, "employees"),
        ({"employees": 10**9}, "employees"),
        ({"graph": "complete", "employees": 10**6}, "employees"),
        ({"employees": 10**6, "mean_ties": 500.0}, "mean_ties"),
        ({"departments": 151}, "departments"),
        ({"departments": -1}, "departments"),
        ({"levels": 0}, "levels"),
        ({"levels": 2}, "levels"),
        ({"reciprocity": 1.5}, "reciprocity"),
        ({"mean_ties": 140.0, "reciprocity": 0.1}, "reciprocity"),
        ({"graph": "star"}, "graph"),
        ({"graph": "regular", "mean_ties": 6.7}, "mean_ties"),
        ({"graph": "regular", "mean_ties": 3.0, "employees": 15}, "mean_ties"),
        ({"graph": "ring", "mean_ties": 3.0}, "mean_ties"),
    ],
)
def test_impossible_is_refused(asked: dict[str, object], key: str) -> None:
    with pytest.raises(CrmsimError) as raised:
        make(1, **asked)
    assert raised.value.key == f"organisation.{key}"
    assert raised.value.expected


def test_unknown_graph_names_the_nearest() -> None:
    with pytest.raises(CrmsimError, match="Did you mean 'departments'"):
        make(graph="department")


@pytest.mark.interpreted
@settings(max_examples=60, deadline=None)
@given(
    employees=st.integers(1, 120),
    departments=st.integers(0, 12),
    levels=st.integers(1, 6),
    mean_ties=st.floats(0, 40),
    within_department=st.floats(0, 1),
    reciprocity=st.floats(0, 1),
    clustering=st.floats(0, 1),
    seed=st.integers(0, 2**31),
)
def test_anything_asked_is_made_or_refused(seed: int, **asked: object) -> None:
    try:
        made = make(seed, **asked)
    except CrmsimError:
        return
    assert_sound(made)
    reached = made.report["reached"]
    ties = round(made.employees * asked["mean_ties"])  # type: ignore[operator]
    assert round(reached["mean_ties"] * made.employees) <= ties
    if "mean_ties" not in made.report["missed"]:
        assert (made.contact > 0).sum() == pytest.approx(ties, rel=0.1)


@pytest.mark.interpreted
def test_complete_graph() -> None:
    made = make(graph="complete", employees=30, levels=1)
    assert_sound(made)
    assert len(made.target) == 30 * 29
    assert (made.contact == 1.0).all()
    assert len(made.departments) == 1
    assert (made.manager == -1).all()
    pair = make(graph="complete", employees=2, levels=1)
    assert pair.target.tolist() == [1, 0]


@pytest.mark.interpreted
@pytest.mark.parametrize(("degree", "employees"), [(8, 100), (3, 50), (4, 31), (0, 10), (9, 10)])
def test_regular_graph(degree: int, employees: int) -> None:
    made = make(graph="regular", mean_ties=float(degree), employees=employees, levels=1)
    assert_sound(made)
    assert (np.diff(made.start) == degree).all()
    assert (made.contact == 1.0).all()


def test_regular_graph_is_random() -> None:
    """Few triangles remain of the ring it starts from, in which a share of .64 of neighbours are neighbours."""
    made = make(graph="regular", mean_ties=8.0, employees=1_000, levels=1)
    assert network.closure(made.start, made.target) < 0.03


def test_ring_and_its_rewiring() -> None:
    made = make(graph="ring", mean_ties=4.0, employees=500, levels=1)
    assert made.target[:4].tolist() == [1, 2, 498, 499]
    assert network.closure(made.start, made.target) == pytest.approx(0.5)  # 3(k-2)/4(k-1), Watts & Strogatz 1998
    for share in (0.1, 1.0):
        moved = make(graph="ring", mean_ties=4.0, employees=500, levels=1, rewiring=share)
        assert_sound(moved)
        assert len(moved.target) == 2_000
        gap = np.abs(moved.source - moved.target)
        assert np.mean(np.minimum(gap, 500 - gap) > 2) == pytest.approx(share, abs=0.04)


def test_poisson_graph() -> None:
    made = make(graph="poisson", mean_ties=4.0, employees=10_000, levels=1)
    assert_sound(made)
    degree = np.diff(made.start)
    assert degree.mean() == pytest.approx(4.0, rel=0.03)
    assert degree.var() == pytest.approx(4.0, rel=0.06)
    assert (degree == 0).mean() == pytest.approx(np.exp(-4.0), rel=0.25)
    assert network.closure(made.start, made.target) < 0.002
    gaps = np.abs(made.source - made.target)
    assert gaps.mean() == pytest.approx(10_000 / 3, rel=0.03)  # all pairs alike
    assert len(make(graph="poisson", mean_ties=0.0, employees=50).target) == 0
    assert len(make(graph="poisson", mean_ties=49.0, employees=50).target) == 50 * 49


def test_limit_graphs_take_departments_and_managers_when_asked() -> None:
    made = make(graph="complete", employees=40, departments=4, levels=3)
    assert len(made.departments) == 4
    assert (made.manager < 0).sum() == 1


def test_one_specialisation() -> None:
    make(1)
    make(2, employees=20)
    make(graph="ring", mean_ties=4.0, rewiring=0.1)
    make(graph="regular", mean_ties=4.0)
    make(graph="poisson")
    make(graph="complete")
    for kernel in (network.grow, network.link, network.closure, network.assemble, textbook.lattice, textbook.sparse):
        assert len(getattr(kernel, "signatures", [1])) == 1  # none where compilation is switched off
