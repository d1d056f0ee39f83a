"""Which options need each other, and which spoil each other: what two do together beyond what each does alone.

In every world (both - plan) - (one - plan) - (other - plan), as in :mod:`crmsim.analysis.interaction`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crmsim.analysis.difference import Difference, paired_difference
from crmsim.whatif.asking import PLAN
from crmsim.whatif.measures import MAIN_YEARS, REGULAR, Measure, net_of
from crmsim.whatif.options import JOINT
from crmsim.whatif.trials import Trials


@dataclass(frozen=True)
class Together:
    """Two options taken together, against each alone.

    Attributes
    ----------
    one, other:
        Their names.
    measure:
        In what.
    difference:
        What both do together, minus what each does alone. Its verdict is "better" where they help each other, "worse"
        where one spoils the other, for the measure.
    """

    one: str
    other: str
    measure: str
    difference: Difference


def together(trials: Trials, found: Mapping[str, Measure]) -> tuple[Together, ...]:
    """Every pair of options of which both were also tried alone, in regular users and in money."""
    pairs = [tuple(name.split(JOINT)) for name in trials.names if name.count(JOINT) == 1]
    pairs = [pair for pair in pairs if all(part in trials.names for part in pair)]
    names = (REGULAR, net_of(MAIN_YEARS))
    result = []
    for one, other in pairs:
        for name in names:
            measure = found[name]
            plan, alone, beside, both = (
                measure.worlds[trials.place(each)] for each in (PLAN, one, other, JOINT.join((one, other)))
            )
            declared = replace(measure.declared(), relative=False)
            difference = paired_difference(
                declared, PLAN, JOINT.join((one, other)), alone - plan, both - beside, shown=len(pairs) * len(names)
            )
            result.append(Together(one, other, name, difference))
    return tuple(result)
