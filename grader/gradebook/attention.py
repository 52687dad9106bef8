"""Who needs a human for another reason than an answer: written by each step of a course, read by the report."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

COLLECTING, GRADING = "collecting", "grading"


def replace(connection: sqlite3.Connection, assignment: str, step: str, found: Iterable[tuple[str, str]]) -> None:
    """What a step has found now, (who, reason), in the place of what it found before."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM grader_attention WHERE assignment = ? AND step = ?", (assignment, step))
        add(connection, assignment, step, found)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def add(connection: sqlite3.Connection, assignment: str, step: str, found: Iterable[tuple[str, str]]) -> None:
    """Add to what a step has found; the caller's transaction."""
    rows = [(assignment, who, reason, step) for who, reason in found]
    connection.executemany("INSERT INTO grader_attention VALUES (?, ?, ?, ?)", rows)


def read(connection: sqlite3.Connection, assignment: str, *steps: str) -> list[tuple[str, str]]:
    """(who, reason), sorted; of these steps, or of all."""
    query = "SELECT who, reason, step FROM grader_attention WHERE assignment = ? ORDER BY who, reason"
    rows = connection.execute(query, (assignment,)).fetchall()
    return [(who, reason) for who, reason, step in rows if not steps or step in steps]
