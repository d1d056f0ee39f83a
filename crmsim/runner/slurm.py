"""A script for SLURM that computes a sweep in parts, for those without Dask."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.results.folder import file_errors, safe_name
from crmsim.store.part import MOST, PARTS
from crmsim.store.place import SCRIPT
from crmsim.words import message

TEXT = """\
#!/bin/bash
# {parts} parts of one sweep, each computed by a task of its own; made by `crmsim sweep --slurm-script`.
#
#     sbatch {script}
#
# Look at the lines below first: time, memory, processors, and what your cluster asks for. `sbatch --test-only` says
# whether any machine could hold such a task; one that none can hold waits for ever. When all tasks are over
#
#     {collect}
#
# collects what the parts have found, computes what is missing, and writes the table. Where the experiment asks for a
# precision, the parts make the first runs of every setting, and that command makes those that are needed beyond them.
# To have SLURM run it when the tasks are over, with N the number that sbatch printed:
#
#     sbatch --dependency=afterany:N --cpus-per-task={cores} --wrap {wrapped}
#
# A task that was killed, or ran out of time, has lost nothing but the runs it was at: hand the script in again, and
# every part goes on where it was. The folder must be one that all machines see. To end one task, name it as array and
# task, `scancel N_3`: the last task of an array has the number of the whole array as its SLURM_JOB_ID.

#SBATCH --job-name=crmsim-{name}
#SBATCH --array=1-{parts}
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={cores}
#SBATCH --mem-per-cpu=1G
#SBATCH --time=04:00:00
#SBATCH --output={logs}
# Remove one # where your cluster wants to know:
##SBATCH --account=
##SBATCH --partition=

set -euo pipefail
cd {here}

# Compiled code lies in the cache folder of your home and is shared by all tasks. Where home is slow or cannot be
# written, remove the # of the next two lines, for a folder of the machine itself that is yours alone. One that
# somebody else has made under that name is not used, since reading compiled code means doing what it says.
#export CRMSIM_CACHE_DIR="${{TMPDIR:-/tmp}}/crmsim-$(id -u)"
#mkdir -m 700 -p "$CRMSIM_CACHE_DIR"

{command} sweep {experiment} --out {out}{also} \\
    --part "$SLURM_ARRAY_TASK_ID/{parts}" --jobs "${{SLURM_CPUS_PER_TASK:-{cores}}}"
"""
CORES = 4


def write_script(experiment: str | Path, parts: int, folder: Path, cores: int = CORES, run_rules: bool = False) -> Path:
    """Write ``slurm.sh`` into the folder of a sweep; returns where.

    Parameters
    ----------
    experiment:
        As typed: a shipped name or a path.
    parts:
        Tasks of the array.
    folder:
        Of the sweep, which every machine must see.
    cores:
        Processors, and worker processes, of each task.
    run_rules:
        Whether the commands say that own rules may be run.

    Raises
    ------
    CrmsimError
        For a number of parts that cannot be, or a folder that cannot be written.
    """
    if not 1 <= parts <= MOST:
        raise CrmsimError(
            message("out of range"),
            key="--slurm-script",
            value=parts,
            expected=message("1 to {most:,} parts", most=MOST),
        )
    out = folder.absolute()
    is_file = Path(experiment).is_file()
    named = str(Path(experiment).absolute() if is_file else experiment)
    for path in (str(out), named, str(Path.cwd())):
        if any(sign in path for sign in "\n\r"):  # it would end a comment, and what follows would be run
            raise CrmsimError(
                message("a folder or file whose name has a line break cannot stand in a script"),
                value=path,
                expected=message("another name"),
            )
    if "\\" in str(out):  # sbatch fills nothing in where one stands, and every task would write to one log
        raise CrmsimError(
            message("SLURM writes no log into a folder whose name has a backslash"),
            key="--out",
            value=str(out),
            expected=message("another name"),
        )
    command = _command()
    also = ["--run-rules"] if run_rules else []
    collect = shlex.join([command, "sweep", named, "--out", str(out), *also])
    script = out / SCRIPT
    text = TEXT.format(
        parts=parts,
        script=shlex.quote(str(script)),
        collect=collect,
        wrapped=shlex.quote(collect),
        cores=cores,
        name=safe_name(Path(named).stem),
        logs=_in_directive(out / PARTS, "%a.log"),
        here=shlex.quote(str(Path.cwd())),
        command=shlex.quote(command),
        experiment=shlex.quote(named),
        out=shlex.quote(str(out)),
        also="".join(f" {option}" for option in also),
    )
    with file_errors(out):
        (out / PARTS).mkdir(parents=True, exist_ok=True)
        script.write_text(text, encoding="utf-8")
    return script


def _command() -> str:
    """The command as installed beside this interpreter, which a task finds without any set-up of the shell."""
    beside = Path(sys.executable).with_name("crmsim")
    return str(beside) if beside.is_file() else "crmsim"


def _in_directive(folder: Path, pattern: str) -> str:
    """Files of a folder as a directive of sbatch names them: within quotes # begins no comment, and %% is a plain %."""
    named = str(folder).replace("%", "%%").replace('"', '\\"')
    return f'"{named}/{pattern}"'
