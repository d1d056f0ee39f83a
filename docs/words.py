"""Bring the catalogue of translations up to date with the sentences in the code, the claims and the scenarios.

    python docs/words.py            adds what is new to the catalogue, without Norwegian, and drops what nobody says
    python docs/words.py --missing  prints what has no Norwegian yet

A test fails while a sentence lacks its Norwegian, and while the catalogue holds one that nobody says.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import io
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "crmsim"
CATALOGUE = PACKAGE / "words" / "locale" / "nb" / "LC_MESSAGES" / "crmsim.po"
WIDTH = 120
Key = tuple[str | None, str]


@dataclass
class Wanted:
    """The texts that are told, by context and English, and what is wrong with how they are told.

    Attributes
    ----------
    plural:
        The form for many, where there is one; else an empty text.
    places:
        Where each text is told, relative to the checkout.
    problems:
        Calls whose blanks are not filled.
    """

    plural: dict[Key, str] = field(default_factory=dict)
    places: dict[Key, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, place: str, text: str, context: str | None = None, plural: str = "") -> None:
        """Note a text."""
        if any(letter.isalpha() for part, _ in parsed(text) for letter in part):
            self.plural.setdefault((context, text), plural)
            places = self.places.setdefault((context, text), [])
            if place not in places:
                places.append(place)


def wanted() -> Wanted:
    """Every text that is told to a user."""
    result = Wanted()
    for path in sorted(PACKAGE.rglob("*.py")):
        calls(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix(), result)
    declarations(result)
    shipped_files(result)
    helps(result)
    return result


def parsed(text: str) -> list[tuple[str, str | None]]:
    """The pieces of a text, each with the blank that follows it; a text that is never filled may hold any braces."""
    try:
        return [(part, name) for part, name, _, _ in string.Formatter().parse(text)]
    except ValueError:
        return [(text, None)]


def blanks(text: str) -> set[str]:
    """Names of the blanks of a text."""
    return {name.partition(".")[0].partition("[")[0] for _, name in parsed(text) if name}


def calls(source: str, place: str, found: Wanted) -> None:
    """The texts of a module: first arguments of ``teller``, ``message`` and ``plural``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in ("teller", "message", "plural") and not (name == "self" and place.endswith("/teller.py")):
            continue
        given = {word.arg for word in node.keywords}
        context = next((_literal(word.value) for word in node.keywords if word.arg == "context"), None)
        texts = list(literals(node.args[0]))
        if name == "message" and not texts:
            found.problems.append(f"{place}, line {node.lineno}: a message must be a literal string")
        many = list(literals(node.args[1])) if name == "plural" and len(node.args) > 1 else []
        for text in texts:
            found.add(place, text, context, many[0] if many else "")
            filled = given | ({"n"} if many else set())
            if None not in given and given - {"context"} and not blanks(text) <= filled:
                found.problems.append(f"{place}, line {node.lineno}: {sorted(blanks(text) - filled)} not filled")


def literals(node: ast.expr) -> Iterator[str]:
    """The texts an argument may be."""
    if isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    text = _literal(node)
    if text is not None:
        yield text


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def declarations(found: Wanted) -> None:
    """What parameters and outcomes mean, their units, and where the defaults of parameters come from."""
    from crmsim.commands.week import rows
    from crmsim.mechanisms import OUTCOMES
    from crmsim.mechanisms.intervention import KINDS
    from crmsim.scenario.schema import fields

    for name, declared in fields().items():
        extra: Any = declared.json_schema_extra
        found.add(f"parameter/{name}", declared.description or "")
        found.add("unit", str(extra["unit"]))
        found.add("source", str(extra["source"]))
    for kind, table in KINDS.items():
        for name, declared in table.model_fields.items():
            found.add(f"intervention/{kind}.{name}", declared.description or "")
    for row in rows():
        found.add(f"week/{row.phase}", row.meaning)
    for outcome in OUTCOMES:
        found.add(f"outcome/{outcome.name}", outcome.meaning)
        found.add(f"outcome/{outcome.name}", outcome.called)
        found.add("unit", outcome.unit)


