"""Any file that was handed in is read as far as it is a notebook; what is not is named, and never held in memory first."""

from __future__ import annotations

import json
import os
import tracemalloc

import pytest

from course_utils.notebook.needed import names_in
from course_utils.notebook.syntax import parseable
from grader.sandbox.policy import SandboxPolicy
from grader.submission import notebook_file
from grader.submission.notebook_file import Unreadable, of_assignment, read_notebook, read_submitted
from grader.submission.records import NeedsHuman

POLICY = SandboxPolicy()
CELL = {
    "cell_type": "code",
    "id": "a",
    "source": ["x = 1\n", "y = '\u00e9\u4e2d'"],
    "metadata": {"nbgrader": {"grade_id": "t-f"}, "tags": []},
    "outputs": [{"output_type": "stream", "text": [']}"{[', '\\"']}, {"data": {"a": [[1, [2.5e3]], {}, None, True]}}],
    "execution_count": 1,
}
TEXT = {"cell_type": "markdown", "source": "# \u00e9", "metadata": {}, "attachments": {"a.png": {"image/png": "AA=="}}}
NOTEBOOK = {"cells": [CELL, TEXT], "metadata": {"course": {"chapter": "11_vae"}}, "nbformat": 4, "nbformat_minor": 5}
OLD = {
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 2, "source": ["Title"], "metadata": {}},
                {
                    "cell_type": "code",
                    "input": ["x = 1\n", "y"],
                    "metadata": {"nbgrader": {"grade_id": "t-f"}},
                    "outputs": [],
                },
                {"cell_type": "html", "source": "<b>b</b>", "metadata": {}},
            ]
        }
    ],
    "nbformat": 3,
    "metadata": {"name": ""},
}


@pytest.fixture
def file(tmp_path):
    folder = tmp_path / "ada" / "11_vae"
    folder.mkdir(parents=True)
    return folder / "vae.ipynb"


@pytest.fixture(params=["small", "large"])
def size(request, monkeypatch):
    """As a file of a few kilobytes is read, and as one of many megabytes is."""
    if request.param == "large":
        monkeypatch.setattr(notebook_file, "SMALL", 0)


def sources(file) -> list[tuple[str, str]]:
    return [(cell["cell_type"], cell["source"]) for cell in read_submitted(file, POLICY).cells]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
@pytest.mark.parametrize("indent", [None, 1])
def test_cells_are_read_and_nothing_that_is_not_graded(file, size, encoding, indent):
    file.write_bytes(json.dumps(NOTEBOOK, indent=indent, ensure_ascii=encoding == "utf-8").encode(encoding))
    found = read_submitted(file, POLICY)
    assert sources(file) == [("code", "x = 1\ny = '\u00e9\u4e2d'"), ("markdown", "# \u00e9")]
    assert found.cells[0]["metadata"]["nbgrader"]["grade_id"] == "t-f" and found.cells[0]["id"] == "a"
    assert found.cells[1]["attachments"] == TEXT["attachments"]
    assert found.chapter == "11_vae" and found.notes == []


def test_line_ends_of_every_system_are_the_same(file, size):
    for end in ("\r\n", "\r"):
        file.write_text(json.dumps({"cells": [{"cell_type": "code", "source": f"a{end}b{end}"}]}))
        assert sources(file) == [("code", "a\nb\n")]


def test_the_answers_of_format_3_are_kept(file, size):
    file.write_text(json.dumps(OLD))
    assert sources(file) == [("markdown", "## Title"), ("code", "x = 1\ny"), ("markdown", "<b>b</b>")]
    assert read_submitted(file, POLICY).cells[1]["metadata"]["nbgrader"]["grade_id"] == "t-f"


def test_half_a_character_is_replaced_in_every_format(file, size):
    spoilt = "x = '\ud800'"
    for notebook in (
        {"cells": [{"cell_type": "code", "source": spoilt, "id": spoilt, "attachments": {spoilt: spoilt}}]},
        {"worksheets": [{"cells": [{"cell_type": "code", "input": [spoilt]}]}], "nbformat": 3},
        {"worksheets": [{"cells": [{"cell_type": "heading", "level": 1, "source": spoilt}]}], "nbformat": 3},
    ):
        file.write_text(json.dumps(notebook))
        assert [source[-4:].strip("= ") for _, source in sources(file)] == ["'?'"]


@pytest.mark.parametrize(
    "odd", [4, None, "x", [], {}, {"source": 5}, {"source": [1]}, {"metadata": 3, "cell_type": {}}]
)
def test_a_malformed_cell_does_not_cost_the_others(file, size, odd):
    file.write_text(json.dumps({"cells": [odd, CELL], "metadata": [odd]}))
    cells = read_submitted(file, POLICY).cells
    assert cells[0]["source"] == "" and cells[1]["source"].startswith("x = 1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\0", "it is empty: 3 bytes"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"PK\x03\x04...", "it is a zip archive"),
        (b"<!DOCTYPE html><html>", "it is a web page"),
        (b"\n <html lang='en'>", "it is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "it is a placeholder of Git LFS"),
        (
            b'{"cells": [\n<<<<<<< HEAD\n {}\n=======\n>>>>>>> x\n]}',
            "line 2 is a mark of an unfinished git merge (`<<<<<<< HEAD`)",
        ),
        (b'{"cells": [{"cell_type": "code", "sour', "it ends in the middle"),
        (b'{"cells": [{"cell_type": "code"},', "it ends in the middle"),
        (b'{"cells": [{]}', "it is damaged"),
        (b'{"cells": 5}', "it has no cells"),
        (b"[1]", "it has no cells"),
        (b'{"cells": [], "metadata": {}}', "without a single cell"),
        (b"def f(x):\n    return 1\n", "it is a text, and not a notebook's"),
        (b"\x00\x01\x02", "it is no text"),
        (b'{"cells": ' + b"[" * 20_000, "it "),
    ],
)
def test_what_is_no_notebook_is_named_in_a_readers_words(file, content, reason):
    file.write_bytes(content)
    found = read_notebook(file, POLICY)
    assert reason in found.notes[0] and isinstance(found.notes[0], NeedsHuman)
    assert not found.graded and found.cells == []
    assert not any(word in found.notes[0] for word in ("JSONDecodeError", "Error:", "Traceback"))


