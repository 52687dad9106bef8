"""`grader new`: the files of a new exercise stand where they belong, hold together, and lack only what an author must add."""

import subprocess
import sys

import pytest

from course_utils.lab.chapters import POINTS
from grader.authoring import new
from tests import newcomer

PARTS = ("course_utils", "grader", "solutions/05_cnn", "tests/checks/held_out/cnn", "pyproject.toml")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with a new exercise in chapter 5."""
    root = newcomer.copy(tmp_path_factory.mktemp("course"), *PARTS)
    return root, grader(root, "new", "cnn.squares", "2", "--root", str(root))


def grader(root, *arguments):
    command = [sys.executable, "-m", "grader", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_it_says_what_it_wrote_and_what_comes_next(course):
    root, done = course
    assert done.returncode == 0, done.stderr
    assert "course_utils/checks/public/cnn/squares.py" in done.stdout and "make checks ARGS=cnn.squares" in done.stdout
    assert all((root / name).is_file() for name in done.stdout.splitlines()[:5])


def test_the_new_exercise_can_be_recorded_and_lacks_only_numbers(course):
    root, _ = course
    recorded = grader(root, "record", "cnn.squares")
    assert "cnn.squares: written" in recorded.stdout
    assert [line.partition(":")[2].split(",")[0] for line in recorded.stderr.splitlines()] == [
        " 1 right held-out answers in tests/checks/held_out/cnn/squares.py",
        " 2 wrong held-out answers in tests/checks/held_out/cnn/squares.py",
    ]
    tried = grader(root, "quality", "cnn.squares", "--seeds", "2")
    gaps = [line for line in tried.stdout.splitlines() if line.startswith("gap:")]
    assert len(gaps) == 4 and all("are needed" in gap for gap in gaps), tried.stdout + tried.stderr
    held_out = grader(root, "held-out", "cnn.squares")
    assert held_out.returncode == 0, held_out.stdout


def test_the_chapters_totals_are_said_to_be_wrong(course):
    root, _ = course
    built = grader(root, "build", "05_cnn", "--root", str(root))
    said = int(POINTS.search((root / "solutions/05_cnn/cnn.py").read_text())[1])
    told = f"the opening says {said} points, its cells add up to {said + 4}"  # the new exercise is of level 2
    assert built.returncode == 1 and told in built.stderr


@pytest.mark.parametrize(
    "exercise, level, said",
    [
        ("squares", 1, "is no name of an exercise"),
        ("cnn.squares", 4, "there is no level 4"),
        ("nothing.squares", 1, "there is no chapter of that topic: write solutions/NN_nothing/nothing.py first"),
        ("cnn.maxpool", 1, "maxpool.py is there already"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_written(course, exercise, level, said):
    root, _ = course
    before = sorted(root.rglob("*"))
    with pytest.raises(new.Refused, match=said):
        new.write(root, exercise, level)
    assert sorted(root.rglob("*")) == before


def test_a_topic_without_exercises_gets_its_packages(tmp_path):
    chapter = tmp_path / "solutions" / "99_toy"
    chapter.mkdir(parents=True)
    (chapter / "toy.py").write_text("# %% [markdown]\n# # Toy\n")
    written = new.write(tmp_path, "toy.first", 1)
    assert all(path.is_file() for path in written)
    assert (tmp_path / "grader/exercises/toy/__init__.py").is_file()
    new.write(tmp_path, "toy.second", 2)
    listed = (tmp_path / "course_utils/checks/public/toy/__init__.py").read_text()
    assert listed.index('"first"') < listed.index('"second"')
    assert "### Exercise 99.2 · `second` (level 2, about 20 minutes)" in (chapter / "toy.py").read_text()
