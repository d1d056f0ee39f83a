"""A week in one person's life: what was asked, helped, looked up and recorded, and why."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from crmsim.explain import Decision, Explanation
from crmsim.report import style
from crmsim.report.why import effect_text, stage_word
from crmsim.report.why_words import tell, term_label
from crmsim.report.words import Language

COLOURS = {"ask": "#E69F00", "answer": "#CC79A7", "help": "#009E73", "offer": "#009E73", "lookup": "#56B4E9",
           "record": "#0072B2", "stage": "#8C8C8C"}  # fmt: skip
REASONS = 2  # the strongest terms told beside a bar
MOST_ROWS = 14
ROW = 0.42  # inches
LONGEST_NAME = 8


@dataclass(frozen=True)
class Row:
    """A bar: what it says on the left, chance and draws, and why on the right."""

    kind: str
    label: str
    chance: float
    draws: tuple[float, ...]
    why: str


def rows(explanation: Explanation, language: Language = "en") -> list[Row]:
    """The week's decisions as bars, in the order of the week."""
    found = []
    for one in explanation.decisions:
        if one.chance is None or not one.draws or one.kind not in COLOURS:
            continue
        if one.kind == "offer" and not one.detail["gave"] and one.outcome == "not offered":
            continue
        found.append(Row(one.kind, _label(one, explanation, language), one.chance, one.draws, _why(one, language)))
    return found


def life_height(explanation: Explanation) -> float:
    """Inches that the figure of a week needs."""
    return 1.7 + ROW * min(max(len(rows(explanation)), 3), MOST_ROWS)


def life(explanation: Explanation, ax: Axes | None = None, language: Language = "en") -> Axes:
    """Draw a week of one person: a bar for the chance of each decision, a dot for the luck, and the main reasons."""
    with style.drawn():
        shown = rows(explanation, language)[:MOST_ROWS]
        ax = style.axes_or_new(ax, 9.0, life_height(explanation))
        if not shown:
            return style.nothing(ax, tell("nothing", language))
        for place, row in enumerate(shown):
            colour = COLOURS[row.kind]
            ax.barh(place, 1.0, 0.56, color="#F2F2F2", zorder=0)
            ax.barh(place, row.chance, 0.56, color=colour, alpha=0.55, zorder=1)
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
        ax.set_xlabel(tell("life axis", language))
        ax.set_title(tell("life title", language, name=explanation.name, week=explanation.week), loc="left")
        words = {"style": tell(explanation.style, language), "role": tell(explanation.role, language)}
        style.note(ax, tell("life note", language, **words))
        return ax


def _why(decision: Decision, language: Language) -> str:
    """The strongest reasons, one below the other."""
    return "\n".join(
        f"{term_label(term.name, language)} {effect_text(term, language)}" for term in decision.terms[:REASONS]
    )


def _label(one: Decision, explanation: Explanation, language: Language) -> str:
    """What a bar is about."""
    other = explanation.names[one.other] if one.other is not None else ""
    other = other if len(other) <= LONGEST_NAME else f"{other[: LONGEST_NAME - 1]}…"
    detail = one.detail
    if one.kind == "ask":
        what = tell("row expertise" if detail["want"] == "expertise" else "row a fact", language)
        return tell("row not ask" if one.outcome == "not asked" else "row ask", language, what=what)
    if one.kind in ("answer", "help"):
        return tell(f"row {one.kind} {one.outcome}", language, other=other)
    if one.kind == "offer":
        if not detail["gave"]:
            return tell(f"row answer {one.outcome}", language, other=other)
        return tell("row offer not given" if one.outcome == "not offered" else "row offer given", language, other=other)
    if one.kind in ("lookup", "record"):
        return tell(f"row {one.kind}", language, acts=detail["acts"], occasions=detail["occasions"])
    key = "row moved" if one.outcome == "moved" else "row stayed"
    return tell(key, language, old=stage_word(detail["from"], language), new=stage_word(detail["to"], language))
