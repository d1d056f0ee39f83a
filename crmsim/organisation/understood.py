"""How files were understood, told alike wherever files are taken: what each column served, and what is to be noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmsim.organisation.organisation import Organisation
from crmsim.organisation.relations import PLAIN
from crmsim.words import Message, Teller, message

TABLES = (("employees", message("columns of people")), ("ties", message("columns of ties")))


def understood(organisation: Organisation, teller: Teller) -> list[tuple[str, str]]:
    """Each label and text of what was understood of the files of an organisation."""
    return understood_rows(organisation.report.get("columns", {}), notes_of(organisation), teller)


def understood_rows(
    columns: Mapping[str, Sequence[tuple[str, str]]], notes: Sequence[str], teller: Teller
) -> list[tuple[str, str]]:
    """Each label and text.

    Parameters
    ----------
    columns:
        Every column of the lists of employees and of ties, and what it was used for.
    notes:
        As of :func:`notes_of`.
    """
    rows = []
    for table, label in TABLES:
        # what a column is used as is typed with --columns, and so is a word of no language
        text = [f"{name}: {teller(use) if isinstance(use, Message) else use}" for name, use in columns.get(table, ())]
        rows += [(teller(label), "; ".join(text))] if text else []
    return rows + [(teller("note"), teller(note)) for note in notes]


def notes_of(organisation: Organisation) -> tuple[str, ...]:
    """What is to be told of how an organisation was read, or made."""
    report = organisation.report
    notes = list(report.get("notes", {}).values())
    notes += [report[name] for name in ("level", "manager") if name in report]
    if report.get("contact_kinds"):
        if set(report["contact_kinds"]) != {PLAIN}:
            notes.append(message("contact from {kinds}", kinds=", ".join(report["contact_kinds"])))
    if report.get("quality_kinds"):
        notes.append(
            message(
                "quality from {kinds}, for {ties} ties",
                kinds=", ".join(report["quality_kinds"]),
                ties=report["quality_given"],
            )
        )
    for name in report.get("missed", ()):
        notes.append(
            message(
                "{name}: asked {asked:g}, reached {reached:.3g}",
                name=name,
                asked=report["asked"][name],
                reached=report["reached"][name],
            )
        )
    return tuple(notes)
