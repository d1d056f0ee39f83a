"""The description of an archive that machines read: RO-Crate 1.1, a graph in JSON-LD.

It is written by hand here because what would write it (the package rocrate with eleven others, 13 MB) is more than the
fifty lines it takes; the test holds it against the format's own validator.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from crmsim.archive.contents import Contents, Entry
from crmsim.errors import CrmsimError
from crmsim.words import message

METADATA = "ro-crate-metadata.json"
CONTEXT, FORMAT = "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/crate/1.1"
ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
NAMED = re.compile(r"(?P<name>[^<>()]+?)\s*(?:[<(](?:https?://orcid\.org/)?(?P<orcid>[^<>()]*)[>)])?\s*")
KINDS = {
    ".toml": "application/toml", ".parquet": "application/vnd.apache.parquet", ".sqlite": "application/vnd.sqlite3",
    ".md": "text/markdown", ".json": "application/json", ".csv": "text/csv",
}  # fmt: skip


@dataclass(frozen=True)
class Creator:
    """Who made a study: a name, and an ORCID iD where there is one."""

    name: str
    orcid: str | None = None

    @property
    def id(self) -> str:
        """What the graph knows them by."""
        return f"https://orcid.org/{self.orcid}" if self.orcid else f"#{quote(self.name.replace(' ', '-'))}"


def creator_of(text: str) -> Creator:
    """A creator from ``NAME`` or ``NAME (ORCID)``.

    Raises
    ------
    CrmsimError
        For no name, and for what is no ORCID iD.

    >>> creator_of("Josiah Carberry (0000-0002-1825-0097)")
    Creator(name='Josiah Carberry', orcid='0000-0002-1825-0097')
    """
    found = NAMED.fullmatch(text.strip())
    expected = message("a name, or a name and an ORCID iD: Josiah Carberry (0000-0002-1825-0097)")
    if found is None:
        raise CrmsimError(message("not a name"), key="--creator", value=text, expected=expected)
    orcid = found["orcid"]
    if orcid is not None and not is_orcid(orcid):
        raise CrmsimError(message("not an ORCID iD"), key="--creator", value=text, expected=expected)
    return Creator(found["name"], orcid)


def is_orcid(text: str) -> bool:
    """Whether a text is an ORCID iD: sixteen digits whose last one checks the others (ISO 7064, mod 11-2)."""
    if not ORCID.fullmatch(text):
        return False
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return text[-1] == "0123456789X"[(12 - total % 11) % 11]


def licence_of(text: str | None) -> dict[str, Any]:
    """The licence as the graph has it; where none is given it says so.

    Raises
    ------
    CrmsimError
        For what can be no SPDX identifier.
    """
    if text is None:
        name = "No licence given"
        said = "Nothing is said of what others may do with it: ask the creator."
        return {"@id": "#licence", "@type": "CreativeWork", "name": name, "description": said}
    if not LICENCE.fullmatch(text):
        raise CrmsimError(
            message("not a licence"), key="--licence", value=text,
            expected=message("an SPDX identifier, as CC-BY-4.0"),
        )  # fmt: skip
    url = f"https://spdx.org/licenses/{text}"
    return {"@id": url, "@type": "CreativeWork", "name": text, "description": f"The licence {text}", "url": url}


def metadata(
    contents: Contents, entries: Sequence[tuple[Entry, int]], title: str, licence: str | None,
    creators: Sequence[Creator], date: str,
) -> str:  # fmt: skip
    """The description as text.

    Parameters
    ----------
    entries:
        Every file of the archive but this one, with its size in bytes.
    date:
        When it is archived, as 2026-11-28.
    """
    about = contents.about
    rights = licence_of(licence)
    root: dict[str, Any] = {
        "@id": "./", "@type": "Dataset", "name": title,
        "description": f"A study with crmsim {about['crmsim']} ({about['kind']}): results, what they were made of, the "
        "model as an ODD protocol, and the commands that make them again.",
        "datePublished": date, "license": {"@id": rights["@id"]},
        "hasPart": [{"@id": quote(entry.name)} for entry, _ in entries], "mentions": {"@id": "#made"},
    }  # fmt: skip
    people = [{"@id": one.id, "@type": "Person", "name": one.name} for one in creators]
    if people:
        root["author"] = _links(one["@id"] for one in people)
    software = {
        "@id": "#crmsim", "@type": "SoftwareApplication", "name": "crmsim", "softwareVersion": about["crmsim"],
        "description": f"Agent-based simulation; commit {about.get('commit') or 'unknown'}, code {about['code']}, "
        f"Python {about['python']}, with " + ", ".join(f"{name} {one}" for name, one in about["packages"].items()),
    }  # fmt: skip
    made = {
        "@id": "#made", "@type": "CreateAction", "name": f"crmsim {about['kind']}, seed {about['seed']}",
        "description": "Made again by: " + "; ".join(contents.again), "instrument": {"@id": "#crmsim"},
        "object": _links(quote(one.name) for one, _ in entries if one.purpose == "input"),
        "result": _links(quote(one.name) for one, _ in entries if one.purpose == "result"),
    }  # fmt: skip
    descriptor = {
        "@id": METADATA, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": FORMAT},
    }  # fmt: skip
    graph = [descriptor, root, rights, *people, software, made, *(_file(entry, size) for entry, size in entries)]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def _links(names: Iterable[str]) -> Any:
    """Entities by name; the format wants no list of one."""
    made = [{"@id": name} for name in names]
    return made[0] if len(made) == 1 else made


def _file(entry: Entry, size: int) -> dict[str, Any]:
    ending = "." + entry.name.rpartition(".")[2]
    kind = KINDS.get(ending) or mimetypes.guess_type(entry.name)[0] or "text/plain"
    return {
        "@id": quote(entry.name), "@type": "File", "name": entry.name, "description": entry.what,
        "encodingFormat": kind, "contentSize": str(size),
    }  # fmt: skip
