"""List every package that crmsim installs, and look up which of them have known vulnerabilities.

The list is a CycloneDX file, ``dist/crmsim.cdx.json``: name, version and hashes of each package of
``requirements/run.txt``, made without a connection. Vulnerabilities are looked up by pip-audit for the packages of all
``requirements/*.txt`` that this platform installs, which needs a connection to a database of them. A package that the
database does not know, or an answer that never came, is a failure: pip-audit alone says "No known vulnerabilities
found" where it could look up nothing.

Arguments are handed to pip-audit: ``-s osv`` asks another database than the package index.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "dist" / "crmsim.cdx.json"
LISTS = ("run", "dev", "constraints")
LONGEST = 900.0  # seconds for all answers
ELSEWHERE = '`make supply AUDIT="-s osv"`'
NAMED = 10  # packages named in a sentence


def list_parts(path: Path = PARTS) -> bool:
    """Write the list of packages; says where, and whether it could."""
    path.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", "requirements/run.txt"]
    command += ["--pyproject", "pyproject.toml", "--output-reproducible", "--output-file", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"The list of packages was not made: {last_line(done.stderr)}")
        return False
    number = len(json.loads(path.read_text(encoding="utf-8"))["components"])
    print(
        f"{number} packages, with versions and hashes, are listed in {path.relative_to(ROOT).as_posix()} (CycloneDX)."
    )
    return True


def look_up(command: Sequence[str]) -> bool:
    """Whether all packages were looked up and none has a known vulnerability; says what was found."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST)
        report = json.loads(done.stdout)
        packages = list(report["dependencies"])
    except subprocess.TimeoutExpired:
        print(f"Vulnerabilities were not looked up: no answer within {LONGEST:.0f} s. Nothing is known; try again.")
        return False
    except (ValueError, KeyError, TypeError):
        print(
            f"Vulnerabilities were not looked up: {last_line(done.stderr)}\n"
            f"Nothing is known. It needs a connection to the package index, or with {ELSEWHERE} to osv.dev."
        )
        return False
    lines = judged(packages)
    print("\n".join(lines or [f"No known vulnerability in {len(packages)} packages."]))
    return not lines


def judged(packages: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong, a sentence each; nothing where every package is known and none is vulnerable."""
    if not packages:
        return ["Vulnerabilities were not looked up: pip-audit found no packages in requirements/."]
    lines = []
    for package in packages:
        for found in package.get("vulns", ()):
            mended = ", ".join(found.get("fix_versions", ())) or "no version yet"
            lines.append(f"{package['name']} {package['version']}: {found['id']}, mended in {mended}.")
    unknown = [package["name"] for package in packages if "vulns" not in package]
    if unknown:
        more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
        lines.append(
            f"The database that answered does not know {len(unknown)} of {len(packages)} packages, so nothing is known "
            f"of them: {', '.join(unknown[:NAMED])}{more}. A mirror of the package index may lack what it says of "
            f"vulnerabilities; ask elsewhere, as by {ELSEWHERE}."
        )
    return lines


def last_line(text: str) -> str:
    """The last line that is not empty, which says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it gave no reason"


def audit(arguments: Sequence[str]) -> list[str]:
    """The command that looks up vulnerabilities; nothing is installed or resolved for it."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    command += ["--disable-pip", "--require-hashes"]
    for name in LISTS:
        command += ["--requirement", f"requirements/{name}.txt"]
    return [*command, *arguments]


if __name__ == "__main__":
    listed = list_parts()
    raise SystemExit(0 if look_up(audit(sys.argv[1:])) and listed else 1)
