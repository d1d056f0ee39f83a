"""Words of a sweep's answer that are chosen by what an experiment or an analysis found."""

from __future__ import annotations

from crmsim.words import Message, message

DESIGN: dict[str, Message] = {
    "scenarios": message("named scenarios"),
    "grid": message("all combinations of levels"),
    "one_at_a_time": message("one factor changed at a time"),
    "lhs": message("a Latin hypercube sample"),
    "sobol": message("a Sobol sample"),
    "morris": message("Morris trajectories"),
    "worlds": message("levers in sampled worlds"),
    "search": message("a search among levers"),
    "patterns": message("an exploration of patterns"),
}
FACTOR: dict[str, Message] = {
    "seed": message("seed"),
    "behaviour": message("behaviour"),
    "process": message("process"),
    "technology": message("technology"),
    "circumstances": message("circumstances"),
}
"""The seed, and the usual groups of factors; any other factor is called by its key."""
LOST: dict[str, Message] = {
    "failed": message("{count} failed"),
    "hung": message("{count} hung"),
    "crashed": message("{count} crashed"),
    "not run": message("{count} not run"),
}
NO_INDICES: dict[str, Message] = {
    "too much missing": message(
        "{outcome}: nothing is told, because {dropped} of {asked} {rows} lack a run or are undefined somewhere; at "
        "most {most} may be left out."
    ),
    "too few": message(
        "{outcome}: nothing is told, because {kept} whole {rows} are too few; at least {least} are needed."
    ),
    "nothing varies": message(
        "{outcome}: nothing varies; it is the same in every run, so there is no variance to share out."
    ),
    "too rare": message(
        "{outcome}: nothing is told, because nearly all runs have the same value; at least {cases} others are needed "
        "among {kept} {rows}."
    ),
}
"""Why an analysis of variance or of effects says nothing."""
NO_BOX: dict[str, Message] = {
    "no failure": message("Failure ({failure}) occurs in none of {runs} runs."),
    "only failures": message("Failure ({failure}) occurs in every one of {runs} runs."),
    "too few cases": message(
        "Conditions of failure ({failure}) were not searched for: with {base} of {runs} runs failed, one of the two "
        "kinds is too rare; either half of the sample needs at least {least} of both."
    ),
    "no condition": message(
        "No condition of failure ({failure}) was found: failure occurs in {base} of the runs, and no limits on factors "
        "hold more of it on the half of the sample they were not found on."
    ),
}
"""Why there are no conditions of failure."""
NOT_STANDING = message(
    "On the half that it was not found on, the box does not hold more failures than there are anywhere, beyond chance."
)
FRONT: dict[str, Message] = {
    "mean": message(
        "By the mean over worlds of {aims}, no other setting beats these {count} of {all} in one without losing in "
        "another (in brackets: in how many draws of worlds that holds): {list}."
    ),
    "worst tenth": message("By the worst tenth of worlds, these {count} of {all}: {list}."),
}
"""Settings on the front, by what worlds are measured."""
OVER: dict[str, Message] = {
    "runs": message("runs"),
    "settings": message("settings"),
    "worlds": message("worlds"),
}
"""What the band of a weekly curve is over."""
DIRECTION: dict[str, Message] = {
    "up": message("up"),
    "down": message("down"),
    "unclear": message("direction unclear"),
}
VALUE: dict[str, Message] = {
    "lowest": message("lowest value tried"),
    "highest": message("highest value tried"),
    "between": message("another value"),
}
"""Where in its interval a factor is put."""
MOVES: dict[str, Message] = {
    "up": message("moves it up"),
    "down": message("moves it down"),
    "unclear": message("direction unclear"),
}
WORLDS: dict[str, Message] = {
    "better": message("better"),
    "worse": message("worse"),
    "higher": message("higher"),
    "lower": message("lower"),
    "near": message("too small to matter"),
}
"""How a setting does in a world against the reference."""
