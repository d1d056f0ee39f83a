"""``docs/targets.md``, and the table of hold-outs in the README, from ``targets.toml``."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from crmsim.odd.markdown import cell, table

TARGETS = Path(__file__).resolve().parent / "targets.toml"
USES = {"fit": "Fit", "hold out": "Hold out, never fit"}
CAME = ("came out", "too small", "too large", "opposite", "not measurable")
HOLD_OUT = "hold out"


def targets() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads(TARGETS.read_text(encoding="utf-8"))


def targets_page(mark: str) -> str:
    """What the model is held against, what is demanded of it, and what the next changes are expected to do."""
    text = targets()
    lines = ["# Targets, demands and predictions", "", mark.replace("the declarations in the code", TARGETS.name)]
    lines += ["", *text["about"].splitlines()]
    for use, heading in USES.items():
        rows = [target_row(name, target) for name, target in text["target"].items() if target["use"] == use]
        lines += ["", f"## {heading}", ""]
        lines += table(["row", "what", "value", "population", "source, grade", "in the model", "today", "now"], rows)
    lines += ["", "## Looked for and not found", "", "What hangs on it stays assumed, wide and visible.", ""]
    lines += table(["what", "stays assumed"], [[cell(row["what"]), row["stays"]] for row in text["not_found"]])
    lines += ["", "## Demands on the result", ""]
    rows = [[cell(row[key]) for key in ("what", "bound", "today", "met", "now")] for row in text["demand"]]
    lines += table(["demand", "bound", "today", "met", "now"], rows)
    lines += ["", "## Predictions", "", *text["about_predictions"].splitlines(), "", counted(text["prediction"])]
    for change in text["change"]:
        rows = [prediction_row(row) for row in text["prediction"] if row["change"] == change["number"]]
        lines += ["", f"### {change['number']}. {change['name']}", ""]
        lines += [*change["about"].strip().splitlines(), ""] if "about" in change else []
        lines += table(["compared", "outcome or measure", "sign", "size", "why", "what came"], rows)
    return "\n".join(lines) + "\n"


def target_row(name: str, target: dict[str, Any]) -> list[str]:
    """One number to fit or to hold out as cells."""
    low, high = (target.get(key, target.get("value")) for key in ("low", "high"))
    value = short(high) if low in (None, high) else f"{short(low)} to {short(high)}"
    facts = f" ({', '.join(target['facts'])})" if "facts" in target else ""
    return [
        f"`{name}`",
        cell(target["what"]),
        cell(f"{'at most ' if low is None else ''}{value} {target['unit']}".strip()),
        cell(target["population"]),
        cell(f"{target['source']}{facts}; {target['grade']}"),
        cell(target["measure"]),
        cell(target["today"]),
        cell(target["now"]),
    ]


def prediction_row(row: dict[str, Any]) -> list[str]:
    """One prediction as cells."""
    return [
        cell(row.get("compare", "baseline, after minus before")),
        cell(row["measure"]),
        f"{row['sign'].replace('-', '−')}{', known' if row.get('known') else ''}",
        cell(f"{short(row['low'], '+')} to {short(row['high'], '+')} {row['unit']}"),
        cell(row["why"]),
        cell(what_came(row)),
    ]


def what_came(row: dict[str, Any]) -> str:
    """The difference that was measured, the verdict, and what has to be said of it."""
    came = str(row["came"])
    if "measured" in row:
        error = f" ± {short(row['error'])}" if "error" in row else ""
        came = f"{short(row['measured'], '+')}{error}: {came}"
    return f"{came}. {row['note']}" if "note" in row else came


def counted(rows: list[dict[str, Any]]) -> str:
    """How many predictions came out, and how many failed in which way."""
    words = Counter(str(row["came"]) for row in rows)
    failed = ", ".join(f"{words[word]} {word}" for word in CAME[1:-1])
    unsure = sum(
        row["came"] == CAME[0] and row["sign"] != "0" and abs(row["measured"]) < 2.0 * row.get("error", 0.0)
        for row in rows
    )
    return (
        f"Of {len(rows)} predictions {words[CAME[0]]} came out ({unsure} of them within two standard errors of 0) and "
        f"{sum(words[word] for word in CAME[1:-1])} failed ({failed}); {words[CAME[-1]]} can no longer be measured."
    )


def short(value: float | str, sign: str = "") -> str:
    """A number without the nought before the point; text as it is."""
    if isinstance(value, str):
        return value
    text = f"{value:{sign},g}" if value else "0"
    return text.replace("-", "−").replace("0.", ".", 1) if abs(value) < 1 else text.replace("-", "−")


def hold_outs() -> list[str]:
    """The numbers that nothing was fitted to, as a table: what was observed, and what the model does."""
    rows = []
    for name, target in targets()["target"].items():
        if target["use"] == HOLD_OUT:
            _, what, value, _, source, *_, now = target_row(name, target)
            met, _, how = now.partition(": ")
            rows.append([what, f"{value} ({source.partition(';')[0]})", met, how])
    return table(["held out", "observed", "model", "how"], rows)
