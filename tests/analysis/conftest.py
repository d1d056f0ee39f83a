"""Makes made-up studies importable, and the made-up comparisons of the report's tests."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "report")]
