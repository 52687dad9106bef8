"""nbgrader's generate_assignment, run beside the course: from a copy of the sources, into a temporary folder."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat

from grader.authoring.chapters import IGNORED_PREFIXES, AuthoringError, Chapter, read_notebook

FAILED = re.compile(r"error processing assignment '([^']+)' for student")
LOG_LINE = re.compile(r"^\[\w+ \| (ERROR|CRITICAL)\] ?")


class GenerationError(AuthoringError):
    """nbgrader refused the chapters called `names`."""

    def __init__(self, names: list[str], reason: str):
        super().__init__(f"nbgrader could not make {', '.join(names)}: {reason}")
        self.names = names


def generate(chapters: list[Chapter], workplace: Path, database: Path | None = None) -> Path:
    """Make the students' version of each chapter; returns the folder in which they lie, one folder per chapter.

    workplace: a folder, empty or not there, that the caller throws away.
    database: the gradebook in which to register the chapters; without it nbgrader keeps no records.
    The course's nbgrader_config.py applies, apart from the folders. Raises GenerationError with nbgrader's reason.
    """
    root, staged, generated = chapters[0].root, workplace / "source", workplace / "release"
    for chapter in chapters:
        _stage(chapter, staged / chapter.name)
    options: dict[str, Path | str] = {"root": root, "source_directory": staged, "release_directory": generated}
    if database is not None:
        options["db_url"] = f"sqlite:///{database}"
    # One run for all chapters: nbgrader takes seconds to start, and moments for a chapter.
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "*", "--force"]
    command += [f"--CourseDirectory.{name}={value}" for name, value in options.items()]
    command += ["--no-db"] if database is None else []
    # nbgrader calls alembic by name; PATH need not name the interpreter's own folder.
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    environment = os.environ | {
        "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1",
        "PATH": path,
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        failed = set(FAILED.findall(done.stderr))
        names = [chapter.name for chapter in chapters if not failed or chapter.name in failed]
        raise GenerationError(names, _reason(done.stderr))
    return generated


def _stage(chapter: Chapter, folder: Path) -> None:
    """Copy what may be released: the built notebook and its pictures, never the text source."""
    if not chapter.notebook.is_file():
        raise AuthoringError(f"{chapter.shown(chapter.notebook)} is missing: run `make notebooks` first")
    shutil.copytree(
        chapter.folder,
        folder,
        ignore=lambda _, names: [
            name for name in names if name.startswith(IGNORED_PREFIXES) or name.endswith((".py", ".pyc"))
        ],
    )
    notebook = read_notebook(chapter.notebook)
    notebook.metadata.pop("jupytext", None)  # no text beside a student's notebook
    nbformat.write(notebook, folder / chapter.notebook.name)


def _reason(log: str) -> str:
    """The line of nbgrader's log that says what went wrong: an exception's last line, else the first error."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    for line in lines:
        if re.match(r"^[\w.]*(Error|Exception|Exit)\b.*: ", line):
            return line.partition(": ")[2]
    errors = [LOG_LINE.sub("", line) for line in lines if LOG_LINE.match(line)]
    return (errors or lines or ["it gave no reason"])[0]
