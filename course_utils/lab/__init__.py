"""JupyterLab as the course opens it: the list of chapters comes first, with the reader's own progress.

`chapters` reads the notebooks, `extension` serves the list, `labextensions/` holds the tab that shows it, and
`jupyter_lab_config.py` switches all of it on.
"""

from course_utils.lab.extension import load


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Jupyter Server asks for this by name."""
    return [{"module": "course_utils.lab"}]


_load_jupyter_server_extension = load
