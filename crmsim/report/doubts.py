"""What looks doubtful in the scenarios of an answer, told once and briefly; ``crmsim check`` tells all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crmsim.scenario.describe import warnings
from crmsim.words import Teller

if TYPE_CHECKING:
    from crmsim.scenario import Scenario

MOST = 4  # doubts that are told one by one


def doubt_lines(scenarios: Mapping[str, Scenario], teller: Teller) -> list[str]:
    """A line for each doubt about what was run, and one for those left out; none where nothing is doubtful.

    Parameters
    ----------
    scenarios:
        By the labels under which the answer tells them. What is doubtful in all of them is told without a label, and
        so is what a what-if makes doubtful, which names its setting.
    """
    of: dict[str, list[str]] = {}
    for label, scenario in scenarios.items():
        for doubt in warnings(scenario, changed=True):
            of.setdefault(teller(doubt), []).append(label)
    lines = []
    for text, labels in list(of.items())[:MOST]:
        named = [label for label in labels if "=" not in label]  # a what-if is told by the doubt itself
        where = f"{', '.join(named)}: " if named and len(labels) < len(scenarios) else ""
        lines.append(teller("Doubtful: {doubt}.", doubt=f"{where}{text}"))
    left = len(of) - len(lines)
    if left > 0:
        lines.append(
            teller.plural("One more doubt; crmsim check tells it.", "{n} more doubts; crmsim check tells them.", left)
        )
    return lines
