"""From the text to a notebook that nbgrader takes, before anything runs."""

import nbformat
import pytest

from course_utils.notebook.check_cell import checked
from grader.authoring.chapters import AuthoringError, find_chapters, kernel_environment
from grader.authoring.source import complete_notebook, text_difference_of


def complete(chapter, points):
    return complete_notebook(chapter, points, release="2026.1")


def test_cell_ids_follow_the_grade_ids_and_the_sections(unbuilt, points):
    ids = [cell.id for cell in complete(unbuilt, points).cells]
    assert ids == [
        "a-sample-1",
        "a-sample-2",
        "doubling-2x-1",
        "sample-double",
        "sample-double-check",
        "doubling-2x-2",
        "sample-words",
        "doubling-2x-3",
    ]


def test_every_id_is_unique_and_valid_however_odd_the_titles(write_sample, tmp_path, points):
    titles = [
        "# Übung: $\\mathcal{L}$ & more",
        "# Übung: $\\mathcal{L}$ & more",
        "# " + "long " * 40,
        "# 漢字",
        "# ubung-mathcal-l-more 1",
    ]
    chapter = write_sample(tmp_path, "".join(f"# %% [markdown]\n# {title}\n\n# %%\n1\n\n" for title in titles))
    notebook = complete(chapter, points)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(1 <= len(name) <= 64 for name in ids)
    nbformat.validate(notebook)


def test_points_come_from_the_exercise_and_metadata_is_complete(unbuilt, points):
    cells = {cell.id: cell for cell in complete(unbuilt, points).cells}
    assert cells["sample-double-check"].metadata.nbgrader == {
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "schema_version": 3,
        "points": 4,
        "grade_id": "sample-double-check",
    }
    assert "points" not in cells["sample-double"].metadata.nbgrader
    assert cells["sample-words"].metadata.nbgrader.points == 3


def test_the_tag_becomes_what_jupyterlab_folds_by(write_sample, tmp_path, points):
    text = '# %% [markdown]\n# # A sample\n\n# %% tags=["hide-input", "demo"]\n# Adds two numbers.\n1 + 1\n\n# %%\n2\n'
    _, folded, opened = complete(write_sample(tmp_path, text), points).cells
    assert folded.metadata == {"jupyter": {"source_hidden": True}, "tags": ["hide-input", "demo"]}
    assert opened.metadata == {}


def test_the_notebook_names_the_course_the_kernel_and_nothing_of_jupytexts(unbuilt, points):
    metadata = complete(unbuilt, points).metadata
    assert metadata.course == {"chapter": "90_sample", "release": "2026.1"}
    assert metadata.kernelspec.name == "python3" and set(metadata) == {"course", "kernelspec"}


@pytest.mark.parametrize(
    "before, after, message",
    [
        ('"grade_id": "sample-double-check"', '"grade_id": "sample-duble-check"', "asks for sample-double-check"),
        ('"grade_id": "sample-double-check"', '"grade_id": "sample-double-check", "points": 4', 'delete "points"'),
        ('check("sample.double", double)', 'check("sample.triple", double)', "sample.triple, which is no exercise"),
        ('check("sample.double", double)', 'score = check("sample.double", double)', "a graded cell is one line"),
        ('"grade_id": "sample-double"}', '"grade_id": "sample.double"}', "letters, digits"),
        ('"grade_id": "sample-double"}', '"grade_id": "sample-words"}', "2 cells have the grade id sample-words"),
        ('"grade_id": "sample-double"}', '"grade_id": "sample-double", "marks": 1}', "no metadata key marks"),
        (', "points": 3}', "}", 'graded by hand says its "points"'),
        ("# %% [markdown]\n# ## Doubling", "# %%\n\n# %% [markdown]\n# ## Doubling", "cell 3 is empty"),
    ],
)
def test_a_mistake_in_the_text_is_named(write_sample, unbuilt, points, before, after, message):
    text = unbuilt.source.read_text()
    if "triple" in after:
        text = text.replace(', "grade_id": "sample-double-check"', "")
    chapter = write_sample(unbuilt.root, text.replace(before, after))
    with pytest.raises(AuthoringError) as caught:
        complete(chapter, points)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_the_exercise_is_read_from_the_syntax_tree():
    assert checked('check("vae.vae_loss", vae_loss)  # graded') == ("vae.vae_loss", "vae_loss")
    assert checked("check(name, f)") is None
    assert checked('check("a.b", f)\ncheck("a.c", f)') is None
    assert checked("check(") is None


def test_chapters_are_found_and_unknown_ones_named(unbuilt):
    (unbuilt.root / "solutions" / "__pycache__").mkdir()
    (unbuilt.root / "solutions" / ".ipynb_checkpoints").mkdir()
    assert [chapter.name for chapter in find_chapters(unbuilt.root)] == ["90_sample"]
    with pytest.raises(AuthoringError, match="no chapter 91_other in solutions: there is 90_sample"):
        find_chapters(unbuilt.root, ["91_other"])
    with pytest.raises(AuthoringError, match="no solutions folder"):
        find_chapters(unbuilt.root / "elsewhere")


def test_text_and_notebook_are_held_together(built):
    notebook = nbformat.read(built.notebook, as_version=4)
    assert text_difference_of(built, notebook) is None
    notebook.cells[1].source += "\n"
    assert "a-sample-2" in text_difference_of(built, notebook)


def test_the_kernel_sees_one_thread_and_static_widgets(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("MPLBACKEND", "agg")
    environment = kernel_environment()
    assert environment["COURSE_STATIC"] == "1" and environment["OMP_NUM_THREADS"] == "1"
    assert "NBGRADER_EXECUTION" not in environment and "MPLBACKEND" not in environment
