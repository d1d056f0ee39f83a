"""What an organisation's network is like, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import igraph
import numpy as np

from crmsim.organisation.organisation import Organisation, Real, Whole, among
from crmsim.organisation.seats import listing_order
from crmsim.organisation.small import NAMED_BY_US, pooled
from crmsim.organisation.understood import notes_of, understood_rows
from crmsim.words import ENGLISH, Teller, message

EXACT = 2_000  # people up to whom betweenness is computed from everybody
SAMPLED_ENTRIES = 16_000_000  # ties that are walked at most beyond that
SAMPLES = (10, 400)  # fewest and most people from whom it is then computed
SHOWN = 5  # people who are named


@dataclass(frozen=True)
class Description:
    """A description of an organisation; a tie is an entry with contact, neighbours are two with a tie either way.

    Attributes
    ----------
    employees, ties, isolates, components, largest_component:
        Counts; an isolate has no neighbour; components are of neighbours.
    departments, levels:
        People in each department, by name, and on each level; small departments of people from files are together.
    department_count:
        How many departments there are.
    density:
        Ties of those possible.
    mean_ties:
        Mean out-degree.
    in_degree_variation:
        Coefficient of variation of how many turn to one.
    reciprocity:
        Share of ties that are returned.
    clustering:
        Mean local clustering among neighbours; fewer than two neighbours count 0.
    department_assortativity:
        Newman's coefficient for departments, None where there is but one.
    within_department:
        Share of ties inside departments.
    mean_contact:
        Mean contact of ties.
    with_manager, contact_with_manager:
        Share of people who have a manager; of these, with any contact with the manager.
    brokers:
        The people with the highest betweenness (share of shortest paths between others through them), and that.
    betweenness_from:
        From how many people it was computed: all of them, or a sample.
    cut_points:
        How many hold the network together in that without them a component would fall apart, and the first of them
        by betweenness.
    drawn:
        What no file gave and a run will draw.
    notes:
        How files were understood.
    columns:
        Every column of the lists of employees and of ties, and what it was used for.
    """

    employees: int
    ties: int
    departments: dict[str, int]
    department_count: int
    levels: dict[int, int]
    density: float
    mean_ties: float
    in_degree_variation: float | None
    reciprocity: float | None
    clustering: float
    department_assortativity: float | None
    within_department: float | None
    mean_contact: float | None
    isolates: int
    components: int
    largest_component: int
    with_manager: float
    contact_with_manager: float | None
    brokers: tuple[tuple[str, float], ...]
    betweenness_from: int
    cut_points: int
    cut_point_ids: tuple[str, ...]
    drawn: tuple[str, ...]
    notes: tuple[str, ...]
    columns: dict[str, tuple[tuple[str, str], ...]]

    def text(self, teller: Teller = ENGLISH) -> str:
        """The description as the terminal shows it."""
        rows = [*self._people(teller), *self._network(teller), *self._holding(teller)]
        rows.append((teller("will be drawn"), ", ".join(map(teller, self.drawn)) or teller("nothing")))
        rows += understood_rows(self.columns, self.notes, teller)
        wide = max(len(label) for label, _ in rows) + 2
        return "\n".join(teller.wrap(text, f"{label:<{wide}}", " " * wide) for label, text in rows)

    def _people(self, teller: Teller) -> list[tuple[str, str]]:
        places = sorted(self.departments.items(), key=lambda item: (-item[1], item[0]))
        named = ", ".join(
            f"{teller(NAMED_BY_US[name]) if name in NAMED_BY_US else name} {size}" for name, size in places[:8]
        ) + (", …" if len(places) > 8 else "")
        ranks = ", ".join(f"{level}: {size}" for level, size in self.levels.items())
        managers = teller("{share:.0%} of people have one", share=self.with_manager)
        if self.contact_with_manager is not None:
            managers += teller(", {share:.0%} of these in contact", share=self.contact_with_manager)
        return [
            (teller("people"), teller.count(self.employees)),
            (teller("departments"), f"{self.department_count} ({named})"),
            (teller("levels"), f"{len(self.levels)} ({ranks})"),
            (teller("managers"), managers),
        ]

    def _network(self, teller: Teller) -> list[tuple[str, str]]:
        def share(value: float | None) -> str:
            return teller("undefined") if value is None else teller.digits(f"{value:.2f}")

        return [
            (
                teller("ties"),
                teller(
                    "{ties:,}: {mean:.1f} each, density {density:.3g}",
                    ties=self.ties,
                    mean=self.mean_ties,
                    density=self.density,
                ),
            ),
            (teller("reciprocity"), teller("{share} of ties are returned", share=share(self.reciprocity))),
            (
                teller("clustering"),
                teller(
                    "{share}, the mean over people of how many pairs of their neighbours are tied, either way",
                    share=share(self.clustering),
                ),
            ),
            (
                teller("inside departments"),
                teller(
                    "{share} of ties, assortativity {assortativity}",
                    share=share(self.within_department),
                    assortativity=share(self.department_assortativity),
                ),
            ),
            (teller("isolates"), teller.count(self.isolates)),
            (
                teller("components"),
                teller(
                    "{components:,}, the largest of {people:,}",
                    components=self.components,
                    people=self.largest_component,
                ),
            ),
        ]

    def _holding(self, teller: Teller) -> list[tuple[str, str]]:
        brokers = ", ".join(teller("{who} ({share:.0%} of paths)", who=who, share=value) for who, value in self.brokers)
        if self.betweenness_from != self.employees:
            brokers += " " + teller("(sampled from {people} people)", people=self.betweenness_from)
        cuts = teller.count(self.cut_points)
        if self.cut_points:
            cuts += f" ({', '.join(self.cut_point_ids)}{', …' if self.cut_points > SHOWN else ''})"
        return [
            (teller("holding together"), brokers.strip() or teller("nobody")),
            (teller("cut points"), cuts),
        ]


def describe(organisation: Organisation) -> Description:
    """What the organisation is like.

    Betweenness is exact up to 2,000 people; beyond, it is estimated from shortest paths that start at a sample of
    people spread evenly over the seats, hence over departments (Brandes & Pich 2007).
    """
    people = organisation.employees
    tied = organisation.contact > 0.0
    near = tied | tied[organisation.reverse]
    source = organisation.source
    degree = np.bincount(source[near], minlength=people)
    ties = int(tied.sum())
    sought = np.bincount(organisation.target[tied], minlength=people)
    inside = organisation.department[source] == organisation.department[organisation.target]
    once = near & (source < organisation.target)
    graph = igraph.Graph(n=people, edges=np.column_stack([source[once], organisation.target[once]]))
    sizes = graph.connected_components().sizes()
    between, sampled = _betweenness(graph, people)
    order = listing_order(organisation)
    ranked = order[np.argsort(-between[order], kind="stable")]
    cuts = set(graph.articulation_points())
    led = np.flatnonzero(organisation.manager >= 0)
    placed = pooled(organisation)
    return Description(
        employees=people,
        ties=ties,
        departments={
            name: int(size)
            for name, size in zip(
                placed.departments,
                np.bincount(placed.department, minlength=len(placed.departments)),
                strict=True,
            )
        },
        department_count=len(organisation.departments),
        levels={
            int(level): int(size)
            for level, size in zip(*np.unique(organisation.level, return_counts=True), strict=True)
        },
        density=ties / max(people * (people - 1), 1),
        mean_ties=ties / people,
        in_degree_variation=float(sought.std() / sought.mean()) if ties else None,
        reciprocity=float(tied[organisation.reverse][tied].mean()) if ties else None,
        clustering=float(np.mean(graph.transitivity_local_undirected(mode="zero"))),
        department_assortativity=_assortativity(
            organisation.department[source[tied]], organisation.department[organisation.target[tied]]
        ),
        within_department=float(inside[tied].mean()) if ties else None,
        mean_contact=float(organisation.contact[tied].mean()) if ties else None,
        isolates=int((degree == 0).sum()),
        components=len(sizes),
        largest_component=max(sizes, default=0),
        with_manager=len(led) / people,
        contact_with_manager=_with_manager(organisation, near, source, led),
        brokers=tuple((organisation.ids[i], float(between[i])) for i in ranked[:SHOWN] if between[i] > 0.0),
        betweenness_from=sampled,
        cut_points=len(cuts),
        cut_point_ids=tuple(organisation.ids[i] for i in ranked if int(i) in cuts)[:SHOWN],
        drawn=_drawn(organisation),
        notes=notes_of(organisation),
        columns=organisation.report.get("columns", {}),
    )


def _betweenness(graph: Any, people: int) -> tuple[Real, int]:
    """Share of the shortest paths between two others that lead through each, and from how many it was computed."""
    sources = None
    count = people
    if people > EXACT:
        count = int(np.clip(SAMPLED_ENTRIES // max(graph.ecount(), 1), *SAMPLES))
        sources = np.unique(np.linspace(0, people - 1, count).astype(int)).tolist()
    paths = np.array(graph.betweenness(directed=False, sources=sources, targets=None), dtype=np.float64)
    possible = count / people * (people - 1) * (people - 2) / 2
    return paths / max(possible, 1.0), count


def _assortativity(one: Whole, two: Whole) -> float | None:
    """Newman's (2003) assortativity of a category over ties; None where ties know but one category."""
    if not len(one):
        return None
    size = int(max(one.max(), two.max())) + 1
    expected = float((np.bincount(one, minlength=size) / len(one)) @ (np.bincount(two, minlength=size) / len(two)))
    return (float((one == two).mean()) - expected) / (1.0 - expected) if expected < 1.0 else None


def _with_manager(organisation: Organisation, near: Any, source: Any, led: Any) -> float | None:
    if not len(led):
        return None
    people = organisation.employees
    pairs = source[near].astype(np.int64) * people + organisation.target[near]
    return float(among(led * people + organisation.manager[led], pairs).mean())


def _drawn(organisation: Organisation) -> tuple[str, ...]:
    """Names of what is missing for anybody."""
    tied = organisation.contact > 0.0
    missing = {
        message("style"): organisation.style < 0,
        message("role"): organisation.role < 0,
        message("otherish"): np.isnan(organisation.otherish),
        message("productivity"): np.isnan(organisation.productivity),
        message("threshold"): np.isnan(organisation.threshold),
        message("tenure"): np.isnan(organisation.tenure),
        message("quality"): np.isnan(organisation.quality[tied]),
    }
    return tuple(
        name if gone.all() else message("{what} ({share:.0%} missing)", what=name, share=float(gone.mean()))
        for name, gone in missing.items()
        if gone.any()
    )
