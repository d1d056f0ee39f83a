"""The model as an ODD protocol (Grimm et al. 2020): one page, written out of the declarations and the rules.

:func:`odd_page` reads the parameters, the week, the records, the streams of random numbers, the docstrings and the code
of the rules themselves, so that nothing on the page can differ from what is run; the prose that no declaration has
stands in ``text.toml``, and every name in it is checked. ``tests/odd`` follows the page alone and gets the same run to
the bit.
"""

from __future__ import annotations

from crmsim.odd.elements import concepts, entities, given, initialization, purpose, schedule
from crmsim.odd.submodels import submodels
from crmsim.results.provenance import version
from crmsim.scenario import Scenario

__all__ = ["odd_page"]

REFERENCE = (
    "It follows the ODD protocol: Grimm, V. et al. (2020), The ODD protocol for describing agent-based and other "
    "simulation models: a second update to improve clarity, replication, and structural realism, Journal of Artificial "
    "Societies and Social Simulation 23(2) 7."
)


def odd_page(scenario: Scenario, mark: str = "") -> str:
    """The ODD protocol of the model as Markdown, with the values of a scenario.

    Parameters
    ----------
    mark:
        A line to put below the title.
    """
    lines = ["# The model as an ODD protocol", ""]
    lines += [mark, ""] if mark else []
    lines += [f"crmsim {version()}; values are those of the scenario *{scenario.title}*. {REFERENCE}"]
    lines += purpose() + entities(scenario) + schedule() + concepts() + initialization(scenario) + given(scenario)
    lines += submodels(scenario)
    return "\n".join(lines) + "\n"
