"""Check that crmsim works with the lowest and with the newest versions that pyproject.toml allows.

``python .ci/check_bounds.py [lowest] [newest] [--python PYTHON]``: whoever installs the wheel without our pins gets
what their pip takes. For each of the two the wheel goes, with the extras that users meet, into an environment of its
own in a temporary folder: every dependency that pyproject.toml names at the lowest version it allows there (what those
need in their turn at the newest, as pip would have it), or everything at the newest. Then commands of the README are
run, small, and a model of Mesa's, and each must do what it promises. Needs the network, and for each of the two some
900 MB of disk and two minutes, half of them the compilation of the model.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
EXTRAS = ("cluster", "conditions")

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
    (("why", "baseline", "--employee", "16", "--week", "6"), "this person's luck"),
    (("export", "baseline", *SMALL, "--out", "network"), "network"),
    (("organisation", "employees.csv", "ties.csv", "--out", "ours.toml"), "ours.toml"),
    (("check", "ours.toml"), ""),
    (("sweep", "fail.toml", "--out", "fail", "--jobs", "1"), "fail/runs"),
    (("analyse", "fail"), "fail/analysis/conditions.csv"),
    (("verify", "fail"), "fail"),
    (("sweep", "known.toml", "--out", "known", "--jobs", "1"), "known/runs"),
    (("analyse", "known"), "known/analysis/answer.txt"),
)  # fmt: skip


def done(command: list[str], folder: Path, **variables: str) -> str:
    """What the command printed; leaves with all that it said where it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    result = subprocess.run(
        command, cwd=folder, env={**environment, **variables}, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise SystemExit(f"{' '.join(command)}\n{result.stdout[-2000:]}\n{result.stderr[-4000:]}")
    return result.stdout


def install(which: str, python: str, folder: Path) -> Path:
    """An environment with the wheel and what it needs, and the folder of its programs."""
    uv = [sys.executable, "-m", "uv"]
    extras = [part for extra in EXTRAS for part in ("--extra", extra)]
    done([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir",
          str(folder), str(ROOT)], folder)  # fmt: skip
    (wheel,) = folder.glob("crmsim-*.whl")
    done([*uv, "venv", "--quiet", "--python", python, "env"], folder)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    there = ["--quiet", "--python", str(programs / "python"), "--only-binary", ":all:"]
    resolved = folder / "resolved.txt"
    done([*uv, "pip", "compile", str(ROOT / "pyproject.toml"), *extras, "--resolution", RESOLUTIONS[which], *there,
          "--no-header", "--no-annotate", "--output-file", str(resolved)], folder)  # fmt: skip
    done([*uv, "pip", "install", *there, "--requirement", str(resolved)], folder)
    done([*uv, "pip", "install", *there, "--no-deps", str(wheel)], folder)
    return programs


def smoke(programs: Path, folder: Path) -> None:
    """Run the commands and the model; leave where one fails."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    quiet = {"CRMSIM_CACHE_DIR": str(folder / "cache"), "PYTHONIOENCODING": "utf-8"}
    for command, expected in COMMANDS:
        told = done([str(programs / "crmsim"), *command], folder, **quiet)
        if expected not in told and not (folder / expected).exists():
            raise SystemExit(f"crmsim {' '.join(command)}: {expected!r} is neither told nor there\n{told[-2000:]}")
    done([str(programs / "python"), "model.py"], folder, **quiet)


def main() -> None:
    """Check what is asked for, and print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("which", nargs="*", help="lowest, newest, or both unless given")
    parser.add_argument("--python", default=sys.executable, help="the Python to install into")
    asked = parser.parse_args()
    for which in asked.which or RESOLUTIONS:
        if which not in RESOLUTIONS:
            parser.error(f"{which}: expected one of {', '.join(RESOLUTIONS)}")
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            programs = install(which, asked.python, folder)
            installed = time.monotonic()
            smoke(programs, folder)
            version = done([str(programs / "python"), "--version"], folder).strip()
            packages = (folder / "resolved.txt").read_text(encoding="utf-8").count("==")
        took = f"installed in {installed - begun:.0f} s, run in {time.monotonic() - installed:.0f} s"
        print(f"{which} versions, {version}: {packages} packages, {len(COMMANDS) + 1} commands passed ({took})")


if __name__ == "__main__":
    main()
