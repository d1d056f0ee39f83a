"""Check that what is pinned installs everywhere it promises to, or write it anew with ``--write`` (``--keep`` too: add
what is missing, and leave the versions that are pinned).

``constraints.txt`` has a version of each package that the project and any of its extras needs, for pip's
``--constraint``. ``requirements/*.txt`` have the packages of one purpose each with the hashes of their files, for pip's
``--require-hashes``: whoever serves another file under the same name and version is refused. A constraints file with
hashes would not do: pip then asks for a hash of the project itself, which is a folder and has none.

For every supported Python and platform the project is resolved from wheels alone. Each resolved package must be pinned,
and at the pinned version. uv resolves, because pip evaluates environment markers for the machine it runs on and not for
the one asked about.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
HASHED = ROOT / "requirements"
# What each file of hashes is for, as arguments of uv; every file has the build backend too, for the project itself.
PURPOSES = {
    "run": [], "dev": ["--extra", "dev"], "card": ["--extra", "cuda"], "constraints": ["--extra", "constraints"],
}  # fmt: skip
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "Linux x86_64": "x86_64-manylinux_2_28",
    "macOS arm64": "aarch64-apple-darwin",
    "Windows x86_64": "x86_64-pc-windows-msvc",
}
HEADER = "# Versions that work together on Python 3.11 to 3.14; written by `make constraints`.\n"
HASHED_HEADER = (
    "# Packages with the hashes of their files, for pip's --require-hashes; written by `make constraints`.\n"
)
# A dependency of Mesa on macOS allows old setuptools everywhere, but those fail on Python 3.12 and later.
EXTRA = "setuptools>=80 ; python_full_version >= '3.12'\n"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
UNIVERSAL = ["--universal", "--fork-strategy", "fewest", "--python-version", "3.11"]


def resolve(arguments: list[str]) -> str:
    """Resolve the project from wheels and return the pins; leave with uv's message where it fails."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--only-binary", ":all:"]
    command += ["--no-header", "--no-annotate", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def pins(text: str) -> set[tuple[str, str]]:
    """The (name, version) pairs of a list of pins, whatever their markers."""
    result = (PIN.match(line) for line in text.splitlines())
    return {(match[1].lower(), match[2]) for match in result if match}


def backend() -> list[str]:
    """What builds the project, as pyproject.toml has it: ``["hatchling==1.33.0"]``."""
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(described["build-system"]["requires"])


def write(keep: bool) -> None:
    """Write constraints.txt, with the newest versions and as few of each package as serve all Pythons, and from it the
    files of hashes; ``keep`` leaves the versions that are pinned.
    """
    with tempfile.TemporaryDirectory() as folder:
        extra = Path(folder) / "extra.txt"
        extra.write_text(EXTRA, encoding="utf-8")
        kept = ["--constraint", str(CONSTRAINTS)] if keep else []
        text = resolve(["--all-extras", *UNIVERSAL, "--constraint", str(extra), *kept])
        CONSTRAINTS.write_text(HEADER + text, encoding="utf-8", newline="\n")
        builds = Path(folder) / "build.txt"
        builds.write_text("\n".join(re.split("[=<>~!]", one)[0] for one in backend()), encoding="utf-8")
        HASHED.mkdir(exist_ok=True)
        for purpose, extras in PURPOSES.items():
            text = resolve([str(builds), *extras, *UNIVERSAL, "--constraint", str(CONSTRAINTS), "--generate-hashes"])
            (HASHED / f"{purpose}.txt").write_text(HASHED_HEADER + text, encoding="utf-8", newline="\n")


def check() -> bool:
    """Resolve for every Python and platform; print a line for each."""
    lists = {CONSTRAINTS: ["--all-extras"], **{HASHED / f"{name}.txt": PURPOSES[name] for name in PURPOSES}}
    constraint = ["--constraint", str(CONSTRAINTS)]
    good = True
    for path, extras in lists.items():
        pinned = pins(path.read_text(encoding="utf-8"))
        for python in PYTHONS:
            for name, platform in PLATFORMS.items():
                place = ["--python-version", python, "--python-platform", platform]
                resolved = pins(resolve([*extras, *constraint, *place]))
                free = sorted(f"{package}=={version}" for package, version in resolved - pinned)
                good = good and bool(resolved) and not free
                state = (
                    f"not pinned: {', '.join(free)}" if free else f"{len(resolved)} packages, all pinned, all wheels"
                )
                print(f"{path.relative_to(ROOT).as_posix()}, Python {python}, {name}: {state}")
    for one in backend():
        if not pins(one) <= pins(CONSTRAINTS.read_text(encoding="utf-8")) or not pins(one):
            good = False
            print(f"pyproject.toml builds with {one}; expected the version that constraints.txt pins")
    return good


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write(keep="--keep" in sys.argv[1:])
    raise SystemExit(0 if check() else 1)
