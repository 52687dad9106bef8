"""Stored outputs are compared with the course's tolerances wherever pytest meets a notebook.

This stands here and not in solutions/: pytest leaves a `__pycache__` beside a conftest, which Formgrader would list as
an assignment.
"""

pytest_plugins = ["grader.authoring.nbval_plugin"]
