"""Makes ``processor`` and the digests of runs importable."""

import sys
from pathlib import Path

for folder in ("card", "simulation"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))
