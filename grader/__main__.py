"""`python -m grader COMMAND`."""

import os
import sys

# Before torch is imported: a process that has run threads cannot be forked safely, and timings compare on one thread.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from .cli import main  # noqa: E402

sys.exit(main())
