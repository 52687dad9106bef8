"""An assignment as the gradebook knows it: notebooks, cells, what was released."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from grader.course import CourseError

from .trouble import explained

REVISION = "e43177bfe90b"  # of nbgrader 0.9.6
#: SQL: what a row of `grade` counts, by nbgrader's rules
SCORE = (
    "CASE WHEN manual_score IS NOT NULL THEN manual_score + coalesce(extra_credit, 0.0) "
    "WHEN auto_score IS NOT NULL THEN auto_score + coalesce(extra_credit, 0.0) ELSE 0.0 END"
)
EPOCH = datetime(1970, 1, 1)  # SQLAlchemy stores an interval as a time after it
OWN_TABLES = (
    "CREATE TABLE IF NOT EXISTS grader_seed (assignment TEXT NOT NULL, seed INTEGER NOT NULL, made TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS grader_ledger (student TEXT NOT NULL, assignment TEXT NOT NULL, digest TEXT NOT NULL,
    output TEXT NOT NULL, seconds REAL, child_seconds REAL, graded TEXT, rows TEXT, PRIMARY KEY (student, assignment))""",
    # whom the last roster holds, and whom only one before it: the table of students has also those whom a submission brought
    "CREATE TABLE IF NOT EXISTS grader_roster (student TEXT PRIMARY KEY, enrolled INTEGER NOT NULL)",
    # who needs a human for another reason than an answer, and which step found it
    """CREATE TABLE IF NOT EXISTS grader_attention
    (assignment TEXT NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL, step TEXT NOT NULL)""",
)


@dataclass
class Notebook:
    """A notebook's rows. grades, comments: by name, the id of a cell that gets a grade, or a comment."""

    id: str
    name: str
    grades: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    tasks: set[str] = field(default_factory=set)
    stubs: dict[str, str] = field(default_factory=dict)
    checksums: dict[str, str] = field(default_factory=dict)


@dataclass
class Assignment:
    """An assignment's rows."""

    id: str
    name: str
    due: datetime | None
    notebooks: list[Notebook]


def open_gradebook(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, with our own tables made. CourseError if this is no gradebook that we know."""
    if not path.is_file():
        raise CourseError(
            f"there is no gradebook at {path}: run `make setup`, or nbgrader generate_assignment in a course of its own"
        )
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        found = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
        if found != [REVISION]:
            raise CourseError(
                f"{path} has the version {', '.join(found) or 'none'} and not {REVISION}: run `nbgrader db upgrade`"
            )
        for statement in OWN_TABLES:
            connection.execute(statement)
        if "rows" not in [column[1] for column in connection.execute("PRAGMA table_info(grader_ledger)")]:
            connection.execute("ALTER TABLE grader_ledger ADD COLUMN rows TEXT")  # a gradebook of an earlier release
    except sqlite3.OperationalError as error:
        connection.close()
        raise CourseError(explained(error, path)) from None
    except sqlite3.DatabaseError as error:
        connection.close()
        raise CourseError(f"{path} cannot be read as a gradebook ({error})") from None
    except CourseError:
        connection.close()
        raise
    return connection


def read_assignment(connection: sqlite3.Connection, name: str) -> Assignment:
    """The assignment of this name. CourseError with the known names if there is none."""
    row = connection.execute("SELECT id, duedate FROM assignment WHERE name = ?", (name,)).fetchone()
    if row is None:
        known = sorted(r[0] for r in connection.execute("SELECT name FROM assignment"))
        raise CourseError(f"the gradebook has no assignment {name!r}; it has {', '.join(known) or 'none'}")
    rows = connection.execute("SELECT id, name FROM notebook WHERE assignment_id = ? ORDER BY name", (row[0],))
    notebooks = [_with_cells(connection, Notebook(*r)) for r in rows.fetchall()]
    if not notebooks:
        raise CourseError(f"the assignment {name!r} has no notebooks in the gradebook: run `make setup` to register it")
    return Assignment(row[0], name, parsed(row[1]), notebooks)


def _with_cells(connection: sqlite3.Connection, notebook: Notebook) -> Notebook:
    for identity, name, kind in connection.execute(
        "SELECT id, name, type FROM base_cell WHERE notebook_id = ?", (notebook.id,)
    ):
        if kind in ("GradeCell", "TaskCell"):
            notebook.grades[name] = identity
        if kind in ("SolutionCell", "TaskCell"):
            notebook.comments[name] = identity
        if kind == "TaskCell":
            notebook.tasks.add(name)
    for name, text, digest in connection.execute(
        "SELECT name, source, checksum FROM source_cell WHERE notebook_id = ?", (notebook.id,)
    ):
        notebook.stubs[name], notebook.checksums[name] = text or "", digest
    return notebook


def parsed(stored: str | datetime | None) -> datetime | None:
    """A time as SQLAlchemy stores it."""
    if isinstance(stored, datetime):
        return stored
    with contextlib.suppress(TypeError, ValueError):
        return datetime.fromisoformat(stored) if stored else None
    return None


def interval(stored: str | datetime | None) -> timedelta:
    """An interval as SQLAlchemy stores it; none is 0."""
    return (parsed(stored) or EPOCH) - EPOCH


def lateness(handed_in: datetime | None, due: datetime | None, extension: timedelta) -> timedelta:
    """How long after the due time and a student's extension a submission was handed in; 0 where it was not, or is never due."""
    if handed_in is None or due is None:
        return timedelta(0)
    return max(timedelta(0), handed_in - due - extension)
