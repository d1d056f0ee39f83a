"""A week in one person's life: what was asked, helped, looked up and recorded, and why."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from crmsim.errors import CrmsimError
from crmsim.explain import Decision, Explanation
from crmsim.report import style
from crmsim.report.labels import ROLE, STAGE, STYLE
from crmsim.report.why_text import effect_text
from crmsim.report.why_words import ANSWER_BAR, HELP_BAR, term_label
from crmsim.words import ENGLISH, Teller, message

KINDS = ("ask", "answer", "help", "offer", "lookup", "record", "stage")  # of decisions that have a chance and a draw
REASONS = 2  # the strongest terms told beside a bar
MOST_ROWS = 14
ROW = 0.42  # inches
LONGEST_NAME = 8


def not_drawn(key: str, value: str) -> CrmsimError:
    """What is said to whoever asks for the figure of one person from files."""
    return CrmsimError(
        message("the week of one imported person is not drawn: styles are drawn, not measured"),
        key=key,
        value=value,
        expected=message("figures of all, or a generated organisation; crmsim why tells what a rule made of a seat"),
    )


@dataclass(frozen=True)
class Row:
    """A bar: what it says on the left, chance and draws, and why on the right."""

    kind: str
    label: str
    chance: float
    draws: tuple[float, ...]
    why: str


def rows(explanation: Explanation, teller: Teller = ENGLISH) -> list[Row]:
    """The week's decisions as bars, in the order of the week."""
    result = []
    for one in explanation.decisions:
        if one.chance is None or not one.draws or one.kind not in KINDS:
            continue
        if one.kind == "offer" and not one.detail["gave"] and one.outcome == "not offered":
            continue
        result.append(Row(one.kind, _label(one, explanation, teller), one.chance, one.draws, _why(one, teller)))
    return result


def life_height(explanation: Explanation) -> float:
    """Inches that the figure of a week needs."""
    return 1.7 + ROW * min(max(len(rows(explanation)), 3), MOST_ROWS)


def life(explanation: Explanation, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Draw a week of one person: a bar for the chance of each decision, a dot for the draw, and the main reasons.

    Raises
    ------
    CrmsimError
        For a person from files: no figure shows one of them.
    """
    if explanation.imported:
        raise not_drawn("employee", explanation.name)
    with style.drawn():
        shown = rows(explanation, teller)[:MOST_ROWS]
        ax = style.axes_or_new(ax, 9.0, life_height(explanation))
        if not shown:
            return style.nothing(ax, teller("Nothing to decide this week."))
        for place, row in enumerate(shown):
            ax.barh(place, 1.0, 0.56, color="#F2F2F2", zorder=0)
            ax.barh(place, row.chance, 0.56, color=style.QUIET, alpha=0.55, zorder=1)
            for draw in row.draws:
                ax.plot([draw], [place], "o", ms=6.0, mfc=style.INK if draw < row.chance else "white", mec=style.INK,
                        mew=1.1, zorder=3)  # fmt: skip
            ax.annotate(row.why, (1.0, place), (8.0, 0.0), textcoords="offset points", va="center", fontsize=8.5,
                        annotation_clip=False)  # fmt: skip
        ax.set_yticks(range(len(shown)), [row.label for row in shown], fontsize=9.5)
        ax.tick_params(axis="y", length=0.0)
        ax.spines["left"].set_visible(False)
        ax.set_xlim(0.0, 1.0)
        ax.set_ylim(max(len(shown), 3) - 0.4, -0.6)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
        ax.set_xlabel(teller("chance of a yes (%)"))
        title = teller("{name}, week {week}: what was decided, and why", name=explanation.name, week=explanation.week)
        ax.set_title(title, loc="left")
        note = teller(
            "{style}, {role}; bar: chance; dot: what was drawn, a filled dot within the bar is a yes to being "
            "willing",
            style=STYLE[explanation.style], role=ROLE[explanation.role],
        )  # fmt: skip
        style.note(ax, note)
        return ax


def _why(decision: Decision, teller: Teller) -> str:
    """The strongest reasons, one below the other."""
    return "\n".join(
        f"{term_label(term.name, teller)} {effect_text(term, teller)}" for term in decision.terms[:REASONS]
    )


def _label(one: Decision, explanation: Explanation, teller: Teller) -> str:
    """What a bar is about."""
    other = explanation.names[one.other] if one.other is not None else ""
    other = other if len(other) <= LONGEST_NAME else f"{other[: LONGEST_NAME - 1]}…"
    detail = one.detail
    if one.kind == "ask":
        what = teller("expertise" if detail["want"] == "expertise" else "a fact")
        return teller("kept quiet: {what}" if one.outcome == "not asked" else "asked: {what}", what=what)
    if one.kind in ("answer", "help"):
        return teller((ANSWER_BAR if one.kind == "answer" else HELP_BAR)[one.outcome], other=other)
    if one.kind == "offer":
        if not detail["gave"]:
            return teller(ANSWER_BAR[one.outcome], other=other)
        return teller(
            "offered {other} nothing" if one.outcome == "not offered" else "offered {other} help", other=other
        )
    if one.kind in ("lookup", "record"):
        return teller(
            "looked up {acts} of {occasions}" if one.kind == "lookup" else "recorded {acts} of {occasions}",
            acts=detail["acts"], occasions=detail["occasions"],
        )  # fmt: skip
    if one.outcome == "moved":
        return teller("now: {new}", new=STAGE[detail["to"]])
    return teller("stays: {old}", old=STAGE[detail["from"]])
