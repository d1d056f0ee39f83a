"""The model in Mesa's own visualisation, in a browser.

    pip install "crmsim[mesa-viz]"
    solara run examples/mesa_visualisation.py

Left: play, step, reset, and a few settings, which take hold at the next reset. Right: everybody in their department,
by style (mark and colour) and stage (filled when a user), and the weeks so far. Page 1 shows the ties' quality and
the energy people have.
"""

import solara
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from crmsim import CRMModel
from crmsim.report.layout import place
from crmsim.report.network import Picture, network

SCENARIOS = ["baseline", "giver_rich", "taker_heavy", "giver_leader", "taker_leader", "walk_the_talk", "say_do_gap"]


class Shown(CRMModel):
    """Stays at its last week: Mesa's controller takes several steps at a time and may ask for one too many."""

    def step(self) -> None:
        """One week, while there are weeks to come."""
        if self.running:
            super().step()


@solara.component
def Organisation(model):  # noqa: N802 - Solara's components are written like classes
    """Everybody in their department, as it stands."""
    update_counter.get()  # drawn anew at each step
    layout = solara.use_memo(lambda: place(model.organisation), [id(model)])
    people, ties = model.state.people, model.state.ties
    picture = Picture(
        model.organisation,
        people.style.copy(),
        people.stage.copy(),
        people.present == 1,
        ties.contact.copy(),
        ties.quality.copy(),
        model.week,
    )
    figure = Figure(figsize=(7.5, 6.5), layout="constrained")
    network(picture, figure.subplots(), layout=layout)
    solara.FigureMatplotlib(figure, bbox_inches="tight")


def shares(ax):
    """Axis of the shares."""
    ax.set_ylim(0, 1)
    ax.set_ylabel("share of people")
    ax.figure.set_size_inches(6.5, 4.5)


def levels(ax):
    """Axis of the means."""
    ax.set_ylim(0, 1)
    ax.set_ylabel("mean")


model_params = {
    "scenario": {"type": "Select", "value": "baseline", "values": SCENARIOS, "label": "scenario"},
    "seed": {"type": "SliderInt", "value": 1, "min": 0, "max": 50, "step": 1, "label": "seed"},
    "people.takers": Slider("share of takers", value=0.19, min=0.0, max=0.6, step=0.01),
    "organisation.employees": Slider("employees", value=100, min=20, max=300, step=10),
}

page = SolaraViz(
    Shown(seed=1, settings={"organisation.employees": 100}),
    components=[
        (Organisation, 0),
        make_plot_component(["user_share", "routine_share", "use_intensity"], post_process=shares),
        make_plot_component(["mean_quality", "mean_energy", "help_rate"], post_process=levels, page=1),
    ],
    model_params=model_params,
    name="How a CRM system is taken up",
    play_interval=50,
)
page  # noqa: B018 - what Solara shows
