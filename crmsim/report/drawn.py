"""Results that draw and describe themselves: what ``crmsim.run`` and ``crmsim.compare`` return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from crmsim.analysis.comparison import Comparison
from crmsim.errors import CrmsimError
from crmsim.experiment.comparing import alternatives_of
from crmsim.report import figures
from crmsim.report.branches import Branches
from crmsim.report.files import run_answer, run_origin, write_comparison_to, write_run
from crmsim.report.text import comparison_text
from crmsim.results import RunResult, prepare, provenance, summarise
from crmsim.results.acts import acts_frame, acts_of
from crmsim.results.binding import binding_of
from crmsim.results.few import grouped, refuse_few
from crmsim.scenario import Scenario, Settings
from crmsim.simulation import simulate
from crmsim.simulation.beginnings import BEGINNINGS
from crmsim.simulation.watching import EVENTS, NETWORKS
from crmsim.words import Teller, message

if TYPE_CHECKING:
    import pandas as pd

    from crmsim.simulation import Run
    from crmsim.simulation.hooks import Hook


@dataclass(frozen=True, repr=False)
class DrawnRun(RunResult):
    """One run that draws itself.

    Attributes
    ----------
    scenario:
        As resolved. All others as in :class:`crmsim.results.RunResult`.
    rules:
        The own rules that took part; a pickle leaves them out.
    told:
        Outcome of one's own → what own rules told of it.
    """

    scenario: Scenario | None = None
    rules: tuple[Hook, ...] = ()
    told: Mapping[str, float] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "rules": ()}

    @classmethod
    def of(cls, run: Run, language: str = "en", keep: Sequence[str] = ()) -> DrawnRun:
        """The result of a run of the engine, told of no fewer than five people from files.

        Raises
        ------
        CrmsimError
            For an organisation of fewer people from files.
        """
        scenario = run.scenario
        refuse_few(run.organisation)
        pooled = grouped(run.ledger, run.groups, run.organisation.imported)
        summary = summarise(pooled.ledger, groups=pooled.groups, target=scenario.scenario.target, money=run.money)
        return cls(
            scenario.name,
            scenario.title,
            run.seed,
            run.weeks,
            pooled.groups,
            pooled.ledger,
            run.money,
            summary,
            run_origin(scenario, run.seed, Teller(language), keep),
            binding_of(run, summary),
            pooled.together,
            scenario,
        )

    def branch(self, week: int, settings: str | Mapping[str, Any] | Sequence[str | Settings]) -> Branches[DrawnRun]:
        """This run continued from a week on under several alternatives, with the same random numbers.

        Until then nothing changes, and what is the same is computed once; each run is to the bit the whole run with an
        intervention of kind "change" in that week. Own rules take part; a rule that reads ``week.scenario`` sees there
        what was planned before the branch, until it comes.

        Parameters
        ----------
        week:
            The first week in which the alternatives act, from 2 to the last.
        settings:
            Alternatives, each "key=value[,key=value]" or a mapping, which may hold ``intervention``: what is to be
            done in that week or later.

        Raises
        ------
        CrmsimError
            For a week that is none of the run, what cannot change on the way, and own rules that a pickle left out.
        """
        scenario = self._scenario()
        self._refuse_without_rules("branch")
        ways = alternatives_of(scenario, [settings] if isinstance(settings, (str, Mapping)) else settings, week)
        BEGINNINGS.forget()  # own rules may have changed since
        try:
            runs = {"": self if self.weeks == scenario.weeks else self._again(scenario, week)}
            runs |= {label: self._again(one, week) for label, one in ways.items()}
        finally:
            BEGINNINGS.forget()
        return Branches(week, runs)

    def events(self) -> pd.DataFrame:
        """Who asked whom in which week, for what, and what came of it: a row a request or offer of help.

        The run is made once more, so the columns, which stand in docs/results.md, cost nothing until asked for.

        Raises
        ------
        CrmsimError
            For people from files, and for own rules that a pickle left out.
        """
        return self._acts(EVENTS)

    def networks(self) -> pd.DataFrame:
        """The ties at the start, after each year and at the end: a row a tie and week; otherwise as :meth:`events`."""
        return self._acts(NETWORKS)

    def _acts(self, kind: str) -> pd.DataFrame:
        self._refuse_without_rules(kind)
        run = simulate(self._scenario(), self.seed, hooks=self.rules, keep=(kind,))
        frame = acts_frame(acts_of(run)[kind])
        return frame[frame["week"] <= self.weeks]  # a model that stopped half-way has done no more

    def _refuse_without_rules(self, key: str) -> None:
        if self.provenance.get("hooks") and not self.rules:
            raise CrmsimError(
                message("this run had own rules, which it does not hold any more"), key=key,
                expected=message("the run made again, with its own rules"),
            )  # fmt: skip

    def _again(self, scenario: Scenario, week: int) -> DrawnRun:
        return drawn(simulate(scenario, self.seed, hooks=self.rules, branch_week=week), self.rules)

    def text(self, language: str = "en", width: int | None = None) -> str:
        """A short answer in plain words, ``width`` characters wide (the terminal's unless given)."""
        return run_answer(self, self._scenario(), Teller(language, width))

    def plot(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw the stages of adoption over time on ``ax`` (a new figure unless given) and return it."""
        return figures.adoption_stages(self.frame(), ax, Teller(language))

    def plot_knowledge(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw what reached those who lacked it, from colleagues and from the system."""
        return figures.knowledge_flow_over_time(self.frame(), ax, Teller(language))

    def plot_output(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw needs served per person and week by style."""
        return figures.output_over_time(self.frame(), ax, Teller(language))

    def save(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write tables, the answer, figures and provenance to ``folder``; returns the files.

        Raises
        ------
        CrmsimError
            Where the folder holds other results or cannot be written.
        """
        place = prepare(folder, self.name, self.content(), self.provenance)
        if place.finished:
            return sorted(place.path.iterdir())
        return write_run(self, self._scenario(), place, Teller(language))

    def _scenario(self) -> Scenario:
        if self.scenario is None:
            raise ValueError("a drawn run is made by DrawnRun.of")
        return self.scenario


@dataclass(frozen=True, eq=False, repr=False)
class DrawnComparison(Comparison):
    """A comparison that describes and draws itself."""

    @classmethod
    def from_comparison(cls, comparison: Comparison) -> DrawnComparison:
        """The same comparison, able to draw."""
        return cls(comparison.study, comparison.weekly, comparison.asked, comparison.partial)

    def text(self, language: str = "en", width: int | None = None) -> str:
        """The answer in plain words, then every outcome; ``width`` characters wide (the terminal's unless given)."""
        return comparison_text(self, Teller(language, width))

    def plot(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw the adoption curves with their bands on ``ax`` (a new figure unless given) and return it."""
        return figures.adoption_curves(self, ax, Teller(language))

    def plot_differences(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw paired differences with intervals against the smallest change that matters."""
        return figures.differences(self, ax, Teller(language))

    def plot_knowledge(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw what reached those who lacked it, from colleagues and from the system."""
        return figures.knowledge_flow(self, ax, Teller(language))

    def plot_output(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw needs served per person and week by style."""
        return figures.output_by_style(self, ax, Teller(language))

    def write(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write runs.parquet, comparison.csv, the answer, figures and provenance.json to ``folder``.

        Returns the files. A folder with the identical comparison is left as it is.

        Raises
        ------
        CrmsimError
            Where the folder holds other results or cannot be written.
        """
        return write_comparison_to(self, Path(folder), Teller(language))


def drawn(run: Run, rules: tuple[Hook, ...] = (), keep: Sequence[str] = ()) -> DrawnRun:
    """The result of a run of the engine; own rules, and a run not yet at its end, stand in its provenance."""
    result = replace(DrawnRun.of(run, keep=keep), rules=rules, told=run.told)
    scenario = run.scenario
    if run.hooks or run.weeks < scenario.weeks:
        also: dict[str, Any] = {"kind": "run", "weeks_done": run.weeks, **({"kept": list(keep)} if keep else {})}
        if run.changes:
            also["changes"] = list(run.changes)
        contents, hashes = {scenario.name: scenario.content()}, {scenario.name: scenario.hash}
        origin = provenance(contents, hashes, seed=run.seed, hooks=run.hooks, also=also)
        result = replace(result, provenance=origin)
    return result
