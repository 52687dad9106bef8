"""What was graded with what: the secret seed of a chapter, and the digests by which a submission is not graded twice."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import course_utils
import grader
from grader.sandbox.policy import SandboxPolicy
from grader.submission.intake import read_tree
from grader.submission.records import Rules

SEED_BITS = 62
LIBRARIES = ("numpy", "torch", "sympy", "scipy", "ipython")
_ROWS = """SELECT s.student_id, x.id, n.name, b.name, g.auto_score FROM submitted_assignment s
    JOIN submitted_notebook x ON x.assignment_id = s.id JOIN notebook n ON n.id = x.notebook_id
    JOIN base_cell b ON b.notebook_id = n.id JOIN grade g ON g.cell_id = b.id AND g.notebook_id = x.id
    WHERE s.assignment_id = ? {who} ORDER BY n.name, b.name, b.id"""
PARTS = ("inside", "boundary", "submission", "preprocessors")


def now() -> str:
    """The time, as it is logged: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def chapter_seed(connection: sqlite3.Connection, assignment: str, *, new: bool = False) -> int:
    """The secret seed of an assignment: the last one logged, or a new one, which is logged."""
    query = "SELECT seed FROM grader_seed WHERE assignment = ? ORDER BY rowid DESC LIMIT 1"
    connection.execute("BEGIN IMMEDIATE")  # two graders that start at once must not each log one
    try:
        row = connection.execute(query, (assignment,)).fetchone()
        seed = row[0] if row and not new else secrets.randbits(SEED_BITS)
        if new or not row:
            connection.execute("INSERT INTO grader_seed VALUES (?, ?, ?)", (assignment, seed, now()))
    finally:
        connection.execute("COMMIT")
    return seed


def release_digest(
    source: Path, topics: set[str], stubs: dict, seed: int, rules: Rules, policy: SandboxPolicy
) -> bytes:
    """What every verdict of an assignment depends on: its source, its release, the exercises that it uses, the grader, the seed,
    the course's settings and limits."""
    libraries = [version(name) for name in LIBRARIES]
    total = hashlib.sha256(repr((sorted(stubs.items()), seed, rules, libraries, policy.deciding)).encode())
    for folder in (source, *_definitions(topics)):
        for name, content in read_tree(folder, policy):
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
    return total.digest()


def _definitions(topics: set[str]) -> list[Path]:
    """The code that decides. A topic's own files change only the chapters that use it."""
    checks, package = Path(course_utils.__file__).parent / "checks", Path(grader.__file__).parent
    own = [
        place for topic in sorted(topics) for place in (package / "exercises" / topic, *checks.glob(f"public/{topic}*"))
    ]
    shared = [*sorted(checks.glob("*.py")), *(package / part for part in PARTS)]
    return [*shared, *own]


def submission_digest(release: bytes, folder: Path, policy: SandboxPolicy) -> str:
    """The digest of a submission: its files and what it is graded with."""
    total = hashlib.sha256(release)
    for name, content in read_tree(folder, policy):
        total.update(f"{name}\0{len(content)}\0".encode(errors="surrogateescape"))
        total.update(content)
    return total.hexdigest()


def output_digest(folder: Path) -> str:
    """The digest of the notebooks in an autograded folder; "" if there are none."""
    notebooks = sorted(folder.glob("*.ipynb"))
    if not notebooks:
        return ""
    total = hashlib.sha256()
    for path in notebooks:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def graded_before(connection: sqlite3.Connection, assignment: str) -> dict[str, tuple[str, str, str]]:
    """(digest, digest of the output, digest of the rows) of what the ledger knows, by student."""
    query = "SELECT student, digest, output, rows FROM grader_ledger WHERE assignment = ?"
    return {student: tuple(rest) for student, *rest in connection.execute(query, (assignment,))}


def rows_digests(connection: sqlite3.Connection, assignment: str, student: str | None = None) -> dict[str, str]:
    """The digest of the rows that grading gave, by student: those of a student who was removed and enrolled again, or of an
    assignment that was registered again, are gone. assignment: its id. What a person has graded does not count."""
    query, which = _ROWS.format(who="" if student is None else "AND s.student_id = ?"), (assignment, student)
    totals: dict[str, hashlib._Hash] = {}
    for who, *row in connection.execute(query, which[: query.count("?")]):
        totals.setdefault(who, hashlib.sha256()).update(f"{row!r}\n".encode())
    return {who: total.hexdigest() for who, total in totals.items()}
