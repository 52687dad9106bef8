"""The score of a cell is what nbgrader's own function makes of it."""

from itertools import product

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.utils import compute_checksum, determine_grade

from grader.submission.scoring import TooManyPoints, auto_score, checksum
from tests.small_course import about

VALUES = (
    "3",
    "0",
    "4",
    "0.5",
    "4.000001",
    "-1",
    "-0.0",
    "nan",
    "inf",
    "1e-3",
    "1_0",
    " 2 ",
    "2\n",
    "²",
    "'3'",
    "None",
    "[3]",
    "3\n4",
    "True",
    " ",
)
OTHERS = {
    "nothing": [],
    "printed": [new_output("stream", name="stdout", text="3")],
    "warned": [new_output("stream", name="stderr", text="careful")],
    "raised": [new_output("error", ename="E", evalue="", traceback=[])],
    "drawn": [new_output("display_data", data={"text/plain": "9"})],
}


def value(text):
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


def stock(cell):
    try:
        return determine_grade(cell)[0]
    except ValueError:
        return TooManyPoints


def ours(cell, released=None):
    try:
        return auto_score(cell, released)
    except TooManyPoints:
        return TooManyPoints


@pytest.mark.parametrize("points", [4, 0, 0.5])
def test_every_mixture_of_outputs(points):
    pieces = [*OTHERS.values(), *([value(text)] for text in VALUES)]
    found = set()
    for first, second in product(pieces, pieces):
        cell = new_code_cell(
            "f(1)", metadata=about("test", grade=True, locked=True, points=points), outputs=[*first, *second]
        )
        assert ours(cell) == stock(cell), cell.outputs
        found.add(stock(cell))
    assert {0.0, points, TooManyPoints} <= found


@pytest.mark.parametrize("make", [new_code_cell, new_markdown_cell])
@pytest.mark.parametrize(
    "flags", [{"solution": True, "points": 3}, {"solution": True, "points": 2.5}, {"locked": True, "points": 3}]
)
def test_written_answers_and_checksums(make, flags):
    cell = make("Für dich: α", metadata=about("essay", grade=True, **flags))
    released = compute_checksum(cell)
    assert checksum(cell) == released
    cell.metadata.nbgrader["checksum"] = released
    assert ours(cell, released) == stock(cell)
    cell.source += "."
    assert checksum(cell) == compute_checksum(cell) != released
    assert ours(cell, released) == stock(cell)


@pytest.mark.parametrize(
    "flags", [{"solution": True}, {"locked": True}, {}, {"solution": True, "locked": True}, {"task": True, "points": 2}]
)
def test_checksums_of_cells_without_a_grade(flags):
    cell = new_code_cell("x = 1", metadata=about("cell", **flags))
    assert checksum(cell) == compute_checksum(cell)
