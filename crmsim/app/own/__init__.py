"""One's own organisation: described or uploaded, its plan held against what else leaders could do, and told on a page.

All of it stays on this machine, in a folder of the app that is its user's alone, until it is deleted.
"""

from crmsim.app.own.files import MOST_SENT
from crmsim.app.own.routes import routes
from crmsim.app.sections import Section
from crmsim.words import message

SECTION = Section(
    "own", 40, message("Your own organisation"),
    message("Answer some questions, see what would help your project and what it would cost, and get a report."),
    routes, uploads={"/own/new": MOST_SENT},
)  # fmt: skip
