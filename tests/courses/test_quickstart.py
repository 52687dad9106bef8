"""nbgrader's quickstart course earns the same with ours as with stock nbgrader."""

from __future__ import annotations

import pytest

from .quickstart import PS1, PS2

pytestmark = pytest.mark.sandbox
OURS = pytest.mark.parametrize("way", ["hook", "own"])
PLAIN = {
    "problem1": ["correct_squares", "squares_invalid_input", "correct_sum_of_squares", "sum_of_squares_uses_squares"],
    "problem2": [],
}


@OURS
def test_every_grade_is_the_one_that_stock_nbgrader_gives(three_ways, way):
    grades = three_ways[way].grades()
    assert grades == three_ways["stock"].grades()
    assert {key.split()[0] for key in grades} == {"solution", *PS1, *PS2}


@OURS
def test_every_comment_is_the_one_that_stock_nbgrader_gives(three_ways, way):
    assert three_ways[way].comments() == three_ways["stock"].comments()


def test_the_course_has_every_kind_of_score(three_ways):
    grades = three_ways["stock"].grades()
    assert {score for score, *_ in grades.values()} >= {None, 0.0, 0.5, 1.0, 2.0, 2.5, 5.0}
    right = {key for key, (score, _, worth) in grades.items() if score == worth}
    by_hand = {key for key, (score, *_) in grades.items() if score is None}
    assert {key for key in grades if key.startswith("solution")} - right - by_hand == {"solution ps2 settings"}
    assert all(score in (0.0, None) for key, (score, *_) in grades.items() if key.startswith("untouched"))


@OURS
def test_plain_tests_are_marked_and_cells_for_a_person_are_not(three_ways, way):
    for name, plain in PLAIN.items():
        grading = three_ways[way].notebook("wrong", "ps1", name)["metadata"]["grading"]
        assert grading == {"notes": [], "verdicts": [], "plain": plain}


@OURS
def test_nothing_was_mended_where_nothing_was_broken(three_ways, way):
    """Hidden tests, an instructor's file over the student's, and edited cells that are the student's are no news."""
    for path, notebook in three_ways[way].notebooks().items():
        assert notebook["metadata"]["grading"]["notes"] == [], path


def test_the_hook_and_the_command_write_the_same_cells(three_ways):
    own, hook = three_ways["own"].notebooks(), three_ways["hook"].notebooks()
    assert own.keys() == hook.keys() == three_ways["stock"].notebooks().keys()
    for path in own:
        for ours, theirs in zip(own[path]["cells"], hook[path]["cells"], strict=True):
            assert ours["source"] == theirs["source"]
            assert _shown(ours) == _shown(theirs), (path, ours["id"])


def _shown(cell: dict) -> list:
    """Outputs, but for what %%time has measured."""
    return [output for output in cell.get("outputs", []) if "Wall time" not in "".join(output.get("text", []))]


@OURS
def test_the_instructors_files_lie_over_the_students(three_ways, way):
    for graded in (three_ways["stock"], three_ways[way]):
        folder = graded.root / "autograded/quiet/ps2"
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".ipynb", ".pyc")
        }
        assert files.keys() == {"helper.py", "mine.py", "settings.py", "data/rows.txt", "timestamp.txt"}
        assert files["helper.py"] == b"LIMIT = 10\n"
        assert files["settings.py"] == b"CHOICE = 1\n"
