"""Stand-ins that worker processes can import too."""

import sys
from pathlib import Path

for folder in ("runner", "experiment"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))
