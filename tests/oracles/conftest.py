"""The exact answers and the runs at the limits are shared by these tests and by ``benchmarks/oracle_table.py``."""

import sys
from pathlib import Path

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)
