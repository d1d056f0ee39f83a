"""One run continued under several alternatives from some week on, with the same random numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from crmsim.mechanisms import OUTCOME
from crmsim.results import RunResult

if TYPE_CHECKING:
    import pandas as pd

Run = TypeVar("Run", bound=RunResult)


@dataclass(frozen=True, eq=False, repr=False)
class Branches(Mapping[str, Run]):
    """The runs by their labels, as a mapping; the first is the run as it was.

    It is one roll of the dice: what the alternatives do on the whole, ``crmsim.compare`` tells with ``from_week``.

    Attributes
    ----------
    week:
        The first week in which they can differ.
    runs:
        Label of the alternative ("" for the run as it was) → its run.
    """

    week: int
    runs: Mapping[str, Run]

    def __getitem__(self, label: str) -> Run:
        return self.runs[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    def __repr__(self) -> str:
        names = "\n".join(f"  {label or 'as it was'}" for label in self.runs)
        return f"one run continued from week {self.week} on:\n{names}"

    def frame(self) -> pd.DataFrame:
        """Tidy weekly values: alternative, week, outcome, group, value; missing where undefined."""
        import pandas as pd

        parts = [run.frame().assign(alternative=label) for label, run in self.runs.items()]
        result = pd.concat(parts, ignore_index=True)
        return result[["alternative", *(name for name in result.columns if name != "alternative")]]

    def differences(self) -> pd.DataFrame:
        """A row an alternative and outcome: alternative, outcome, unit, before, after, difference.

        ``before`` is the value of the run as it was, ``after`` that of the alternative; both missing where undefined.
        """
        import pandas as pd

        labels = list(self.runs)
        first = self.runs[labels[0]].summary.values
        rows = [
            {"alternative": label, "outcome": name, "unit": OUTCOME[name].unit, "before": first[name], "after": value}
            for label in labels[1:]
            for name, value in self.runs[label].summary.values.items()
        ]
        result = pd.DataFrame(rows).astype({"before": "Float64", "after": "Float64"})
        return result.assign(difference=result["after"] - result["before"])