def shipped_files(found: Wanted) -> None:
    """What claims, facts, predictions, scenarios and experiments say.

    Titles and questions only where the file has no Norwegian.
    """
    import tomllib

    from crmsim.claims import read_facts
    from crmsim.claims.read import HEADINGS, read_claims, read_placebos
    from crmsim.evidence.register import read_register, untestable
    from crmsim.experiment.catalogue import shipped_experiments
    from crmsim.report.page.assumptions import held_out
    from crmsim.scenario.catalogue import shipped

    for heading in HEADINGS.values():
        found.add("claims", heading)
    for claim in read_claims().values():
        for text in (claim.text, claim.missing, claim.note):
            found.add(f"claim/{claim.id}", text)
    for fact in read_facts().values():
        for text in (fact.text, fact.numbers):
            found.add(f"fact/{fact.id}", text)
    for prediction in read_register().values():
        for text in (prediction.says, prediction.known):
            found.add(f"evidence/{prediction.id}", text)
    for name, why in untestable().items():
        found.add(f"evidence/{name}", why)
    for placebo in read_placebos().values():
        found.add(f"placebo/{placebo.name}", placebo.meaning)
    for held in (held for held in held_out() if not held.met):
        for text in (held.what, held.now, held.source):
            found.add("docs/targets.toml", text)
    for what, files in (("scenario", shipped()), ("experiment", shipped_experiments())):
        for name, path in files.items():
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            header = content.get("scenario", {}) if what == "scenario" else content
            texts = [header.get(key, "") for key in ("expect", "surprise", "finding")]
            texts += [header.get(key, "") for key in ("title", "question") if not header.get(f"{key}_nb")]
            for text in texts:
                found.add(f"{what}/{name}", text)


def helps(found: Wanted) -> None:
    """What ``--help`` says: paragraphs and options of every command."""
    from crmsim.commands.main import cli

    for command in (cli, *cli.commands.values()):
        for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
            if not paragraph.startswith("\b"):
                found.add(f"help/{command.name}", " ".join(paragraph.split()))
        for parameter in command.params:
            found.add(f"help/{command.name}", getattr(parameter, "help", None) or "")


def read() -> Catalog:
    """The catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nb")


def updated(catalogue: Catalog, texts: Wanted) -> Catalog:
    """A catalogue of just these texts, with the translations there were."""
    made = Catalog(locale="nb", fuzzy=False)
    for (context, text), many in texts.plural.items():
        before = catalogue.get(text, context)
        made.add(
            (text, many) if many else text,
            before.string if before is not None and bool(many) == isinstance(before.string, tuple) else None,
            locations=[(place, 0) for place in texts.places[context, text]],
            user_comments=before.user_comments if before is not None else (),
            context=context,
        )
    return made


def written(catalogue: Catalog, before: str) -> str:
    """The catalogue as a file; its head, with the terms to use, is kept as it was written by hand."""
    text = io.BytesIO()
    write_po(text, catalogue, width=WIDTH, omit_header=True, include_lineno=False, sort_by_file=True)
    return f"{before.partition(chr(10) * 2)[0]}\n\n{text.getvalue().decode()}".rstrip("\n") + "\n"


def problems(catalogue: Catalog, texts: Wanted) -> list[str]:
    """What is wrong: no Norwegian, nobody says it, or other blanks than in English."""
    result = list(texts.problems)
    for (context, text), many in texts.plural.items():
        entry = catalogue.get(text, context)
        forms = entry.string if entry is not None and isinstance(entry.string, tuple) else (entry and entry.string,)
        if not all(forms):
            result.append(f"no Norwegian for {text!r} ({', '.join(texts.places[context, text])})")
        elif any(blanks(form) != blanks(text) | (blanks(many) if many else set()) for form in forms[-1:]):
            result.append(f"other blanks in the Norwegian for {text!r}")
    for entry in catalogue:
        text = entry.id[0] if isinstance(entry.id, tuple) else entry.id
        if text and (entry.context, text) not in texts.plural:
            result.append(f"nobody says {text!r}; run: python docs/words.py")
    return result


def main() -> None:
    """Write the catalogue, or print what it lacks."""
    parser = argparse.ArgumentParser(description="Bring the catalogue of translations up to date.")
    parser.add_argument("--missing", action="store_true", help="print what has no Norwegian, and write nothing")
    texts = wanted()
    if parser.parse_args().missing:
        print("\n".join(problem for problem in problems(read(), texts) if problem.startswith("no Norwegian")))
        return
    before = CATALOGUE.read_text(encoding="utf-8")
    CATALOGUE.write_text(written(updated(read(), texts), before), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
