"""A submission is rebuilt on our own cells, whatever was done to it."""

from __future__ import annotations

from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.submission import restore


def restored(*arguments) -> tuple[list, list[str]]:
    cells, notes = restore.restored(*arguments)
    return nbformat.from_dict(cells), notes


def graded(name: str, source: str, **flags) -> dict:
    about = {
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "grade_id": name,
        "schema_version": 3,
    } | flags
    return new_code_cell(source, id=name, metadata={"nbgrader": about})


OURS = [
    new_markdown_cell("# Title", id="title"),
    new_code_cell("import math", id="imports"),
    graded("t-f", "def f(): raise NotImplementedError", solution=True),
    graded("t-f-check", 'check("t.f", f)', grade=True, locked=True, points=2),
    new_code_cell("train()", id="training", metadata={"tags": ["demo"]}),
    graded("t-g", "def g(): raise NotImplementedError", solution=True),
    graded("t-g-check", 'check("t.g", g)', grade=True, locked=True, points=2),
]
STUBS = {cell.metadata.nbgrader.grade_id: cell.source for cell in OURS if "nbgrader" in cell.metadata}


@pytest.fixture
def submitted() -> list:
    """The released cells with both answers written."""
    cells = deepcopy(OURS)
    cells[2].source, cells[5].source = "def f(): return 1", "def g(): return 2"
    return cells


def sources(cells: list) -> list[str]:
    return [cell.source for cell in cells]


def test_an_ordinary_submission_comes_back_as_it_is(submitted):
    cells, notes = restored(submitted, OURS, STUBS)
    assert sources(cells) == sources(submitted)
    assert notes == []


def test_tags_and_flags_of_the_submission_are_ignored(submitted):
    submitted[3].metadata = {
        "tags": ["skip-execution"],
        "nbgrader": {"grade_id": "t-f-check", "grade": False, "points": 99},
    }
    submitted[2].metadata["tags"] = ["raises-exception", "demo"]
    submitted[4].metadata = {}
    cells, notes = restored(submitted, OURS, STUBS)
    assert [cell.metadata for cell in cells] == [cell.metadata for cell in OURS]
    assert notes == []


def test_an_edited_graded_cell_is_put_right_and_said(submitted):
    submitted[3].source = "2"
    cells, notes = restored(submitted, OURS, STUBS)
    assert cells[3].source == 'check("t.f", f)'
    assert notes == ["the check of `f` was changed: the original has been run"]


def test_cells_come_in_our_order_and_added_cells_stay_behind_the_cell_they_followed(submitted):
    helper = new_code_cell("def helper(): return 3", metadata={"tags": ["demo"]})
    shuffled = [new_code_cell("first = 0"), submitted[5], helper, *submitted[:5], submitted[6]]
    cells, _ = restored(shuffled, OURS, STUBS)
    assert sources(cells) == ["first = 0", *sources(submitted)[:6], "def helper(): return 3", 'check("t.g", g)']
    added = [cell for cell in cells if cell.id.startswith("added-by-student-")]
    assert [cell.metadata for cell in added] == [{}, {}]


def test_missing_cells_are_put_back(submitted):
    cells, notes = restored([submitted[0], submitted[2], submitted[6]], OURS, STUBS)
    assert sources(cells) == [*sources(submitted)[:5], STUBS["t-g"], 'check("t.g", g)']
    assert notes == [
        "the check of `f` was missing and has been put back",
        "the answer cell `t-g` is missing: it counts as not answered",
    ]


def test_an_equal_copy_is_dropped(submitted):
    copy = deepcopy(submitted[2])
    copy.id = "copy"
    cells, notes = restored([*submitted[:3], copy, *submitted[3:]], OURS, STUBS)
    assert sources(cells) == sources(submitted)
    assert notes == ["the answer cell `t-f` is there more than once: the first one counts"]


def test_a_changed_copy_of_an_answer_runs_where_it_stood_as_it_did_in_the_notebook(submitted):
    copy = deepcopy(submitted[2])
    copy.id, copy.source = "copy", "def f(): return 5"
    cells, notes = restored([*submitted[:3], copy, *submitted[3:]], OURS, STUBS)
    assert sources(cells)[2:4] == ["def f(): return 1", "def f(): return 5"]
    assert "nbgrader" not in cells[3].metadata
    assert len(notes) == 1


def test_a_copy_of_a_graded_cell_is_dropped_even_if_changed(submitted):
    copy = deepcopy(submitted[3])
    copy.id, copy.source = "copy", "2"
    cells, _ = restored([*submitted, copy], OURS, STUBS)
    assert sources(cells) == sources(submitted)


def test_an_editor_that_drops_cell_ids_does_no_harm(submitted):
    for i, cell in enumerate(submitted):
        cell.id = f"fresh-{i}"
    cells, notes = restored(submitted, OURS, STUBS)
    assert sources(cells) == sources(submitted)
    assert notes == []


def test_an_answer_whose_type_was_changed_is_code_again(submitted):
    submitted[2] = new_markdown_cell(submitted[2].source, id="t-f", metadata=submitted[2].metadata)
    cells, _ = restored(submitted, OURS, STUBS)
    assert (cells[2].cell_type, cells[2].source) == ("code", "def f(): return 1")


def test_notes_in_markdown_cells_are_kept(submitted):
    submitted[0].source = "# Title\n\nmy notes"
    cells, notes = restored(submitted, OURS, STUBS)
    assert cells[0].source == "# Title\n\nmy notes"
    assert notes == []


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"cell_type": "code"},
        {"cell_type": ["code"], "source": "x"},
        {"source": 3, "metadata": 4},
        5,
        None,
        "cell",
        {"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": "none", "execution": "none"}},
        {"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": {"grade_id": ["t-f"]}}, "id": {}},
        {"cell_type": "markdown", "source": "see", "metadata": {}, "attachments": {"a.png": 3}},
    ],
)
def test_malformed_cells_do_no_harm(submitted, strange):
    cells, _ = restored([*submitted, strange], OURS, STUBS)
    assert sources(cells)[: len(OURS)] == sources(submitted)
    assert all("attachments" not in cell for cell in cells)


def test_pictures_pasted_into_a_markdown_cell_are_kept(submitted):
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    own = new_markdown_cell("![a](attachment:a.png)", attachments=picture)
    cells, _ = restored([*submitted, own], OURS, STUBS)
    assert cells[-1].attachments == picture
