"""The students' copy: exactly what it should hold, and enough to work with."""

import json
import subprocess
import zipfile

import nbformat
import pytest

from course_utils.checked import CHECKED
from course_utils.update.replace import digest
from grader.authoring import bundle
from tests import newcomer
from tests.newcomer import commit, copy

SOLUTION = "import numpy as np\n\n\ndef sigmoid(z):\n    return np.exp(-np.logaddexp(0, -z))\n"


@pytest.fixture
def course(tmp_path):
    """A course in small: everything that a bundle holds, and what it must not hold."""
    root = tmp_path / "course"
    names = [*bundle.SET_UP, bundle.README, "notebooks/01_perceptron/perceptron.ipynb", "course_utils/__init__.py"]
    for name in [*names, "README.md", "solutions/01_perceptron/perceptron.py", "grader/cli.py", "tests/test_a.py"]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}\n")
    return commit(root)


def test_it_holds_notebooks_the_package_and_the_set_up_files_and_nothing_else(course):
    (course / "notebooks/01_perceptron/my notes.ipynb").write_text("untracked")
    files = bundle.bundled(course)
    assert set(files) == {
        *bundle.SET_UP,
        "README.md",
        "notebooks/01_perceptron/perceptron.ipynb",
        "course_utils/__init__.py",
        "course_utils/update/manifest.json",
    }
    assert files["README.md"] == b"docs/students.md\n"


def test_the_same_files_make_the_same_zip(course, tmp_path):
    for name in ("a.zip", "b.zip"):
        bundle.write(bundle.bundled(course), tmp_path / "new" / name, bundle.released(course))
    assert (tmp_path / "new/a.zip").read_bytes() == (tmp_path / "new/b.zip").read_bytes()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.zip", "b.zip"]


def test_its_files_bear_the_date_of_the_release_and_come_from_nobodys_future(course, tmp_path, monkeypatch):
    """Midnight in UTC is still the day before, at noon, where the day begins last."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-09-01T02:00:00+02:00")
    (course / "Makefile").write_text("newer")
    commit(course)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-10-01T00:00:00Z")
    (course / "solutions/01_perceptron/perceptron.py").write_text("not in the bundle")
    commit(course)
    bundle.write(bundle.bundled(course), tmp_path / "a.zip", bundle.released(course))
    dates = {entry.date_time for entry in zipfile.ZipFile(tmp_path / "a.zip").infolist()}
    assert dates == {(2026, 8, 31, 12, 0, 0)}


def test_answers_in_a_notebook_never_get_into_a_bundle(course):
    (course / "notebooks/01_perceptron/perceptron.ipynb").write_text("an instructor's trial")
    with pytest.raises(bundle.BundleError, match="perceptron.ipynb is not as committed"):
        bundle.bundled(course)


@pytest.mark.parametrize(
    ("what", "message"),
    [("LICENSE", "LICENSE is missing"), ("notebooks", "no chapter is released"), (".git", "does not know this folder")],
)
def test_what_is_missing_is_said(course, what, message):
    subprocess.run(["rm", "-rf", what], cwd=course, check=True)
    if what != ".git":
        commit(course)
    with pytest.raises(bundle.BundleError, match=message):
        bundle.bundled(course)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """This course's bundle, unpacked in an empty folder."""
    folder = tmp_path_factory.mktemp("student")
    course = commit(copy(folder / "tree"))
    bundle.write(bundle.bundled(course), folder / "course.zip", bundle.released(course))
    zipfile.ZipFile(folder / "course.zip").extractall(folder)
    return folder / bundle.NAME


def test_the_real_one_is_a_course_without_the_instructors_half(unpacked):
    assert sorted(path.name for path in unpacked.iterdir()) == sorted([*bundle.SET_UP, *bundle.FOLDERS, "README.md"])
    assert not [path for path in unpacked.rglob("*") if path.suffix == ".py" and "notebooks" in path.parts]
    offered = subprocess.run(
        ["make", "help"], cwd=unpacked, env=newcomer.environment(unpacked), capture_output=True, text=True, check=True
    )
    targets = "help setup lab validate hand-in doctor update mend reset clean".split()
    assert [line.split()[1] for line in offered.stdout.splitlines()] == targets


@pytest.mark.sandbox
def test_a_student_sets_it_up_and_works_in_it(unpacked, tmp_path):
    # Compiling is a third of the work of a set-up, and here one chapter runs once.
    environment = newcomer.environment(tmp_path, PIP_COMPILE="0")
    ready = subprocess.run(["make", "setup"], cwd=unpacked, env=environment, capture_output=True, text=True)
    assert ready.returncode == 0, ready.stdout[-2000:] + ready.stderr[-2000:]
    path = unpacked / "notebooks/01_perceptron/perceptron.ipynb"
    notebook = nbformat.read(path, as_version=4)
    by_id = {cell.id: cell for cell in notebook.cells}
    by_id["perceptron-sigmoid"].source = SOLUTION
    nbformat.write(notebook, path)
    command = [".venv/bin/jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", str(path)]
    subprocess.run(command, cwd=unpacked, env=environment, check=True, capture_output=True)
    by_id = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    states = {
        name: by_id[f"perceptron-{name}-check"].outputs[0].metadata[CHECKED]["state"]
        for name in ("sigmoid", "perceptron_fit")
    }
    assert states == {"sigmoid": "passed", "perceptron_fit": "not attempted"}
    left = subprocess.run(
        [".venv/bin/python", "-c", "import grader"], cwd=unpacked, env=environment, capture_output=True
    )
    assert b"No module named 'grader'" in left.stderr


def test_its_manifest_knows_what_every_file_and_chapter_has_ever_been(course):
    chapter = course / "notebooks/01_perceptron/perceptron.ipynb"
    for text in ("first", "second"):
        chapter.write_text(
            nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, id="a")]))
        )
        (course / "Makefile").write_text(text)
        (course / "docs/students.md").write_text(text)
        commit(course)
    known = json.loads(bundle.bundled(course)["course_utils/update/manifest.json"])
    assert [digest(text) in known["earlier"]["Makefile"] for text in (b"first", b"second", b"mine")] == [
        True,
        True,
        False,
    ]
    assert digest(b"first") in known["earlier"]["README.md"] and "docs/students.md" not in known["earlier"]
    assert known["files"]["Makefile"] == digest(b"second")
    (one,) = known["chapters"].values()
    assert [one["cells"][number][0] for version in one["versions"] for number in version] == ["a", "a"]
    assert "first" not in json.dumps(known)  # an earlier chapter may have shown what is an answer now
