"""Check that constraints.txt installs everywhere it promises to, or write it anew with ``--write``.

For every supported Python and platform the project with all its extras is resolved from wheels alone. Each resolved
package must be pinned, and at the pinned version. uv resolves, because pip evaluates environment markers for the
machine it runs on and not for the one asked about.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "Linux x86_64": "x86_64-manylinux_2_28",
    "macOS arm64": "aarch64-apple-darwin",
    "Windows x86_64": "x86_64-pc-windows-msvc",
}
HEADER = "# Versions that work together on Python 3.11 to 3.14; written by `make constraints`.\n"
# A dependency of Mesa on macOS allows old setuptools everywhere, but those fail on Python 3.12 and later.
EXTRA = "setuptools>=80 ; python_full_version >= '3.12'\n"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def resolve(arguments: list[str]) -> str:
    """Resolve the project from wheels and return the pins; leave with uv's message where it fails."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--all-extras", "--only-binary", ":all:"]
    command += ["--no-header", "--no-annotate", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def pins(text: str) -> set[tuple[str, str]]:
    """The (name, version) pairs of a list of pins, whatever their markers."""
    result = (PIN.match(line) for line in text.splitlines())
    return {(match[1].lower(), match[2]) for match in result if match}


def write() -> None:
    """Write constraints.txt: the newest versions, as few of each package as serve all Pythons."""
    with tempfile.TemporaryDirectory() as folder:
        extra = Path(folder) / "extra.txt"
        extra.write_text(EXTRA, encoding="utf-8")
        text = resolve(
            ["--universal", "--fork-strategy", "fewest", "--python-version", "3.11", "--constraint", str(extra)]
        )
    CONSTRAINTS.write_text(HEADER + text, encoding="utf-8")


def check() -> bool:
    """Resolve for every Python and platform; print a line for each."""
    pinned = pins(CONSTRAINTS.read_text(encoding="utf-8"))
    good = True
    for python in PYTHONS:
        for name, platform in PLATFORMS.items():
            resolved = pins(
                resolve(["--constraint", str(CONSTRAINTS), "--python-version", python, "--python-platform", platform])
            )
            free = sorted(f"{package}=={version}" for package, version in resolved - pinned)
            good = good and bool(resolved) and not free
            state = f"not pinned: {', '.join(free)}" if free else f"{len(resolved)} packages, all pinned, all wheels"
            print(f"Python {python}, {name}: {state}")
    return good


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write()
    raise SystemExit(0 if check() else 1)
