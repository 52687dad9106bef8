"""`python -m grader simulate`: the submissions of a sample class, made from the released notebook."""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
import tempfile
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config, PyFileConfigLoader

from grader.authoring.chapters import topic_of
from grader.demo.students import SILENT, SampleStudent, sample_class
from grader.exercise import Implementation, Secret, Slip, Written
from grader.exercises import secrets

CONFIG = "nbgrader_config.py"
HANDED_IN = datetime(2026, 2, 2, 9, 0)
NO_NOTEBOOK = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nthe printed notebook, handed in under the notebook's name\n"
LOOP = "def {name}(*args, **kwargs):\n    while True:\n        pass"
CRASH = "def {name}(*args, **kwargs):\n    import os\n    os._exit(0)"
WRITTEN = "The bound is tight where the approximate posterior is the true one, because the gap is a KL divergence."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `simulate`."""
    parser.add_argument("--students", type=int, default=12, metavar="N", help="how many (default: 12)")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="the same seed gives the same class (default: 0)"
    )
    parser.add_argument(
        "--root", type=Path, help="the course root that gets the submissions (default: a new temporary folder)"
    )
    parser.add_argument("--chapter", default="11_vae", help="the chapter's folder (default: 11_vae)")


def run(args: argparse.Namespace) -> int:
    """Write the submissions and say who handed in what. Returns 0, or 1 with one line on stderr."""
    root = args.root or Path(tempfile.mkdtemp(prefix="sample-class-"))
    try:
        released = find_released(args.chapter, root, Path.cwd())
        students = simulate(root, args.chapter, released, args.students, args.seed)
    except (OSError, ValueError) as error:
        print(f"simulate: {error}", file=sys.stderr)
        return 1
    for student in students:
        print(f"{student.id:16}{student.kind:18}{described(student)}")
    print(f"{len(students)} submissions in {submitted_folder(root)}, the roster in {root / 'students.csv'}")
    return 0


def find_released(chapter: str, *roots: Path) -> Path:
    """The released notebook of the chapter, in the first of the course roots that has it. Raises ValueError."""
    for root in roots:
        path = Path(root) / "notebooks" / chapter / f"{topic_of(chapter)}.ipynb"
        if path.is_file():
            return path
    raise ValueError(f"notebooks/{chapter}/{topic_of(chapter)}.ipynb is missing: run `make release` first")


def chapter_secrets(chapter: str, released: NotebookNode) -> dict[str, Secret]:
    """The exercises that the released notebook asks for, in its order, by id. Raises ValueError if there is none."""
    by_grade_id = {exercise.replace(".", "-"): exercise for exercise in secrets()}
    asked = [
        by_grade_id[cell.metadata.nbgrader.grade_id]
        for cell in released.cells
        if is_solution(cell) and cell.metadata.nbgrader.grade_id in by_grade_id
    ]
    if not asked:
        raise ValueError(f"the released notebook of {chapter} has no answer cell of an exercise")
    return {exercise: secrets()[exercise] for exercise in asked}


def submitted_folder(root: Path) -> Path:
    """Where nbgrader looks for submissions below `root`: what the root's configuration says, else `submitted`."""
    config = Config()
    if (root / CONFIG).is_file():
        config = PyFileConfigLoader(CONFIG, path=str(root.resolve())).load_config()
    return root / CourseDirectory(config=config).submitted_directory


def simulate(root: Path, chapter: str, released: Path, count: int, seed: int) -> list[SampleStudent]:
    """Write the submissions of a class of `count` into the course root `root`, and its roster beside them.

    released: the student's notebook. Returns the students. Raises ValueError, before anything is written, where one of
    them has handed in there already.
    """
    notebook = nbformat.read(released, as_version=4)
    students = sample_class(count, seed, chapter_secrets(chapter, notebook))
    submitted = submitted_folder(root)
    folders = [submitted / student.id / chapter for student in students]
    if there := [folder for folder in folders if folder.exists()]:
        raise ValueError(f"{there[0]} is there already: name an empty folder with --root")
    for minutes, (student, folder) in enumerate(zip(students, folders, strict=True)):
        folder.mkdir(parents=True)
        (folder / f"{topic_of(chapter)}.ipynb").write_bytes(submission(student, notebook))
        (folder / "timestamp.txt").write_text(f"{HANDED_IN + timedelta(minutes=minutes)} UTC\n")
    with open(root / "students.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "first_name", "last_name"), *((s.id, s.first, s.last) for s in students)])
    return students


def submission(student: SampleStudent, released: NotebookNode) -> bytes:
    """The file that the student hands in."""
    if student.kind == "no notebook":
        return NO_NOTEBOOK
    notebook = deepcopy(released)
    answers = {exercise: _written(answer, notebook) for exercise, answer in student.answers.items()}
    if student.broken:
        answers[student.broken] = _broken_source(student)
    for exercise, text in answers.items():
        _cell(notebook, exercise).source = text.rstrip("\n")
    if student.kind not in SILENT:
        for cell in notebook.cells:
            if is_solution(cell) and is_grade(cell):
                cell.source = WRITTEN
    exercises = list(answers)
    if student.kind == "deleted cells":
        notebook.cells.remove(_cell(notebook, exercises[0], "-check"))
        notebook.cells.remove(_cell(notebook, exercises[-1]))
    if student.kind == "duplicated cells":
        for suffix in ("", "-check"):
            _duplicate(notebook, _cell(notebook, exercises[0], suffix))
    return nbformat.writes(notebook).encode()


def _written(answer: Implementation, notebook: NotebookNode) -> str:
    """The answer as a student writes it: with the imports that it needs and the chapter does not make."""
    names = {node.id for node in ast.walk(ast.parse(answer.definition)) if isinstance(node, ast.Name)}
    origin = answer
    while isinstance(origin, Slip):
        origin = origin.base
    # What the chapter itself publishes needs nothing else.
    where = vars(sys.modules[origin.written.__module__]) if isinstance(origin, Written) else {}
    modules = {name: where.get(name) for name in sorted(names)}
    chapter = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    lines = [
        f"import {module.__name__}" + (f" as {name}\n" if module.__name__ != name else "\n")
        for name, module in modules.items()
        if isinstance(module, ModuleType) and not re.search(rf"^(import|from) .*\b{name}$", chapter, re.MULTILINE)
    ]
    return "".join([*lines, answer.definition])


def _broken_source(student: SampleStudent) -> str:
    name = student.broken.split(".")[1]
    if student.kind == "syntax error":
        return f"def {name}(*args, **kwargs)\n    return args[0]"
    return (LOOP if student.kind == "endless loop" else CRASH).format(name=name)


def _cell(notebook: NotebookNode, exercise: str, suffix: str = "") -> NotebookNode:
    """The answer cell of an exercise, or with suffix "-check" its graded cell."""
    wanted = exercise.replace(".", "-") + suffix
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == wanted)


def _duplicate(notebook: NotebookNode, cell: NotebookNode) -> None:
    """Copy and paste as JupyterLab does it: the metadata is copied, the id is new."""
    copy = deepcopy(cell)
    copy.id = f"{cell.id}-copy"
    notebook.cells.insert(notebook.cells.index(cell) + 1, copy)


def described(student: SampleStudent) -> str:
    """What a student answers, in one line."""
    wrong = [f"{exercise.split('.')[1]} {answer.name}" for exercise, answer in student.answers.items() if answer.hint]
    return "; ".join(wrong) or "no known misconception"
