"""What became of each submission, read from nbgrader's gradebook and from the autograded notebooks."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade

from course_utils.checks.runner import NOT_ATTEMPTED, PASSED
from grader.authoring.chapters import topic_of
from grader.demo.students import SampleStudent

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CELL_FILE = re.compile(
    r"\(the (?:answer to|cell that begins with) .*, (?=line \d+\)$)"
)  # a cell's name in a SyntaxError
LONGEST_REASON = 130


@dataclass
class StudentVerdict:
    """Points and reasons of one student.

    points: by grade id, (points, maximum); None for points where a person has to grade.
    graded: False where the grader failed on the submission; `reasons` then says why.
    """

    student: SampleStudent
    graded: bool
    points: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def total(self) -> float:
        """The points so far, those of a person excepted."""
        return sum(points or 0.0 for points, _ in self.points.values())


def read_verdicts(root: Path, chapter: str, students: list[SampleStudent], log: str) -> list[StudentVerdict]:
    """One verdict for each student, in their order. log: what `grader autograde` wrote to stderr."""
    name = topic_of(chapter)
    classroom = root / "classroom"
    verdicts = []
    with Gradebook(f"sqlite:///{classroom / 'gradebook.db'}") as gradebook:
        for student in students:
            path = classroom / "autograded" / student.id / chapter / f"{name}.ipynb"
            if not path.is_file():
                verdicts.append(
                    StudentVerdict(student, False, reasons=[f"could not be graded: {failure(log, student.id)}"])
                )
                continue
            verdict = StudentVerdict(student, True, _points(gradebook, name, chapter, student.id))
            verdict.reasons = reasons(nbformat.read(path, as_version=4), verdict.points)
            verdicts.append(verdict)
    return verdicts


def _points(gradebook: Gradebook, notebook: str, chapter: str, student: str) -> dict[str, tuple[float | None, float]]:
    try:
        grades = gradebook.find_submission_notebook(notebook, chapter, student).grades
    except MissingEntry:
        return {}
    return {grade.name: (None if grade.needs_manual_grade else grade.auto_score, grade.max_score) for grade in grades}


def failure(log: str, student: str) -> str:
    """Why the grader failed on a submission, from what it said."""
    start = f"not graded: {student}: "
    said = next((line for line in log.splitlines() if line.startswith(start)), start + "see the log")
    return _shortened(said.removeprefix(start))


def reasons(notebook: NotebookNode, points: dict[str, tuple[float | None, float]]) -> list[str]:
    """Why points are missing: what was mended in the notebook, then each reason with the exercises that it cost points."""
    notes = [_shortened(note) for note in notebook.metadata.get("grading", {}).get("notes", [])]
    losers = defaultdict(list)
    error = ""  # of the answer cell above a graded one
    verdicts = {verdict["grade_id"]: verdict for verdict in notebook.metadata.get("grading", {}).get("verdicts", [])}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if not is_grade(cell):
            error = _error(cell) or error
            continue
        grade_id = cell.metadata.nbgrader.grade_id
        got, worth = points.get(grade_id, (None, 0))
        if got is not None and got < worth:
            name = grade_id.removesuffix("-check").partition("-")[2]
            losers[_shortened(error or _error(cell) or why(verdicts.get(grade_id)))].append(name)
        error = ""
    return notes + [f"{', '.join(names)}: {reason}" for reason, names in losers.items()]


def _error(cell: NotebookNode) -> str:
    """The last error of a cell in one line; where a cell was stopped, a KeyboardInterrupt stands before the reason."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if not errors:
        return ""
    text = CELL_FILE.sub("(", (errors[-1].evalue.strip().splitlines() or [""])[0])
    return f"{errors[-1].ename}: {text}"


def why(verdict: dict | None) -> str:
    """The shortest thing that a verdict says about what went wrong."""
    if verdict is None:
        return "no verdict"
    if verdict["misconception"]:
        return verdict["misconception"]
    if all(case["outcome"] == NOT_ATTEMPTED for case in verdict["cases"]):
        return NOT_ATTEMPTED
    case = next(case for case in verdict["cases"] if case["outcome"] != PASSED)
    return f"{case['name']} ({case['message'] or case['outcome']})"


def _shortened(text: str) -> str:
    text = " ".join(ANSI.sub("", text).split())
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 3] + "..."


def table(verdicts: list[StudentVerdict]) -> str:
    """Who got what and why: a line for each student with the reasons below it, then what each column is."""
    worth = next((verdict.points for verdict in verdicts if verdict.points), {})
    heads = {name: f"({i})" for i, name in enumerate(worth, start=1)}
    width = max(len(verdict.student.id) for verdict in verdicts) + 2
    lines = [f"{'student':{width}}{'kind':18}" + "".join(f"{head:>6}" for head in heads.values()) + f"{'total':>8}"]
    for verdict in verdicts:
        cells = "".join(f"{_shown(verdict.points.get(name)):>6}" for name in heads)
        lines.append(f"{verdict.student.id:{width}}{verdict.student.kind:18}{cells}{verdict.total:>8.3g}")
        lines += [f"    {reason}" for reason in verdict.reasons or ["all points"]]
    lines += ["", *(f"{head} {name.removesuffix('-check')}, {worth[name][1]:g} points" for name, head in heads.items())]
    failed = [verdict for verdict in verdicts if not verdict.graded]
    lines += ["", f"{len(verdicts) - len(failed)} of {len(verdicts)} submissions graded"]
    lines += [f"  not graded: {verdict.student.id}, {verdict.reasons[0]}" for verdict in failed]
    return "\n".join(lines)


def _shown(points: tuple[float | None, float] | None) -> str:
    """Points as the table shows them: "hand" where a person has to grade."""
    if points is None:
        return "-"
    return "hand" if points[0] is None else f"{points[0]:.3g}"
