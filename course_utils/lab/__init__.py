"""JupyterLab as the course opens it: first the list of chapters, with the reader's own progress.

`chapters` reads the notebooks, `extension` serves the list, `labextensions/` holds the tab that shows it, and
`jupyter_lab_config.py` switches everything on.
"""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Jupyter Server looks this up by name."""
    return [{"module": "course_utils.lab"}]


def _load_jupyter_server_extension(server) -> None:
    """And this; only a server needs what it loads."""
    from course_utils.lab.extension import load

    load(server)
