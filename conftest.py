"""Stored outputs are compared with the course's tolerances wherever pytest meets a notebook.

This stands here and not in solutions/: pytest leaves a `__pycache__` beside a conftest, which Formgrader would list as
an assignment.
"""

import os

# Before anything imports torch: the tests fork, and a process that has run threads cannot be forked safely.
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

pytest_plugins = ["grader.authoring.nbval_plugin", "tests.timings"]
