"""A file that is no notebook is read as one without cells, and the reason is kept."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from grader.preprocessors.reader import SubmissionReader
from grader.submission.records import NeedsHuman


def read(path, **limits) -> tuple[nbformat.NotebookNode, dict]:
    """What the first preprocessor is given."""
    given = []

    def first(notebook, resources):
        given.append(notebook)
        return new_notebook(), resources

    reader = SubmissionReader(default_preprocessors=[], config=Config(SandboxPolicy=limits))
    reader.register_preprocessor(first, enabled=True)
    _, resources = reader.from_filename(str(path), resources={"nbgrader": {}})
    return given[0], resources["nbgrader"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n\xe2\xe3",
        b"print('hello')",
        b"[]",
        b"3",
        b"{}",
        b'{"cells": 5, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        b'{"nbformat": 4',
        b"\x00" * 100,
    ],
)
def test_a_file_that_is_no_notebook(tmp_path, content):
    path = tmp_path / "vae.ipynb"
    path.write_bytes(content)
    notebook, about = read(path)
    assert notebook.cells == []
    (reason,) = about["submitted"].notes
    assert isinstance(reason, NeedsHuman) and len(reason.splitlines()) == 1


def test_a_file_that_cannot_be_opened(tmp_path):
    path = tmp_path / "vae.ipynb"
    path.symlink_to(tmp_path / "nowhere")
    assert "(it is a link to another place and no plain file)" in read(path)[1]["submitted"].notes[0]


def test_an_ordinary_notebook_is_read_as_it_is(tmp_path):
    path = tmp_path / "vae.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1", id="a")]), path)
    notebook, about = read(path)
    assert [cell.source for cell in notebook.cells] == ["1 + 1"]
    assert about["submitted"].notes == []


def test_a_notebook_with_fields_of_its_own_is_still_read(tmp_path):
    path = tmp_path / "vae.ipynb"
    cell = {"cell_type": "code", "source": ["1 +", " 1"], "metadata": {}, "mine": True}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    notebook, about = read(path)
    assert [cell.source for cell in notebook.cells] == ["1 + 1"]
    assert about["submitted"].notes == []


@pytest.mark.parametrize(
    "spoilt", [4, None, {"cell_type": 7, "source": 3}, {"metadata": [], "source": ["x", 1], "id": {}}]
)
def test_a_malformed_cell_does_not_cost_the_others(tmp_path, spoilt):
    path = tmp_path / "vae.ipynb"
    good = {
        "cell_type": "code",
        "id": "a",
        "source": ["1 +", " 1"],
        "metadata": {"nbgrader": {"grade_id": "t"}},
        "outputs": [],
        "execution_count": None,
    }
    path.write_text(json.dumps({"cells": [spoilt, good], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    notebook, about = read(path)
    assert notebook.cells[-1].source == "1 + 1" and notebook.cells[-1].metadata.nbgrader.grade_id == "t"
    assert about["submitted"].notes == []


def test_the_courses_limits_hold_for_the_notebook_and_for_its_cells(tmp_path):
    path = tmp_path / "vae.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x" * 400), new_code_cell("1")]), path)
    notebook, _ = read(path, cell_characters=300)
    assert "longer than 300 characters" in notebook.cells[0].source and notebook.cells[1].source == "1"
    path.write_bytes(path.read_bytes() + b" " * 2**20)
    notebook, about = read(path, notebook_megabytes=1)
    assert notebook.cells == [] and "(it is larger than 1 MB)" in about["submitted"].notes[0]
