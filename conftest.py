"""Stored outputs are compared with the course's tolerances wherever pytest meets a notebook.

This stands here and not in solutions/: pytest leaves a `__pycache__` beside a conftest, which Formgrader would list as
an assignment.
"""

import os

from grader.threads import ONE_THREAD

# Before anything imports torch: the tests fork, and a process that has run threads cannot be forked safely.
for name, value in ONE_THREAD.items():
    os.environ.setdefault(name, value)

pytest_plugins = ["grader.authoring.nbval_plugin", "tests.timings"]
