"""The release: the same bytes every time, and never at the price of somebody's work."""

import argparse
import shutil
import subprocess

import nbformat
import pytest

from grader.authoring import register as registering
from grader.authoring import release as releasing
from grader.authoring.chapters import AuthoringError, Chapter
from grader.authoring.release import release


def git(root, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def _released_once(_built_once, tmp_path_factory):
    root = tmp_path_factory.mktemp("released") / "course"
    shutil.copytree(_built_once.root, root)
    chapter = Chapter(root.resolve(), _built_once.name)
    git(root, "init", "--quiet")
    (root / ".gitignore").write_text("classroom/\n")
    assert release([chapter]) == ["90_sample: released sample.ipynb"]
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "release")
    shutil.rmtree(root / "classroom")  # git alone must do
    return chapter


@pytest.fixture
def released(_released_once, tmp_path):
    """A course under git whose release is committed."""
    shutil.copytree(_released_once.root, tmp_path, dirs_exist_ok=True)
    return Chapter(tmp_path.resolve(), _released_once.name)


@pytest.fixture
def student_notebook(released):
    return released.released / "sample.ipynb"


def change_source(chapter):
    for path in (chapter.source, chapter.notebook):
        path.write_text(path.read_text().replace("has one of everything", "has one of each"))


def test_students_get_neither_solutions_nor_outputs_nor_the_text(released, student_notebook):
    notebook = nbformat.read(student_notebook, as_version=4)
    nbformat.validate(notebook)
    text = student_notebook.read_text()
    assert "SOLUTION" not in text and "itself once more" not in text and "sum(parts)" not in text
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
    stub = next(cell for cell in notebook.cells if cell.id == "sample-double")
    assert "raise NotImplementedError" in stub.source and '"""Twice x' in stub.source
    assert notebook.metadata.course == {"chapter": "90_sample", "release": "2026.1"}
    assert list((released.root / "notebooks").rglob("*.py")) == []


def test_releasing_twice_changes_no_byte(released, student_notebook):
    before = student_notebook.read_bytes(), student_notebook.stat().st_mtime_ns
    assert release([released]) == ["90_sample: nothing differs"]
    assert (student_notebook.read_bytes(), student_notebook.stat().st_mtime_ns) == before


def test_an_unmodified_notebook_is_replaced(released, student_notebook):
    change_source(released)
    assert release([released]) == ["90_sample: released sample.ipynb"]
    assert "one of each" in student_notebook.read_text()


def test_the_kernel_version_that_jupyterlab_writes_is_no_edit(released, student_notebook):
    change_source(released)
    notebook = nbformat.read(student_notebook, as_version=4)
    notebook.metadata.language_info["version"] = "3.99"
    nbformat.write(notebook, student_notebook)
    release([released])
    assert "has one of each" in student_notebook.read_text()


@pytest.mark.parametrize("staged", [(), ("add",), ("update-index", "--assume-unchanged")])
def test_an_edited_notebook_survives_a_release(released, student_notebook, staged):
    edited = student_notebook.read_text().replace("raise NotImplementedError", "return 2 * x  # ")
    student_notebook.write_text(edited)
    if staged:
        git(released.root, *staged, str(student_notebook))
    change_source(released)
    with pytest.raises(AuthoringError) as caught:
        release([released])
    assert str(caught.value).startswith("notebooks/90_sample/sample.ipynb has changes that git does not have: commit")
    assert student_notebook.read_text() == edited


def test_an_edited_notebook_survives_building_and_registering(released, student_notebook, rebuild):
    student_notebook.write_text("an answer")
    rebuild(released)
    registering.register(released.root)
    assert student_notebook.read_text() == "an answer"


def test_a_notebook_that_git_never_saw_survives(released, student_notebook):
    other = released.released / "notes.ipynb"
    other.write_text("mine")
    git(released.root, "rm", "--cached", "--quiet", str(student_notebook))
    git(released.root, "commit", "--quiet", "--message", "forgotten")
    change_source(released)
    before = student_notebook.read_bytes()
    with pytest.raises(AuthoringError):
        release([released])
    assert student_notebook.read_bytes() == before and other.read_text() == "mine"


def test_nothing_is_changed_where_one_of_several_files_is_edited(released, student_notebook):
    (released.folder / "figure.txt").write_text("a")
    (released.released / "figure.txt").write_text("my own")
    change_source(released)
    before = student_notebook.read_bytes()
    with pytest.raises(AuthoringError, match="figure.txt"):
        release([released])
    assert student_notebook.read_bytes() == before


def test_without_git_an_earlier_release_is_replaced_and_an_edited_one_is_not(built):
    release([built])
    change_source(built)
    assert release([built]) == ["90_sample: released sample.ipynb"]
    target = built.released / "sample.ipynb"
    target.write_text(target.read_text().replace("A sample", "My sample"))
    with pytest.raises(AuthoringError, match="has changes that git does not have"):
        release([built])
    assert "My sample" in target.read_text()


def test_a_notebook_that_is_behind_its_text_is_not_released(built):
    built.source.write_text(built.source.read_text().replace("has one of everything", "has one of each"))
    with pytest.raises(AuthoringError, match="not built from the present text .cell a-sample-1"):
        release([built])
    built.notebook.unlink()
    with pytest.raises(AuthoringError, match="it is missing.: run `make notebooks` first"):
        release([built])
    assert not built.released.exists()


def test_what_nbgrader_refuses_ends_in_one_line(built, capsys):
    for path in (built.source, built.notebook):
        path.write_text(path.read_text().replace("### END SOLUTION", "### END"))
    parser = argparse.ArgumentParser()
    releasing.add_arguments(parser)
    assert releasing.run(parser.parse_args(["--root", str(built.root)])) == 1
    error = capsys.readouterr().err
    assert error == "release: nbgrader could not make 90_sample: no end solution statement found\n"
    assert not built.released.exists()
