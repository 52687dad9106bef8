"""How much faster a class is graded than by stock nbgrader: the same notebooks, side by side in one run.

    python benchmarks/grading.py [--notebooks 200] [--sample 6] [--slow 4]

The last line is `grading ratio: R`. Training is one step on both sides (NBGRADER_EXECUTION), and `kl_gauss_symbolic` is
written from the moments; sympy's slow integration is measured apart.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import nbformat
from tqdm.auto import tqdm

from grader.authoring.register import register
from grader.demo.simulate import CONFIG, chapter_secrets, find_released, submission
from grader.demo.students import SampleStudent
from grader.exercise import Written

COURSE = Path(__file__).parents[1]
CHAPTER, NOTEBOOK, SYMBOLIC = "11_vae", "vae", "vae.kl_gauss_symbolic"
STOCK = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.submitted_directory = "classroom/submitted"
c.CourseDirectory.autograded_directory = "classroom/autograded"
c.CourseDirectory.db_url = "sqlite:///classroom/gradebook.db"
c.Execute.timeout = 180
"""


def from_moments(mu_q, s_q, mu_p, s_p):
    """The divergence of two Gaussians from E z and E z^2, without an integral."""
    import sympy

    first, second = mu_q, s_q**2 + mu_q**2
    distance = second - 2 * mu_p * first + mu_p**2
    return sympy.log(s_p / s_q) + distance / (2 * s_p**2) - sympy.Rational(1, 2)


def main() -> int:
    """Measure and print; 1 if honest submissions are scored differently."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", type=int, default=200, help="how many ours grades (default 200)")
    parser.add_argument("--sample", type=int, default=6, help="how many of them stock nbgrader grades (default 6)")
    parser.add_argument("--slow", type=int, default=4, help="how many with sympy's integration (default 4)")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="grading-benchmark-"))
    try:
        return measure(folder, args.notebooks, args.sample, args.slow)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, count: int, sample: int, slow: int) -> int:
    """Grade the class with ours between two halves of the sample with stock; print rates, shares, scores and the ratio."""
    students = classmates(count, integrate=False)
    ours, stock = course(folder / "ours", students), course(folder / "stock", students[:sample], STOCK)
    half = sample // 2
    spent = timed_stock(stock, students[:half])
    seconds, timings = timed_ours(ours)
    spent += timed_stock(stock, students[half:sample])
    report("ours", count, seconds)
    print(*(f"  {line}" for line in timings), sep="\n")
    report("stock nbgrader", sample, spent)
    differing = [s.id for s in students[:sample] if scores(ours, s.id) != scores(stock, s.id)]
    print(
        f"scores of the {sample} submissions that both graded: {'differ for ' + ', '.join(differing) if differing else 'identical'}"
    )
    ratio = (spent / sample) / (seconds / count)
    if slow:
        print(f"with sympy's integration in every submission: {slow_ratio(folder, slow):.1f} times stock")
    print(f"grading ratio: {ratio:.1f}")
    return 1 if differing else 0


def report(who: str, count: int, seconds: float) -> None:
    """One line about a rate."""
    print(
        f"{who:16}{count:5} notebooks in {seconds:7.1f} s, {1000 * seconds / count:8.1f} ms each, {60 * count / seconds:8.1f} a minute"
    )


def slow_ratio(folder: Path, count: int) -> float:
    """The same comparison where every answer integrates by sympy."""
    students = classmates(count, integrate=True)
    ours, stock = course(folder / "slow-ours", students), course(folder / "slow-stock", students[:2], STOCK)
    return (timed_stock(stock, students[:2]) / 2) / (timed_ours(ours)[0] / count)


def classmates(count: int, *, integrate: bool) -> list[SampleStudent]:
    """Honest students, each with answers of their own: right ones, right ones written differently, misconceptions."""
    secrets = chapter_secrets(CHAPTER, nbformat.read(find_released(CHAPTER, COURSE), as_version=4))
    moments = Written(SYMBOLIC, "from the moments", written=from_moments)
    rng, students = random.Random(0), []
    for number in range(count):
        answers = {}
        for exercise, secret in secrets.items():
            answers[exercise] = rng.choice([secret.reference, *secret.alternatives, *secret.misconceptions[:4]])
        answers[SYMBOLIC] = secrets[SYMBOLIC].reference if integrate else moments
        students.append(SampleStudent(f"student{number:03}", "S", str(number), "honest", answers))
    return students


def course(root: Path, students: list[SampleStudent], config: str | None = None) -> Path:
    """A course root with the chapter registered and everybody's submission."""
    root.mkdir()
    shutil.copytree(
        COURSE / "solutions" / CHAPTER, root / "solutions" / CHAPTER, ignore=shutil.ignore_patterns(".*", "__pycache__")
    )
    shutil.copy(COURSE / CONFIG, root)
    register(root)
    if config:
        (root / CONFIG).write_text(config)
    released = nbformat.read(find_released(CHAPTER, COURSE), as_version=4)
    for student in students:
        place = root / "classroom/submitted" / student.id / CHAPTER
        place.mkdir(parents=True)
        (place / f"{NOTEBOOK}.ipynb").write_bytes(submission(student, released))
    return root


def timed_ours(root: Path) -> tuple[float, list[str]]:
    """Seconds of the whole process, start-up and sandbox included, and what it says about where they went."""
    started = perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "grader", "autograde", CHAPTER, "--timings"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return perf_counter() - started, done.stdout.strip().splitlines()[1:]


def timed_stock(root: Path, students: list[SampleStudent]) -> float:
    """Seconds of `nbgrader autograde` on these students in one process, from the first one on: its start-up is not counted."""
    waiting = root / "waiting"
    submitted = root / "classroom/submitted"
    waiting.mkdir(exist_ok=True)
    for folder in set(submitted.iterdir()) - {submitted / student.id for student in students}:
        folder.rename(waiting / folder.name)
    for student in students:
        if (waiting / student.id).exists():
            (waiting / student.id).rename(submitted / student.id)
    command = [sys.executable, "-m", "nbgrader", "autograde", CHAPTER]
    started, graded = 0.0, 0
    with subprocess.Popen(
        command, cwd=root, env=os.environ | {"PYTHONWARNINGS": "ignore"}, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in tqdm(process.stderr, desc="stock nbgrader", unit="line", disable=None):
            started = started or ("submitted/" in line and perf_counter()) or 0.0
            graded += " Autograding " in line
    if graded != len(students):
        raise RuntimeError(f"stock nbgrader graded {graded} of {len(students)} notebooks")
    return perf_counter() - started


def scores(root: Path, student: str) -> dict[str, float]:
    """The automatic scores of a student, by cell."""
    query = """SELECT base_cell.name, grade.auto_score FROM grade JOIN base_cell ON base_cell.id = grade.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id WHERE student_id = ?"""
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        return dict(gradebook.execute(query, (student,)))


if __name__ == "__main__":
    raise SystemExit(main())
