"""What of nbgrader's own parts of JupyterLab a reader of this course sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from course_utils.handin.desk import has_exchange

# It runs the whole chapter and names a cell: the course's own says what is missing, exercise by exercise.
VALIDATE = ["validate-assignment"]
INSTRUCTORS = ["formgrader", "create-assignment", "course-list"]
OF_EXCHANGE = ["assignment-list", "menu"]


def hidden(course: Path) -> list[str]:
    """The JupyterLab plugins that are switched off in this copy of the course."""
    names = list(VALIDATE)
    if not (course / "grader").is_dir():
        names += INSTRUCTORS
        if not has_exchange(course):
            names += OF_EXCHANGE
    return [f"@jupyter/nbgrader:{name}" for name in names]


def hide(course: Path, settings: dict) -> None:
    """Switch them off in the pages that JupyterLab is going to send. settings: the server's."""
    before: Callable | None = settings.get("page_config_hook")

    def without(handler, page_config: dict) -> dict:
        config = before(handler, page_config) if before else page_config
        known = [name for name in config.get("disabledExtensions", []) if name not in hidden(course)]
        return {**config, "disabledExtensions": [*known, *hidden(course)]}

    settings["page_config_hook"] = without
