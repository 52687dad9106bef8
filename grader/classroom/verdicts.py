"""What became of each submission, read from nbgrader's gradebook and from the autograded notebooks."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade

from grader.classroom.students import Student

ANSI = re.compile(r"\x1b\[[0-9;]*m")
TAG = re.compile(r"<[^>]+>")
CELL_FILE = re.compile(r"\(\d+\.py, ")  # the kernel's name for a cell in a SyntaxError
LONGEST_REASON = 130


@dataclass
class Verdict:
    """Points and reasons of one student.

    points: by grade id, (points, maximum); None for points where a person has to grade.
    graded: False where nbgrader dropped the submission; `reasons` then says why.
    """

    student: Student
    graded: bool
    points: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def total(self) -> float:
        """The points so far, those of a person excepted."""
        return sum(points or 0.0 for points, _ in self.points.values())


def read_verdicts(root: Path, chapter: str, students: list[Student], log: str) -> list[Verdict]:
    """One verdict for each student, in their order. log: what `nbgrader autograde` wrote to stderr."""
    name = chapter.partition("_")[2]
    classroom = root / "classroom"
    verdicts = []
    with Gradebook(f"sqlite:///{classroom / 'gradebook.db'}") as gradebook:
        for student in students:
            path = classroom / "autograded" / student.id / chapter / f"{name}.ipynb"
            if not path.is_file():
                verdicts.append(Verdict(student, False, reasons=[f"could not be graded: {failure(log, student.id)}"]))
                continue
            verdict = Verdict(student, True, _points(gradebook, name, chapter, student.id))
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
    """Why nbgrader dropped a submission: the exception's line of its log."""
    lines = ANSI.sub("", log).splitlines()
    starts = [i for i, line in enumerate(lines) if "error processing assignment:" in line and f"/{student}/" in line]
    for line in lines[starts[0] + 1:] if starts else []:
        if re.match(r"[\w.]*(Error|Exception)\b", line.strip()):
            return _shortened(line)
    return f"see the log about {student}"


def reasons(notebook: NotebookNode, points: dict[str, tuple[float | None, float]]) -> list[str]:
    """Why points are missing: what was mended in the notebook, then each reason with the exercises that it cost points."""
    notes = [_shortened(note) for note in notebook.metadata.get("grading", {}).get("notes", [])]
    losers = defaultdict(list)
    before = ""  # what went wrong in the answer cell above a graded one
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        error = _error(cell)
        if not is_grade(cell):
            before = error or before
            continue
        got, worth = points.get(cell.metadata.nbgrader.grade_id, (None, 0))
        if got is not None and got < worth:
            name = cell.metadata.nbgrader.grade_id.removesuffix("-check").partition("-")[2]
            losers[_shortened((before if error else "") or error or card_reason(cell))].append(name)
        before = ""
    return notes + [f"{', '.join(names)}: {reason}" for reason, names in losers.items()]


def _error(cell: NotebookNode) -> str:
    """The last error of a cell in one line; where a cell was stopped, a KeyboardInterrupt stands before the reason."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if not errors:
        return ""
    text = CELL_FILE.sub("(", (errors[-1].evalue.strip().splitlines() or [""])[0])
    return f"{errors[-1].ename}: {text}"


def card_reason(cell: NotebookNode) -> str:
    """The shortest thing that the card of a graded cell says about what went wrong."""
    text = "".join(output.data.get("text/html", "") for output in cell.outputs if output.output_type == "execute_result")
    if marked := re.search(r"<mark>(.*?)</mark>", text, re.DOTALL):
        return _plain(marked.group(1)).removeprefix("It looks as if your function ")
    if "not attempted yet" in text:
        return "not attempted"
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL):
        cells = [_plain(entry) for entry in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        if cells and "passed" not in cells[0]:
            return f"{cells[1]} ({cells[-1] or cells[0]})"
    return "no card"


def _plain(text: str) -> str:
    return html.unescape(TAG.sub("", text)).strip()


def _shortened(text: str) -> str:
    text = " ".join(ANSI.sub("", text).split())
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 3] + "..."


def table(verdicts: list[Verdict]) -> str:
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
