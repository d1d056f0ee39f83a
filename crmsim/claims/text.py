"""The map of claims as text for a terminal, and as a page."""

from __future__ import annotations

import dataclasses
import json
import textwrap

from crmsim.claims.read import GROUPS, HEADINGS, Claim, read_claims, read_placebos, theses

SHOWN = (
    ("rooms", "rooms"), ("parameters", "parameters"), ("levers", "also moved by"), ("interventions", "interventions"),
    ("outcomes", "outcomes"), ("scenarios", "scenarios"),
)  # fmt: skip


def overview(width: int = 100) -> str:
    """Every claim with its source and kind."""
    lines = []
    for claim in read_claims().values():
        head = f"{claim.id:<4}{claim.text}"
        lines += textwrap.wrap(head, width, subsequent_indent="    ", break_on_hyphens=False)
        lines.append(f"    {claim.source}; {claim.kind}{'; in part' if claim.missing else ''}")
    return "\n".join(lines)


def details(claim: Claim, width: int = 100) -> str:
    """One claim with everything that is known of its home."""
    lines = _wrapped(f"{claim.id}  {claim.text}", width, "")
    lines += _wrapped(f"{claim.source}: {theses()[claim.source[0]]}", width, "  source: ")
    lines += _wrapped(kind_of(claim), width, "  kind: ")
    for key, word in SHOWN:
        names = getattr(claim, key)
        if names:
            lines += _wrapped(", ".join(names), width, f"  {word}: ")
    for key in ("missing", "note"):
        if getattr(claim, key):
            lines += _wrapped(getattr(claim, key), width, f"  {key}: ")
    return "\n".join(lines)


def kind_of(claim: Claim) -> str:
    """The kind, with the placebo where there is one."""
    if not claim.placebo:
        return claim.kind
    placebo = read_placebos()[claim.placebo]
    return f"{claim.kind}; must vanish where {placebo.meaning} ({' '.join(placebo.settings)})"


def as_json(claims: list[Claim]) -> str:
    """The map for other programs."""
    return json.dumps([dataclasses.asdict(claim) for claim in claims], ensure_ascii=False, indent=1)


def page() -> str:
    """The whole map as Markdown: ``docs/claims.md``."""
    claims = list(read_claims().values())
    lines = [
        "# Where each claim lives",
        "",
        "Written by `crmsim claims --markdown`; do not edit. The map is `crmsim/claims/claims.toml`, joined with what "
        "parameters and scenarios declare themselves; `crmsim claims G5` prints one entry.",
        "",
        *(f"- **{letter}**: {title}" for letter, title in theses().items()),
        "",
        "*By construction*: the sign of the rules alone fixes it, so it checks the code and supports nothing. "
        "*Emergent*: it could have come out either way, and must vanish in its placebo. *Input*: it is put in. "
        "*Descriptive*: it defines or counts. Whether each parameter moves its outcome as claimed: "
        "[signs.md](signs.md).",
    ]
    for letter in GROUPS:
        lines += ["", f"## {HEADINGS[letter]}"]
        for claim in claims:
            if claim.id[0] == letter:
                lines += _entry(claim)
    lines += ["", "## Placebos", "", "| name | an emergent claim must vanish where | settings |", "|---|---|---|"]
    for placebo in read_placebos().values():
        lines.append(f"| {placebo.name} | {placebo.meaning} | {_code(placebo.settings)} |")
    return "\n".join(lines) + "\n"


def _entry(claim: Claim) -> list[str]:
    kind = f"{claim.kind} (placebo: {claim.placebo})" if claim.placebo else claim.kind
    lines = ["", f"### {claim.id}", "", claim.text, "", f"*{claim.source}; {kind}*", ""]
    lines += [f"- {word}: {_code(getattr(claim, key))}" for key, word in SHOWN if getattr(claim, key)]
    lines += [f"- {key}: {getattr(claim, key)}" for key in ("missing", "note") if getattr(claim, key)]
    return lines


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _wrapped(text: str, width: int, first: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent="    ", break_on_hyphens=False)
