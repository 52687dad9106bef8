"""The grader may be killed at any moment: run again, it ends with the gradebook of an undisturbed run."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import msgspec
import nbformat
import pytest

from grader.gradebook.layout import open_gradebook, read_assignment
from grader.submission.records import GradedNotebook, GradedSubmission
from grader.submission.scoring import cell_scores
from tests import small_course as course

STUDENTS, ROUNDS, KILLS = 60, 10, 5
PROGRAM = Path(__file__).with_name("replayed.py")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A course with a class, and what grading it gives."""
    root = course.make(tmp_path_factory.mktemp("course"))
    with closing(open_gradebook(root / "classroom/gradebook.db")) as connection:
        released = read_assignment(connection, course.CHAPTER).notebooks[0].checksums
    results = []
    for number in range(STUDENTS):
        student = f"student{number:02}"
        notebook = course.answered(written="An answer." if number % 3 else course.NOT_WRITTEN)
        course.hand_in(root, student, notebook, data=b"x" * 20_000)
        for cell in notebook.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
                data = {"text/plain": str(number % 5)}
                cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=None)]
        graded = GradedNotebook("vae", nbformat.writes(notebook), cell_scores(notebook.cells, released))
        if number % 7 == 6:
            graded = GradedNotebook("vae", "", missing=True)
        results.append(GradedSubmission(student, course.CHAPTER, [graded]))
    file = root / "results.json"
    file.write_bytes(msgspec.json.encode(results))
    return root


def start(root: Path) -> subprocess.Popen:
    arguments = [str(root), str(root / "results.json")]
    program = (
        f"import sys; sys.path.insert(0, {str(PROGRAM.parents[2])!r}); sys.argv[1:] = {arguments!r}; "
        f"exec(compile(open({str(PROGRAM)!r}).read(), 'replayed', 'exec'))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr
    assert process.stdout.readline() == "begins\n", process.stderr.read()
    return process


def finish(root: Path) -> None:
    process = start(root)
    assert process.stdout and process.stderr
    # Not communicate(): what readline has read ahead would be lost.
    out, err = process.stdout.read(), process.stderr.read()
    process.wait(timeout=120)
    assert out == "ends\n", err


def seen(root: Path):
    everything = sorted((root / "classroom/autograded").rglob("*"))
    return course.tables(root), course.notebooks(root), [str(p.relative_to(root)) for p in everything]


def test_fifty_kills_change_nothing(untouched, tmp_path):
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(untouched, undisturbed)
    finish(undisturbed)
    expected, rng, interrupted = seen(undisturbed), random.Random(0), 0
    for number in range(ROUNDS):
        root = tmp_path / f"round{number}"
        shutil.copytree(untouched, root)
        for stored in sorted(rng.sample(range(STUDENTS - 10), KILLS)):
            process = start(root)
            while len(list((root / "classroom/autograded").glob("*/*"))) < stored and process.poll() is None:
                time.sleep(0.001)
            time.sleep(rng.uniform(0, 0.03))
            interrupted += process.poll() is None
            process.kill()
            process.communicate()
        finish(root)
        assert seen(root) == expected
        shutil.rmtree(root)
    assert interrupted >= 0.8 * ROUNDS * KILLS  # most kills struck between the first and the last write


def grader(root: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "grader", "autograde", course.CHAPTER, "--jobs", "2"]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def processes_of(root: Path) -> list[int]:
    """Those that work in the course's folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            found += [int(place.name)] if (place / "cwd").resolve() == root.resolve() else []
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def eight(tmp_path_factory) -> Path:
    """A course with a class of eight; beside it, `undisturbed` has been graded to the end."""
    root = course.make(tmp_path_factory.mktemp("eight") / "course")
    course.class_of_eight(root)
    course.seeded(root, 5)
    shutil.copytree(root, root.with_name("undisturbed"))
    course.run(root.with_name("undisturbed"), "autograde", course.CHAPTER)
    return root


@pytest.fixture
def at_work(eight, tmp_path) -> tuple[Path, subprocess.Popen]:
    """The course and its grader, which has stored the first notebook."""
    root = tmp_path / "course"
    shutil.copytree(eight, root)
    process = grader(root)
    while not list((root / "classroom/autograded").glob("*/*/vae.ipynb")):
        assert process.poll() is None
        time.sleep(0.02)
    return root, process


def nothing_differs(root: Path, eight: Path) -> bool:
    """Whether a course was graded as the undisturbed one was."""
    undisturbed = eight.with_name("undisturbed")
    return course.tables(root) == course.tables(undisturbed) and course.notebooks(root) == course.notebooks(undisturbed)


@pytest.mark.sandbox
def test_a_killed_grader_leaves_nothing_running_and_the_next_one_ends_the_work(at_work, eight):
    root, process = at_work
    process.kill()
    process.communicate()
    time.sleep(1)
    assert processes_of(root) == []
    course.run(root, "autograde", course.CHAPTER)
    assert nothing_differs(root, eight)


def fork_servers_of(process: subprocess.Popen) -> list[int]:
    """The processes that this one has started to fork children for it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"grader.inside.fork_server" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.sandbox
def test_a_fork_server_that_is_killed_is_replaced_and_nobody_loses_anything(at_work, eight):
    root, process = at_work
    (server,) = fork_servers_of(process)
    os.kill(server, signal.SIGKILL)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 3 and "8 submissions graded" in out, err  # dan has handed in a PDF
    assert nothing_differs(root, eight)


@pytest.mark.sandbox
def test_two_graders_at_once_take_turns(eight, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(eight, root)
    both = [grader(root), grader(root)]
    said = [process.communicate(timeout=120) for process in both]
    assert sorted(process.returncode for process in both) == [0, 3], said  # dan has handed in a PDF
    assert sorted("8 submissions" in out for out, _ in said) == [False, True]
    assert sum("who grades this course" in err for _, err in said) == 1
