"""Names of what is being written, and the removal of what a killed process left of it.

Files are written under a name of their own and take their place when they are whole. A process that is killed meanwhile
leaves the file; whoever writes to the folder next removes it, if the process that began it was of this machine and is
gone. What another machine writes to a shared folder is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import time
from pathlib import Path

LEFT = re.compile(r"\.(?P<machine>[0-9a-f]{6})-(?P<process>\d+)\.(?:unfinished|old)\.")
LONG_AGO = 3600.0  # seconds after which nobody still writes, where it cannot be asked whether a process lives


def in_the_making(name: str, kind: str = "unfinished") -> str:
    """The name under which ``name`` is written by this process; its suffix stays last, as it names a format."""
    return f".{_machine()}-{os.getpid()}.{kind}.{name}"


def clear(folder: Path) -> None:
    """Remove what killed processes of this machine left in a folder; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            found = LEFT.match(path.name)
            if found and found["machine"] == _machine() and _is_gone(int(found["process"]), path):
                with contextlib.suppress(OSError):
                    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _machine() -> str:
    """What tells this machine from others that share a folder, without its name."""
    return hashlib.blake2b(platform.node().encode(), digest_size=3).hexdigest()


def _is_gone(process: int, path: Path) -> bool:
    if process == os.getpid():
        return False
    if os.name == "nt":  # where asking a process would end it
        return time.time() - path.stat().st_mtime > LONG_AGO
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
