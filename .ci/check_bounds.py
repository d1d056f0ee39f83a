"""Check that crmsim works with the lowest and with the newest versions that pyproject.toml allows.

``python .ci/check_bounds.py [lowest] [newest] [--python PYTHON ...] [--suite]``: whoever installs the wheel without our
pins gets what their pip takes. For each of the two, and for each Python that is named, the wheel goes, with the extras
that users meet, into an environment of its own in a temporary folder: every dependency that pyproject.toml names at the
lowest version it allows there (what those need in their turn at the newest, as pip would have it), or everything at the
newest. Then commands of the README are run, small, and a model of Mesa's, and each must do what it promises. Needs the
network, and for each of the two some 900 MB of disk and two minutes, half of them the compilation of the model.

``--suite`` runs the quick suite of this checkout instead, with the tools that it needs at their lowest or newest too.
That takes five to ten minutes of two cores for each. What was installed and what pytest said stay in
``outputs/bounds/``, and all are run, whichever fail. A Python that is not at hand is named and left out; without any
the check fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
UV = (sys.executable, "-m", "uv")
EXTRAS = ("cluster", "conditions")
TOOLS = ("dev",)  # what the suite needs, which holds those that users meet
LOGS = ROOT / "outputs" / "bounds"
SUITE = ("-m", "pytest", "-m", "not slow", "-n", "2", "--dist", "worksteal", "-q", "-p", "no:cacheprovider")

FILES = {
    "employees.csv": "employee_id\nkari\nola\neva\nida\nper\njon\n",
    "ties.csv": "source_id,target_id,strength\nola,kari,0.8\neva,ola,1\nkari,eva,0.6\nida,per,1\nper,jon,0.2\n",
    "fail.toml": """
title = "Conditions under which a small project fails"
question = "Where do they lie?"
expect = "Where little is done."
outcomes = ["user_share", "routine_share"]
money = false
runs = 1
[constants]
"organisation.employees" = 20
"scenario.weeks" = 12
[design]
kind = "lhs"
samples = 200
[uncertainties]
"leadership.done" = { low = 0.0, high = 1.0 }
"people.takers" = { low = 0.0, high = 0.5 }
[failure]
outcome = "user_share"
below = 0.3
""",
    "known.toml": """
title = "A known answer"
question = "Is it found?"
expect = "It is."
outcomes = ["value"]
function = "ishigami"
runs = 1
[design]
kind = "sobol"
samples = 64
[uncertainties]
x1 = { low = -3.14159, high = 3.14159 }
x2 = { low = -3.14159, high = 3.14159 }
x3 = { low = -3.14159, high = 3.14159 }
""",
    "model.py": """
import warnings
warnings.simplefilter("error", FutureWarning) # what the next version of a library will refuse
import crmsim
small = {"organisation.employees": 20}
model = crmsim.CRMModel("baseline", seed=7, settings=small, weeks=6, agent_reporters=["energy"])
for _ in range(3):
    model.step()
