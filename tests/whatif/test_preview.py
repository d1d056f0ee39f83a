"""A preview: what options do together, guessed from what each does alone, and refused where guesses are off too far."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from crmsim.errors import CrmsimError
from crmsim.report.preview_text import preview_text
from crmsim.whatif import preview as module
from crmsim.whatif.measures import ENERGY, HOURS, LEAVERS, PAID, REGULAR, USERS, Measure
from crmsim.whatif.options import JOINT, OPTION
from crmsim.whatif.preview import NET, PREVIEWED, Preview
from crmsim.words import Teller

PEOPLE, WORLDS = 80, 40
ALONE = {
    "walk_the_talk": 0.9,
    "explain_why": 0.5,
    "superusers": 0.2,
    "one_department": -0.1,
    "department_by_department": 0.1,
}
JOINTS = ("walk_the_talk+explain_why", "walk_the_talk+superusers", "explain_why+superusers")
MATTERS = {USERS: 1.6, REGULAR: 1.6, LEAVERS: 1.0, ENERGY: 0.02, HOURS: 50.0, PAID: 1e5, NET: 3e5}


def planted(monkeypatch: pytest.MonkeyPatch, spoilt: float = 0.0, joints: tuple[str, ...] = JOINTS) -> Preview:
    """A what-if in which effects add up in odds; ``spoilt`` is by how many users that is less together."""
    rng = np.random.default_rng(2)
    plan = rng.normal(0.5, 1.0, WORLDS)  # odds, as logarithms
    names = ("plan", "nothing", *ALONE, *joints, "later_walk_the_talk_40")
    odds = {"plan": plan, "nothing": plan - 9.0, "later_walk_the_talk_40": plan + 0.4}
    for name in (*ALONE, *joints):
        odds[name] = plan + sum(ALONE[part] for part in name.split(JOINT))

    def parts(name: str) -> int:
        return len(name.split(JOINT)) if name in (*ALONE, *joints) else 0

    heads = np.array([PEOPLE / (1.0 + np.exp(-odds[name])) - spoilt * (parts(name) > 1) for name in names])
    flat = np.array([[float(parts(name))] * WORLDS for name in names])
    values = {USERS: heads, REGULAR: heads, LEAVERS: -flat, ENERGY: 0.01 * flat, HOURS: 100.0 * flat,
              PAID: 2e5 * flat, NET: 1e5 * (heads - heads[0])}  # fmt: skip
    made = {
        name: Measure(name, None, "", "higher", MATTERS[name], values[name][:, :, None])  # type: ignore[arg-type] # untold
        for name in PREVIEWED
    }
    monkeypatch.setattr(module, "measures", lambda trials: made)
    trials = SimpleNamespace(
        names=names, people=np.full(WORLDS, float(PEOPLE)), place=names.index, check_plan=lambda: None,
        failed=lambda name: "cannot be run" if name == "one_department" else "",
    )  # fmt: skip
    return Preview(trials)  # type: ignore[arg-type] # it has what is read of it


def test_what_adds_up_in_odds_is_guessed_to_the_head_without_being_run(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = planted(monkeypatch)
    assert preview.checked == JOINTS and max(preview.error[name] for name in PREVIEWED if name != NET) < 1e-9
    found = preview.of(["superusers", "walk_the_talk", "explain_why"])
    rng = np.random.default_rng(2)
    plan = rng.normal(0.5, 1.0, WORLDS)
    truth = (PEOPLE / (1.0 + np.exp(-plan - 1.6)) - PEOPLE / (1.0 + np.exp(-plan))).mean()
    assert found[REGULAR].change == pytest.approx(truth) and found[REGULAR].accurate
    assert found[NET].change == pytest.approx(1e5 * truth)  # money follows use, which adds less near all people
    assert (found[LEAVERS].change, found[HOURS].change) == (-3.0, pytest.approx(300.0))


def test_guesses_that_are_off_by_more_than_matters_are_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = planted(monkeypatch, spoilt=4.0)
    assert preview.error[REGULAR] == pytest.approx(4.0)
    options = ["walk_the_talk", "explain_why", "superusers"]
    found = preview.of(options)
    assert not found[REGULAR].accurate and not found[NET].accurate and found[LEAVERS].accurate
    text = preview_text(preview, options, Teller("en", 500))
    assert "use it regularly (off by 4.0, and 1.6 matters)" in text and "own hours" in text.split("No guess")[0]
    assert "use it regularly" not in text.split("No guess")[0]


def test_of_what_was_run_together_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = planted(monkeypatch, spoilt=4.0)
    ran = preview.of(["explain_why", "walk_the_talk"])
    alone = planted(monkeypatch).of(["explain_why", "walk_the_talk"])
    assert ran[REGULAR].error == 0.0 and ran[REGULAR].change == pytest.approx(alone[REGULAR].change - 4.0)
    assert preview_text(preview, ["walk_the_talk", "explain_why"]).startswith("Run together in this what-if: ")
    single = preview_text(preview, ["walk_the_talk", "walk_the_talk"])
    assert single.startswith("Run in this what-if: ")


def test_where_too_few_were_run_together_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = planted(monkeypatch, joints=JOINTS[:2])
    found = preview.of(["explain_why", "superusers"])
    assert not any(guess.accurate for guess in found.values())
    text = preview_text(preview, ["explain_why", "superusers"], Teller("nb", 500))
    assert "matters from" not in text and "+" not in text.split("\n\n")[-1]


def test_what_cannot_be_told_from_no_change_is_not_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = planted(monkeypatch)
    options = ["department_by_department", "superusers"]
    assert not preview.of(options)[REGULAR].noise  # the same in every world
    one = preview._measures[REGULAR]
    rng = np.random.default_rng(0)
    noisy = one.values + rng.normal(0.0, 30.0, one.values.shape)
    monkeypatch.setitem(preview._measures, REGULAR, replace(one, values=noisy.clip(1.0, PEOPLE - 1.0)))
    guess = preview.of(options)[REGULAR]
    assert guess.noise and guess.scatter > 1.0
    row = next(line for line in preview_text(preview, options).splitlines() if line.startswith("use it regularly"))
    assert "within noise" in row


def test_where_worlds_are_too_few_that_is_told_as_the_answer_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = planted(monkeypatch)
    one = preview._measures[HOURS]
    rare = np.zeros_like(one.values)
    rare[2, :3] = 1.0  # what happened in 3 of 40 worlds
    monkeypatch.setitem(preview._measures, HOURS, replace(one, values=rare))
    guess = preview.of(["walk_the_talk"])[HOURS]
    assert guess.few and guess.noise
    row = next(line for line in preview_text(preview, ["walk_the_talk"]).splitlines() if line.startswith("own hours"))
    assert "too few worlds to tell" in row


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["walk_the_tlk"], "Did you mean 'walk_the_talk'"),
        (["require_use"], "was not tried alone"),
        (["one_department"], "was not tried alone"),
    ],
)
def test_what_was_not_tried_alone_cannot_be_guessed(
    monkeypatch: pytest.MonkeyPatch, names: list[str], said: str
) -> None:
    with pytest.raises(CrmsimError, match="was not tried alone") as refused:
        planted(monkeypatch).of(names)
    assert said in str(refused.value)


def test_options_that_contradict_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = planted(monkeypatch)
    preview.options = (*preview.options, OPTION["one_department"])
    with pytest.raises(CrmsimError, match="cannot be taken together"):
        preview.of(["one_department", "department_by_department"])
