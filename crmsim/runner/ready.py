"""Whether a scenario can be run: all that a run refuses before its first week, without the week itself."""

from __future__ import annotations

from crmsim.numerics.draws import run_key
from crmsim.organisation.generation import refuse_impossible
from crmsim.results.few import refuse_few
from crmsim.scenario import Scenario
from crmsim.scenario.work import refuse_absurd
from crmsim.simulation.built import build_organisation
from crmsim.simulation.initial import check_leader, new_state
from crmsim.simulation.meeting import with_meetings


def refuse_unready(scenario: Scenario) -> None:
    """Refuse what a run of the scenario would refuse before its first week.

    Raises
    ------
    CrmsimError
        For an organisation that cannot be read or made, one of so few people from files that nothing is told of them,
        a project leader whom nobody can be, and what takes more time or memory than anybody means.
    """
    refuse_absurd([scenario], 1, 1)
    if not scenario.files:
        refuse_impossible(scenario.organisation)
    drawn = scenario.project.leader_style != "any" or scenario.adoption.thresholds is not None
    if not (scenario.files or drawn):  # people are made by compiled code, and nothing is asked of who they are
        return
    key = run_key(0)
    organisation = with_meetings(build_organisation(scenario, 0), scenario, key)
    refuse_few(organisation)
    if drawn:
        check_leader(scenario, new_state(organisation, scenario, key))