model.run_model()
people = model.agents.select(lambda person: person.style == "giver")
assert 0.0 < people.agg("energy", sum) <= len(people), people
collected = model.datacollector.get_model_vars_dataframe()
assert len(collected) == 6 and len(model.datacollector.get_agent_vars_dataframe()) == 120
run = crmsim.run("baseline", seed=7, settings=small, weeks=6)
weekly = run.frame().query("outcome == 'user_share' and group == 'all'")["value"]
assert (weekly.to_numpy() == collected["user_share"].to_numpy()).all()
sweep = crmsim.load("fail")
assert len(sweep.frame()) == 200
print("the model of Mesa's and the run agree")
""",
}
SMALL = ("--set", "organisation.employees=30", "--set", "scenario.weeks=12")
# What is run, and what its answer or a file it leaves must hold.
COMMANDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("scenarios",), "giver_rich"),
    (("show", "baseline"), "leader_style"),
    (("claims", "G7"), "G7"),
    (("run", "baseline", "--seed", "7", *SMALL, "--out", "run"), "run/weeks.csv"),
    (("--language", "nb", "compare", "baseline", "--what-if", "project.leader_style=taker", *SMALL, "--runs", "12",
      "--out", "if"), "if/comparison.csv"),
    (("draw", "baseline", *SMALL, "--figure", "network", "--week", "6", "--out", "drawn"), "drawn"),
    (("why", "baseline", "--employee", "16", "--week", "6"), "this person's random number"),
    (("export", "baseline", *SMALL, "--out", "network"), "network"),
    (("organisation", "employees.csv", "ties.csv", "--out", "ours.toml"), "ours.toml"),
    (("check", "ours.toml"), ""),
    (("sweep", "fail.toml", "--out", "fail", "--jobs", "1"), "fail/runs"),
    (("analyse", "fail"), "fail/analysis/conditions.csv"),
    (("verify", "fail"), "fail"),
    (("sweep", "known.toml", "--out", "known", "--jobs", "1"), "known/runs"),
    (("analyse", "known"), "known/analysis/answer.txt"),
)  # fmt: skip


def clean() -> dict[str, str]:
    """The variables of this process, without those that would lead an environment to the packages of another."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def done(command: list[str], folder: Path, **variables: str) -> str:
    """What the command printed; leaves with all that it said where it fails."""
    result = subprocess.run(
        command, cwd=folder, env={**clean(), **variables}, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise SystemExit(f"{' '.join(command)}\n{result.stdout[-2000:]}\n{result.stderr[-4000:]}")
    return result.stdout


def environment(which: str, python: str, folder: Path, extras: Sequence[str]) -> Path:
    """An environment with what crmsim and these extras of it need, and the folder of its programs.

    ``resolved.txt`` in the folder has the versions.
    """
    named = [part for extra in extras for part in ("--extra", extra)]
    done([*UV, "venv", "--quiet", "--python", python, "env"], folder)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    there = ["--quiet", "--python", str(programs / "python"), "--only-binary", ":all:"]
    resolved = folder / "resolved.txt"
    done([*UV, "pip", "compile", str(ROOT / "pyproject.toml"), *named, "--resolution", RESOLUTIONS[which], *there,
          "--no-header", "--no-annotate", "--output-file", str(resolved)], folder)  # fmt: skip
    done([*UV, "pip", "install", *there, "--requirement", str(resolved)], folder)
    return programs


def install(programs: Path, folder: Path, what: Sequence[str]) -> None:
    """Add crmsim itself, without what it needs."""
    done([*UV, "pip", "install", "--quiet", "--python", str(programs / "python"), "--no-deps", *what], folder)


def wheel(folder: Path) -> str:
    """The wheel of this checkout, made in the folder."""
    done([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir",
          str(folder), str(ROOT)], folder)  # fmt: skip
    (made,) = folder.glob("crmsim-*.whl")
    return str(made)


def smoke(programs: Path, folder: Path) -> str:
    """Run the commands and the model, and say how many; leave where one fails."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    quiet = {"CRMSIM_CACHE_DIR": str(folder / "cache"), "PYTHONIOENCODING": "utf-8"}
    for command, expected in COMMANDS:
        told = done([str(programs / "crmsim"), *command], folder, **quiet)
        if expected not in told and not (folder / expected).exists():
            raise SystemExit(f"crmsim {' '.join(command)}: {expected!r} is neither told nor there\n{told[-2000:]}")
    done([str(programs / "python"), "model.py"], folder, **quiet)
    return f"{len(COMMANDS) + 1} commands passed"


def suite(programs: Path, folder: Path, name: str) -> str:
    """Run the quick suite of this checkout, and give the last line of what pytest said; leave where a test fails.

    What it said, and the versions it ran with, stay in ``outputs/bounds/``.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "resolved.txt", LOGS / f"{name}.versions.txt")
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    log = LOGS / f"{name}.txt"
    with log.open("w", encoding="utf-8") as told:
        result = subprocess.run(
            [str(programs / "python"), *SUITE], cwd=ROOT, stdout=told, stderr=subprocess.STDOUT, check=False,
            env={**clean(), "PATH": path, "CRMSIM_CACHE_DIR": str(folder / "cache")},
        )  # fmt: skip
    said = log.read_text(encoding="utf-8", errors="replace").splitlines() or ["nothing"]
    if result.returncode:
        failed = [line for line in said if line.startswith(("FAILED", "ERROR"))]
        raise SystemExit("\n".join([f"pytest: {said[-1]}", *failed, f"all that it said: {log}"]))
    return said[-1].strip("= ")


def check(which: str, python: str, whole: bool) -> bool:
    """Check one environment, and print how it went; whether it passed."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        try:
            programs = environment(which, python, folder, TOOLS if whole else EXTRAS)
            install(programs, folder, ["--editable", str(ROOT)] if whole else ["--only-binary", ":all:", wheel(folder)])
            installed = time.monotonic()
            version = done([str(programs / "python"), "--version"], folder).strip()
            packages = (folder / "resolved.txt").read_text(encoding="utf-8").count("==")
            name = f"{which}-{version.removeprefix('Python ')}"
            passed = suite(programs, folder, name) if whole else smoke(programs, folder)
        except SystemExit as error:
            print(f"{which} versions, {python}: failed\n{error}", flush=True)
            return False
    took = f"installed in {installed - begun:.0f} s, run in {time.monotonic() - installed:.0f} s"
    print(f"{which} versions, {version}: {packages} packages, {passed} ({took})", flush=True)
    return True


def at_hand(python: str) -> bool:
    """Whether this Python can be started; says so where not."""
    try:
        there = subprocess.run([python, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        there = False
    if not there:
        print(f"{python}: not at hand", flush=True)
    return there


def main() -> None:
    """Check what is asked for, and print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("which", nargs="*", help="lowest, newest, or both unless given")
    parser.add_argument("--python", action="append", help="a Python to install into; may be repeated")
    parser.add_argument("--suite", action="store_true", help="run the quick suite of this checkout instead of commands")
    asked = parser.parse_args()
    for which in asked.which:
        if which not in RESOLUTIONS:
            parser.error(f"{which}: expected one of {', '.join(RESOLUTIONS)}")
    pythons = [python for python in asked.python or [sys.executable] if at_hand(python)]
    passed = [check(which, python, asked.suite) for python in pythons for which in asked.which or RESOLUTIONS]
    raise SystemExit(0 if passed and all(passed) else 1)


if __name__ == "__main__":
    main()
