"""`python -m grader demo`: a sample class from its submissions to feedback pages and a grade file."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from grader.authoring.chapters import AuthoringError, find_chapters
from grader.authoring.register import register
from grader.authoring.release import release
from grader.demo.simulate import CONFIG, find_released, simulate
from grader.demo.verdicts import StudentVerdict, read_verdicts, table

LOG = "autograde.log"  # what the grader said


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `demo`."""
    parser.add_argument("--students", type=int, default=12, metavar="N", help="how many (default: 12)")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="the same seed gives the same class (default: 0)"
    )
    parser.add_argument(
        "--root", type=Path, help="an empty or new folder for the course root (default: a temporary one)"
    )
    parser.add_argument("--chapter", default="11_vae", help="the chapter's folder (default: 11_vae)")


def run(args: argparse.Namespace) -> int:
    """Grade a sample class and print who got what, and why. Returns 0 if every submission was graded.

    1 means that some were not (they are listed), 2 that the class could not be graded, with one line on stderr.
    """
    root = args.root or Path(tempfile.mkdtemp(prefix="sample-class-"))
    try:
        verdicts = grade_sample_class(Path.cwd(), root, args.chapter, args.students, args.seed)
    except (AuthoringError, OSError, ValueError) as error:
        print(f"grader demo: {error}", file=sys.stderr)
        return 2
    print(table(verdicts))
    print(
        f"\nfeedback pages  {root / 'classroom/feedback'}\ngrades          {root / 'grades.csv'}\ngrader's log    {root / LOG}"
    )
    return 0 if all(verdict.graded for verdict in verdicts) else 1


def grade_sample_class(course: Path, root: Path, chapter: str, count: int, seed: int) -> list[StudentVerdict]:
    """Build a course root of its own in `root`, hand in the sample class, grade it and run the stock nbgrader commands there.

    course: the course's root; it is only read.
    Raises AuthoringError or ValueError where the chapter cannot be graded at all.
    """
    root = root.resolve()
    if root.exists() and any(root.iterdir()):
        raise ValueError(f"{root} is not empty: a sample class needs a folder of its own")
    if not (course / CONFIG).is_file():
        raise ValueError(f"there is no {CONFIG} in {course}: run this from the course's root")
    sources = find_chapters(course, [chapter])
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(course / CONFIG, root)
    shutil.copytree(sources[0].folder, root / "solutions" / chapter, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    register(root)
    release(find_chapters(root, [chapter]))
    students = simulate(root, chapter, find_released(chapter, root), count, seed)
    _nbgrader(root, "db", "student", "import", "students.csv")
    _autograde(root, chapter)
    _nbgrader(root, "generate_feedback", chapter)
    _nbgrader(root, "export", "--to", "grades.csv")
    return read_verdicts(root, chapter, students, (root / LOG).read_text(encoding="utf-8"))


def _nbgrader(root: Path, *arguments: str) -> None:
    """Run a stock nbgrader command in the course root. Raises ValueError with the last line of its log if it fails."""
    # A configuration that does not load must stop nbgrader, not only be logged.
    environment = os.environ | {"TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise ValueError(f"nbgrader {' '.join(arguments)} failed: {last}")


def _autograde(root: Path, chapter: str) -> None:
    """Run `grader autograde` and keep what it says. Status 1 is no news here: the verdicts say who was not graded."""
    with open(root / LOG, "w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "grader", "autograde", chapter]
        process = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for line in process.stderr or ():
            log.write(line)
            if sys.stderr.isatty():
                sys.stderr.write(line)
    if process.wait() == 2:
        raise ValueError((root / LOG).read_text(encoding="utf-8").strip())
