"""When this process began to read the package: imported by it before anything else."""

import time

BEGUN = time.time()
