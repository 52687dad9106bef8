"""Who needs a human for another reason than an answer: written by each step of a course, read by the report."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

COLLECTING, GRADING, NOT_GRADED = "collecting", "grading", "not graded"


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


def of_one(
    connection: sqlite3.Connection, assignment: str, who: str, step: str, reasons: Iterable[str], beginning: str = ""
) -> None:
    """What grading one submission has found, in the place of what it found before; the caller's transaction.

    step: GRADING, or NOT_GRADED where its points are none, and not 0. beginning: with which the reasons begin, of those before too.
    """
    forget = (
        "DELETE FROM grader_attention WHERE assignment = ? AND who = ? AND step IN (?, ?) AND substr(reason, 1, ?) = ?"
    )
    connection.execute(forget, (assignment, who, GRADING, NOT_GRADED, len(beginning), beginning))
    add(connection, assignment, step, [(who, reason) for reason in reasons])


def not_graded(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """(assignment, who) of the submissions in which there was nothing to grade."""
    query = "SELECT assignment, who FROM grader_attention WHERE step = ?"
    return set(connection.execute(query, (NOT_GRADED,)).fetchall())


def read(connection: sqlite3.Connection, assignment: str, *steps: str) -> list[tuple[str, str]]:
    """(who, reason), sorted; of these steps, or of all."""
    query = "SELECT who, reason, step FROM grader_attention WHERE assignment = ? ORDER BY who, reason"
    rows = connection.execute(query, (assignment,)).fetchall()
    return [(who, reason) for who, reason, step in rows if not steps or step in steps]
