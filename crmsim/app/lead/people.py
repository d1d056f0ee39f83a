"""Five people with faces: who they are, and what they say, which follows from their state in the run."""

from __future__ import annotations

from dataclasses import dataclass

from crmsim.app.lead.faces import LOOKS, Look, mood_of
from crmsim.app.lead.post import WEEKS
from crmsim.app.lead.sayings import saying, stands
from crmsim.mechanisms.state import EXECUTIVE
from crmsim.numerics.draws import draw, join, stream
from crmsim.simulation.run import Simulation

CAST = stream("lead.cast")  # of its own: who is met changes nothing in a run
LOOK = stream("lead.look")
MET = 5
HEARD = 2  # who say something without being asked


@dataclass(frozen=True)
class Person:
    """Somebody the player meets.

    Attributes
    ----------
    seat:
        In the organisation.
    look:
        Name and face; somebody else's where the seat has a new holder.
    department:
        Its name.
    present:
        False where the seat stands empty.
    new:
        Whether they came in the quarter that is over.
    mood:
        Of the face.
    says:
        Key of :data:`crmsim.app.lead.sayings.SAYINGS`.
    stands:
        Key of :data:`crmsim.app.lead.sayings.STANDS`.
    """

    seat: int
    look: Look
    department: str
    present: bool
    new: bool
    mood: str
    says: str
    stands: str


def cast(simulation: Simulation) -> list[int]:
    """Seats of the five: one a department first, then whoever comes next in a race that is settled at the start."""
    people = simulation.state.people
    key = join(simulation.key, CAST)
    race = sorted(
        (seat for seat in range(people.key.size) if people.role[seat] != EXECUTIVE and people.level[seat] > 1),
        key=lambda seat: draw(key, int(people.key[seat])),
    )
    first: dict[int, int] = {}
    for seat in race:
        first.setdefault(int(people.department[seat]), seat)
    chosen = sorted(first.values(), key=race.index)[:MET]
    return [*chosen, *[seat for seat in race if seat not in chosen][: MET - len(chosen)]]


def look_of(simulation: Simulation, place: int, seat: int) -> Look:
    """The look of the one at this place of the cast; a new holder of the seat has another."""
    shift = int(draw(simulation.key, LOOK) * len(LOOKS))
    return LOOKS[(shift + place + MET * int(simulation.state.people.holder[seat])) % len(LOOKS)]


def just_left(simulation: Simulation, seat: int) -> bool:
    """Whether somebody left this seat in the quarter that is over, and nobody has come."""
    one = simulation.state.people[seat]
    if one.present == 1:
        return False
    stands_empty = round(simulation.now.turnover.replacement_weeks) + 1
    return bool(int(one.vacant_until) - stands_empty > simulation.week - WEEKS)


def met(simulation: Simulation, everybody: bool = False) -> list[Person]:
    """Who says something at this point: two of the five by turns, or all who were asked; and who just left."""
    quarter = simulation.week // WEEKS
    seats = cast(simulation)
    places = [(HEARD * quarter + k) % MET for k in range(MET)]
    if not everybody:
        here = [place for place in places if simulation.state.people.present[seats[place]] == 1][:HEARD]
        places = here + [place for place in places if just_left(simulation, seats[place])]
    taken: set[str] = set()
    result = []
    for place in sorted(places):
        seat = seats[place]
        one = simulation.state.people[seat]
        says = saying(simulation, seat, taken)
        taken.add(says)
        result.append(
            Person(
                seat,
                look_of(simulation, place, seat),
                simulation.organisation.departments[int(one.department)],
                bool(one.present),
                bool(one.hired > max(simulation.week - WEEKS, 0)),
                mood_of(float(one.energy)),
                says,
                stands(simulation, seat),
            )
        )
    return result