def test_another_chapters_notebook_is_named(file):
    file.write_text(json.dumps(NOTEBOOK))
    assert of_assignment(read_notebook(file, POLICY), "11_vae", {"t-f"}).notes == []
    assert of_assignment(read_notebook(file, POLICY), "06_rnn", {"t-f"}).graded  # our cells, whatever the notebook says
    other = of_assignment(read_notebook(file, POLICY), "06_rnn", {"rnn-f"})
    assert other.notes == ["this is the notebook of 11_vae, so nothing in it could be graded for 06_rnn"]
    assert not other.graded and other.cells == []


def test_marks_of_a_merge_inside_a_cell_are_told(file):
    cell = {"cell_type": "code", "source": "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n"}
    file.write_text(json.dumps({"cells": [cell]}))
    assert "unfinished git merge" in of_assignment(read_notebook(file, POLICY), "11_vae", ()).notes[0]


def test_outputs_do_not_make_a_notebook_too_large(file):
    outputs = [{"output_type": "display_data", "data": {"image/png": "A" * (5 << 20)}}]
    file.write_text(json.dumps(NOTEBOOK | {"cells": [CELL | {"outputs": outputs}, TEXT]}))
    assert len(sources(file)) == 2


@pytest.mark.parametrize(
    "content",
    [
        b'{"cells": [' + b'{"source": "x"},' * 20_000 + b"{}]}",
        b'{"cells": [' + b"0," * 400_000 + b"0]}",
        b'{"cells": [{"source": "x", "outputs": [' + b'"ab",' * 100_000 + b'"ab"]}]}',
        b'{"cells": [{"source": "x", "metadata": [' + b'"ab",' * 100_000 + b'"ab"]}]}',
        b'{"cells": [{"source": [' + b'"ab",' * 100_000 + b'"ab"]}]}',
        b'{"x": [' + b'{"a": 1},' * 20_000 + b'{}], "cells": [0]}',
    ],
    ids=["cells", "numbers", "outputs", "metadata", "lines", "others"],
)
def test_a_file_of_small_parts_is_bounded_before_it_is_held(file, monkeypatch, content):
    monkeypatch.setattr(notebook_file, "SMALL", 0)
    file.write_bytes(content)
    tracemalloc.start()
    try:
        found = read_notebook(file, SandboxPolicy(cell_characters=10_000))
        assert tracemalloc.get_traced_memory()[1] < len(content) + 2**21
    finally:
        tracemalloc.stop()
    assert len(found.cells) <= POLICY.notebook_cells


def test_too_many_cells_and_characters_are_left_out_and_a_person_is_told(file, size):
    file.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "x" * 9}] * 7}))
    found = read_notebook(file, SandboxPolicy(notebook_cells=5))
    assert len(found.cells) == 5 and isinstance(found.notes[0], NeedsHuman)
    found = read_notebook(file, SandboxPolicy(notebook_characters=30))
    assert len(found.cells) == 3 and "its cells behind the first 3 were left out" in found.notes[0]
    file.write_text(json.dumps(NOTEBOOK))
    if notebook_file.SMALL == 0:
        with pytest.raises(Unreadable, match="too many parts"):
            read_submitted(file, SandboxPolicy(notebook_parts=10))


@pytest.mark.parametrize("kind", ["link", "pipe", "device", "folder", "linked folder", "linked student", "sparse"])
def test_only_a_plain_file_is_opened(tmp_path, file, kind):
    there = tmp_path / "other" / "11_vae" / "vae.ipynb"
    there.parent.mkdir(parents=True)
    there.write_text(json.dumps(NOTEBOOK))
    if kind == "link":
        file.symlink_to(there)
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "device":
        file.symlink_to("/dev/zero")
    elif kind == "folder":
        file.mkdir()
    elif kind == "sparse":
        with open(file, "wb") as empty:
            empty.truncate(1 << 40)
    else:
        place = file.parent if kind == "linked folder" else file.parent.parent
        place.rename(tmp_path / "moved")
        place.symlink_to(there.parent if kind == "linked folder" else there.parent.parent)
    found = read_notebook(file, POLICY)
    assert not found.graded and found.cells == [], found.notes


@pytest.mark.parametrize("source", ["import " + "a." * 20_000 + "a", "import a" + "\\\n . b" * 5_000])
def test_a_name_of_many_dots_never_reaches_the_parser(source):
    assert not parseable(source)
    assert "a" in names_in(source)


def test_an_f_string_without_end_never_reaches_the_parser():
    assert not parseable("y = f'" + "{x}" * 60_000 + "'")
    assert parseable("y = f'" + "{x}" * 2_000 + "'") and parseable("y = {" + "'a': {}, " * 15_000 + "}")
