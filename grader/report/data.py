"""What the report tells, collected from the gradebook and from the autograded notebooks."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.course import Course
from grader.export.grades import Grade, read_grades
from grader.gradebook import attention
from grader.report import predictions
from grader.report.predictions import PredictionTally

LONGEST = 300  # characters of a text that is not ours


@dataclass
class CaseTally:
    """How many of those who attempted an exercise passed a case."""

    name: str
    hidden: bool
    passed: int = 0
    failed: int = 0
    not_attempted: int = 0

    @property
    def share(self) -> float:
        tried = self.passed + self.failed
        return self.passed / tried if tried else 0.0


@dataclass
class ExerciseTally:
    """An exercise: points, cases in order, and which misconceptions the class has of it."""

    name: str
    worth: float
    points: list[float] = field(default_factory=list)
    cases: dict[str, CaseTally] = field(default_factory=dict)
    misconceptions: Counter = field(default_factory=Counter)
    hints: dict[str, str] = field(default_factory=dict)

    @property
    def mean(self) -> float:
        return sum(self.points) / len(self.points) if self.points else 0.0


@dataclass(frozen=True)
class Slow:
    """A submission and the seconds that it took."""

    student: str
    seconds: float
    child_seconds: float


@dataclass
class ClassReport:
    """Everything on the page. grades: of those who are graded; ungraded: who has handed in and is not. attention: (student, what needs a human); notes: (student, what else their page tells)."""

    chapter: str
    worth: float
    grades: dict[str, Grade]
    exercises: list[ExerciseTally]
    slow: list[Slow]
    attention: list[tuple[str, str]]
    notes: list[tuple[str, str]]
    isolated_only: list[str]
    missing: list[str]
    ungraded: list[str]
    predictions: list[PredictionTally] = field(default_factory=list)

    @property
    def scores(self) -> list[float]:
        return [grade.points for grade in self.grades.values()]

    def histogram(self, bins: int = 10) -> list[tuple[float, float, int]]:
        """(from, to, how many) of equal score ranges between 0 and the maximum; the last one includes it."""
        step = max(self.worth, 1e-9) / bins
        counts = Counter(min(int(score / step), bins - 1) for score in self.scores)
        return [(i * step, (i + 1) * step, counts[i]) for i in range(bins)]


def collect(course: Course, connection: sqlite3.Connection, chapter: str, notebooks: Iterable[str]) -> ClassReport:
    """The report of a chapter. notebooks: the ids of the students whose autograded folders are read, e.g. under a progress bar."""
    grades = read_grades(connection)
    mine = {s.id: s.grades[chapter] for s in grades.students if chapter in s.grades and s.grades[chapter].graded}
    report = ClassReport(chapter, grades.assignments[chapter][0], mine, [], [], [], [], [], [], [])
    report.missing = [s.id for s in grades.students if chapter not in s.grades]
    by_name: dict[str, ExerciseTally] = {}
    sources = sorted(course.folder("source", ".", chapter).glob("*.ipynb"))
    asked = {path.name: predictions.asked(path) for path in sources}
    for student in notebooks:
        handed_in = course.folder("submitted", student, chapter)
        for path in sorted(course.folder("autograded", student, chapter).glob("*.ipynb")):
            predictions.count(asked.get(path.name, {}), handed_in / path.name, course.policy)
            _add(report, by_name, student, json.loads(path.read_bytes())["metadata"].get("grading", {}))
    report.exercises = list(by_name.values())
    report.predictions = [tally for tallies in asked.values() for tally in tallies.values()]
    report.isolated_only = sorted(set(report.isolated_only))
    waiting = [(student, "waits for a person to grade a written answer") for student, g in mine.items() if g.waiting]
    report.ungraded = sorted(
        ({s.id for s in grades.students if chapter in s.grades} | set(course.students(chapter))) - set(mine)
    )
    found = [*report.attention, *attention.read(connection, chapter), *waiting]
    told = {student for student, _ in found}
    found += [(student, "has handed in and is not graded yet") for student in report.ungraded if student not in told]
    report.attention = list(dict.fromkeys((student, reason[:LONGEST]) for student, reason in found))
    query = (
        "SELECT student, seconds, child_seconds FROM grader_ledger WHERE assignment = ? ORDER BY seconds DESC LIMIT 10"
    )
    report.slow = [Slow(*row) for row in connection.execute(query, (chapter,))]
    return report


def _add(report: ClassReport, by_name: dict[str, ExerciseTally], student: str, grading: dict) -> None:
    human = grading.get("needs_human", [])
    report.attention += [(student, str(note)) for note in human]
    report.notes += [(student, str(note)[:LONGEST]) for note in grading.get("notes", []) if note not in human]
    report.isolated_only += grading.get("plain", [])
    for verdict in grading.get("verdicts", []) if grading.get("graded", True) else []:
        _count(by_name, verdict)


def _count(by_name: dict[str, ExerciseTally], verdict: dict) -> None:
    """verdict: an `ExerciseVerdict` as JSON."""
    tally = by_name.setdefault(verdict["exercise"], ExerciseTally(verdict["exercise"], verdict["max_points"]))
    tally.points.append(verdict["points"])
    if verdict["misconception"]:
        tally.misconceptions[verdict["misconception"]] += 1
        tally.hints[verdict["misconception"]] = verdict["hint"]
    for case in verdict["cases"]:
        counted = tally.cases.setdefault(case["name"], CaseTally(case["name"], case["hidden"]))
        counted.passed += case["outcome"] == "passed"
        counted.failed += case["outcome"] == "failed"
        counted.not_attempted += case["outcome"] == "not attempted"
