"""Judges files: each runs in a sandboxed child as a cell of the chapter would, and nothing that it does stops the next one."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path

from course_utils.checks.exercises import Exercise
from course_utils.checks.runner import FAILED, Outcome, Report
from course_utils.notebook.syntax import parseable
from course_utils.plain_file import TooLarge, read_plain
from grader.boundary.remote import readable
from grader.boundary.session import Session
from grader.chapter_code import IMPORTS, chapter_imports
from grader.exercise import Secret
from grader.inside import wire
from grader.sandbox.policy import SandboxPolicy
from grader.sandbox.zygote import Forker
from grader.submission.grade import examine

SCHEMA = 1
NAME = "__name__ = 'submission'\n"  # a file's part for its own use does not run


@dataclass
class FileVerdict:
    """What `python -m grader check` prints for one file."""

    file: str
    report: Report

    def as_json(self) -> str:
        """One line of JSON."""
        cases = []
        for outcome in self.report.outcomes:
            points, worth = self.report.points_of(outcome)
            cases.append(
                {
                    "name": outcome.case.name,
                    "outcome": outcome.outcome,
                    "points": points,
                    "max_points": worth,
                    "message": outcome.message,
                }
            )
        misconception = self.report.misconception
        return json.dumps(
            {
                "schema": SCHEMA,
                "file": self.file,
                "exercise": self.report.exercise.id,
                "points": round(self.report.points, 9),
                "max_points": self.report.max_points,
                "cases": cases,
                "misconception": misconception.name if misconception else None,
                "misconceptions": [
                    {"name": found.misconception.name, "explains": list(found.explained), "failed": found.failed}
                    for found in self.report.diagnoses
                ],
            }
        )


def judge(secret: Secret, path: Path, fork: Forker, *, seed: int = 0, seconds: float | None = None) -> FileVerdict:
    """The verdict on the function (or class) of the exercise's name in a Python file. `fork` makes the child that runs it.

    OSError where there is no plain file to read.
    """
    report, doubtful = _judged(secret, path, fork, seed, seconds)
    return FileVerdict(str(path), _judged(secret, path, fork, seed, seconds)[0] if doubtful else report)


def _judged(secret: Secret, path: Path, fork: Forker, seed: int, seconds: float | None) -> tuple[Report, bool]:
    """The report, and whether the file has to be run again before it counts."""
    session = Session(fork)
    try:
        reason = _load(path, secret.exercise, session, seconds)
        if reason:
            report = Report(secret.exercise, [Outcome(case, FAILED, reason) for case in secret.all_cases])
        else:
            report = examine(secret.exercise.id, secret.exercise.name, session, seed, seconds)
    finally:
        session.close()
    return report, session.doubtful


def _load(path: Path, exercise: Exercise, session: Session, seconds: float | None) -> str:
    """Run the file, with the chapter's imports at hand; the reason if that failed, else ""."""
    try:
        source = _source(path, session.policy)
        ast.parse(source, str(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two: nested too deeply
        line = f" (line {error.lineno}: `{(error.text or '').strip()[:100]}`)" if isinstance(error, SyntaxError) else ""
        return f"the file does not parse: {getattr(error, 'msg', error)}{line}"
    session.run("the chapter's imports", IMPORTS + chapter_imports(exercise.topic) + "\n" + NAME)
    errors = [output for output in session.run(path.name, source, seconds).outputs if output.kind == "error"]
    if errors:
        return _told(errors[-1], source)
    return "" if session.take(exercise.name).callable else f"the file defines no function or class `{exercise.name}`"


def _source(path: Path, policy: SandboxPolicy) -> str:
    """The file's text as Python reads it; ValueError where it is too large or in no known encoding."""
    try:
        raw = read_plain(path, policy.source_kilobytes * 1024)
    except TooLarge:
        raise ValueError(f"it is larger than {policy.source_kilobytes} KB") from None
    source = raw.decode("utf-8-sig").replace("\r\n", "\n")
    if not parseable(source):
        raise ValueError("it names a part of a part of a part without end")
    return source


def _told(error: wire.Output, source: str) -> str:
    value = readable(error.evalue[:300])
    if error.ename in ("KernelDied", "CellTimeout"):
        return f"the file did not run to its end: {value}"
    lines = source.splitlines()
    where = f" (line {error.line}: `{lines[error.line - 1].strip()[:100]}`)" if 0 < error.line <= len(lines) else ""
    return f"the file raised {readable(error.ename[:100])} when it was run: {value}{where}"
