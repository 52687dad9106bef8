"""The feedback page's one-page part: a row for each exercise and each written answer, made from an autograded notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import nbformat
from jinja2 import Environment, PackageLoader
from jinja2.runtime import Context
from markupsafe import Markup, escape
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode

from course_utils.checked import FAILED, NOT_ATTEMPTED, PARTLY, PASSED
from course_utils.checks.card import SIGNS, same_error
from grader.boundary.remote import readable
from grader.submission.compose import MAX_NOTES, needs_human, notes_of
from grader.submission.records import CaseRecord, ExerciseVerdict

from .facts import Facts
from .markdown import markdown2html

IN_SIGHT = 4  # failures of an exercise that are not folded
RUBRIC = re.compile(r"\*\*Rubric\.\*\*\s*(.+?)(?=\n\s*\n|### END|\Z)", re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
LEVEL = re.compile(r"\s*\(level [^)]*\)$")  # what a heading says to who has the exercise before them
WORDS = {PASSED: "full points", PARTLY: "in part", FAILED: "no points", NOT_ATTEMPTED: "not attempted"}
NO_RESPONSE = "No response."  # nbgrader's own comment on a cell that is as it was released
NOT_GRADED = "not graded yet"


@dataclass
class Failure:
    """What failed, and in which checks. hidden: how many of those run in grading only."""

    message: str
    cases: list[str] = field(default_factory=list)
    hidden: int = 0

    @property
    def where(self) -> str:
        """The checks, in words."""
        if len(self.cases) == 1:
            return f"{'hidden check' if self.hidden else 'check'}: {self.cases[0]}"
        if self.hidden == len(self.cases):
            return f"in {self.hidden} hidden checks"
        return f"in {len(self.cases)} checks" + (f", {self.hidden} of them hidden" if self.hidden else "")


@dataclass
class Row:
    """One graded cell. misconceptions: (name, hint) of those that show; written: the answer's text, where a person grades it."""

    anchor: str
    title: str
    name: str
    points: float
    worth: float
    state: str
    misconceptions: list[tuple[str, str]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passed: int = 0
    cases: int = 0
    code: str = ""
    written: NotebookNode | None = None
    comment: str = ""
    rubric: str = ""

    @property
    def sign(self) -> str:
        return "…" if self.state == NOT_GRADED else SIGNS[self.state]

    @property
    def word(self) -> str:
        return WORDS.get(self.state, self.state)


def summary(nb: NotebookNode, about: dict, facts: Facts) -> str:
    """The page as HTML: everything that is not ours is escaped. about: nbgrader's resources: score, maximum, penalty."""
    rows = list(_rows(nb, facts))
    found = nb.metadata.get("grading", {})
    grading = dict(found) if isinstance(found, dict) else {}
    notes = notes_of(grading)
    human = needs_human(notes)
    return _template().render(
        facts=facts,
        title=next((title for name, title, _ in facts.cells if not name), "") or facts.chapter,
        score=about.get("score") or 0.0,
        penalty=about.get("late_penalty") or 0.0,
        worth=about.get("max_score") or 0.0,
        rows=rows,
        waiting=[row for row in rows if row.state == NOT_GRADED],
        urgent=human[:MAX_NOTES],
        notes=[str(note) for note in notes if str(note) not in human][:MAX_NOTES],
        nothing=not grading.get("graded", True),
        in_sight=IN_SIGHT,
    )


def cells_of(source: Path) -> tuple[tuple[str, str, str], ...]:
    """(grade id, the heading above it, what it is graded by) of each graded cell in the instructor's own notebook, and ("", title, "")."""
    if not source.is_file():
        return ()
    heading, title, found = "", "", []
    for cell in nbformat.read(source, as_version=4).cells:
        mark = _mark(cell)
        if mark.get("grade") or mark.get("task"):
            rubric = RUBRIC.search(cell.source)
            found.append((str(mark.get("grade_id", "")), heading, " ".join(rubric[1].split()) if rubric else ""))
        elif cell.cell_type == "markdown":
            headings = HEADING.findall(cell.source) or [heading]
            title, heading = title or headings[0], LEVEL.sub("", headings[-1])
    return ("", title, ""), *found


def _rows(nb: NotebookNode, facts: Facts) -> Iterable[Row]:
    verdicts, about = _verdicts(nb), {name: (title, rubric) for name, title, rubric in facts.cells}
    answers = {_mark(c).get("grade_id"): c for c in nb.cells if _mark(c).get("solution")}
    for cell in nb.cells:
        mark = _mark(cell)
        if not (mark.get("grade") or mark.get("task")):
            continue
        name = str(mark.get("grade_id", ""))
        heading, rubric = about.get(name, ("", ""))
        row = Row(name, heading, "", float(mark.get("score") or 0.0), float(mark.get("points") or 0.0), FAILED)
        row.state = PASSED if row.points >= row.worth else PARTLY if row.points else FAILED
        if name in verdicts:
            _of_exercise(row, verdicts[name])
            answer = answers.get(name.removesuffix("-check"))
        else:
            answer = cell if mark.get("solution") or mark.get("task") else None
        if answer is not None:
            _of_answer(row, answer)
        if name in facts.waiting:
            row.state = NOT_GRADED
        else:
            row.rubric = rubric
        yield row


def _of_answer(row: Row, answer: NotebookNode) -> None:
    row.comment = str(_mark(answer).get("comment") or "")
    if row.comment == NO_RESPONSE and not row.points:
        row.state, row.comment = NOT_ATTEMPTED, ""
    elif answer.cell_type == "code":
        row.code = answer.source if row.state != NOT_ATTEMPTED else ""
    else:
        row.written = answer


def _of_exercise(row: Row, verdict: ExerciseVerdict) -> None:
    row.name = verdict.exercise
    row.misconceptions = [(verdict.misconception, verdict.hint)] if verdict.misconception else []
    row.misconceptions += [verdict.second] if verdict.second else []
    row.cases, row.passed = len(verdict.cases), sum(case.outcome == PASSED for case in verdict.cases)
    if verdict.cases and all(case.outcome == NOT_ATTEMPTED for case in verdict.cases):
        row.state = NOT_ATTEMPTED
    else:
        row.failures = _grouped(case for case in verdict.cases if case.outcome != PASSED)


def _grouped(cases: Iterable[CaseRecord]) -> list[Failure]:
    """What failed, the same message told once."""
    found: dict[str, Failure] = {}
    for case in cases:
        message = readable(case.message) or case.outcome
        one = found.setdefault(same_error(message), Failure(message))
        one.cases.append(case.name)
        one.hidden += case.hidden
    return list(found.values())


def _verdicts(nb: NotebookNode) -> dict[str, ExerciseVerdict]:
    """By grade id; none where the notebook was graded otherwise."""
    try:
        found = msgspec.convert(nb.metadata["grading"]["verdicts"], list[ExerciseVerdict])
    except (KeyError, TypeError, msgspec.ValidationError):
        return {}
    return {verdict.grade_id: verdict for verdict in found}


def _mark(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})


def _template():
    environment = Environment(loader=PackageLoader("grader.pages", "templates/feedback"), autoescape=True)
    environment.filters |= {"points": _points, "prose": _prose, "python": _python, "words": _words}
    return environment.get_template("summary.html.j2")


def _points(number: float) -> str:
    """To one decimal, without idle zeros, and with no minus before 0."""
    return f"{round(number, 1) + 0.0:g}"


def _prose(text: str) -> Markup:
    """Escaped, with `code` between backquotes."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(readable(text)))))


def _python(code: str) -> Markup:
    """Code with its colours; pygments escapes it."""
    return Markup(Highlight2HTML(pygments_lexer="ipython3")(readable(code)))


def _words(text: str, cell: NotebookNode | None = None) -> Markup:
    """Markdown of a person's, made harmless; cell: holds the pictures that it shows."""
    context = Context(
        Environment(), {"cell": cell or {}}, None, {}
    )  # what the filter is given in a notebook's template
    return Markup(markdown2html(context, readable(text)))
