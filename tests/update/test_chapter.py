"""What a reader wrote moves into the cells of a new release, on real chapters."""

import copy

import pytest

from tests.update.chapters import added, answered, find, place, released, rows, updated

FIT, SIGMOID, BOUND = "perceptron-perceptron_fit", "perceptron-sigmoid", "perceptron-novikoff_bound"
MOVED = ("moved", "", False)


def test_the_same_release_again_changes_nothing():
    theirs = answered()
    result = updated(theirs, released())
    assert result.cells == theirs["cells"]
    assert set(rows(result).values()) == {MOVED}


def test_a_mended_text_and_a_mended_docstring_reach_the_reader_and_the_answer_stays():
    theirs, new = answered(), released()
    prose, stub = find(new, "what-you-have-learnt-1"), find(new, FIT)
    prose["source"] = prose["source"].replace("a point on one side", "each point on one side")
    stub["source"] = stub["source"].replace("the step size, positive", "the size of a step, positive")
    result = updated(theirs, new)
    answer = find(result.cells, FIT)
    assert answer["source"] == find(theirs, FIT)["source"].replace(
        "the step size, positive", "the size of a step, positive"
    )
    assert find(result.cells, "what-you-have-learnt-1") == prose
    assert rows(result)["perceptron_fit"] == ("moved", "with its docstring as it is now", False)
    (row,) = [row for row in result.rows if row.diff]
    assert "+    y: [n], labels +1 and -1. Neither is changed. eta: the size of a step, positive." in row.diff
    assert find(result.cells, f"{FIT}-check")["outputs"] == []  # its result speaks of the former exercise
    assert find(result.cells, f"{SIGMOID}-check")["outputs"] == find(theirs, f"{SIGMOID}-check")["outputs"]


def test_a_docstring_that_the_reader_has_rewritten_stays():
    theirs, new = answered(), released()
    find(theirs, FIT)["source"] = find(theirs, FIT)["source"].replace("Perceptron learning", "My perceptron")
    find(new, FIT)["source"] = find(new, FIT)["source"].replace("the step size", "the size of a step")
    result = updated(theirs, new)
    assert find(result.cells, FIT)["source"] == find(theirs, FIT)["source"]
    assert rows(result)["perceptron_fit"] == ("moved", "its docstring has changed", True)


def test_a_changed_signature_keeps_the_code_and_wants_to_be_looked_at():
    theirs, new = answered(), released()
    find(new, FIT)["source"] = find(new, FIT)["source"].replace(
        "eta: float = 1.0, max_updates: int = 10000", "limit: int = 10000, eta: float = 1.0"
    )
    result = updated(theirs, new)
    assert find(result.cells, FIT)["source"] == find(theirs, FIT)["source"]
    said = "`perceptron_fit(X, y, eta=1.0, max_updates=10000)` is now `perceptron_fit(X, y, limit=10000, eta=1.0)`"
    assert rows(result)["perceptron_fit"] == ("moved", said, True)


def test_an_exercise_that_moved_to_another_section_takes_its_answer_and_the_readers_cells_along():
    theirs, new = answered(), released()
    theirs["cells"].insert(place(theirs, SIGMOID) + 1, added("sigmoid(np.zeros(3))", "mine"))
    theirs["cells"].insert(place(theirs, SIGMOID), added("def squash(z): return z", "helper"))
    find(theirs, SIGMOID)["source"] += "\n# squash"
    pair = [find(new, SIGMOID), find(new, f"{SIGMOID}-check")]
    new["cells"] = [cell for cell in new["cells"] if cell not in pair]
    new["cells"][place(new, BOUND) : place(new, BOUND)] = pair
    result = updated(theirs, new)
    at = place(result.cells, SIGMOID)
    assert [cell["id"] for cell in result.cells[at - 1 : at + 3]] == ["helper", SIGMOID, "mine", f"{SIGMOID}-check"]
    assert find(result.cells, SIGMOID)["source"] == find(theirs, SIGMOID)["source"]
    assert rows(result)["sigmoid"] == MOVED
    assert rows(result)["2 cells of your own"][0] == "kept where they stood"


def test_a_renamed_exercise_is_known_by_its_stub():
    theirs, new = answered(), released()
    for cell in (find(new, FIT), find(new, f"{FIT}-check")):
        for part in (cell, cell["metadata"]["nbgrader"]):
            part.update(
                {k: v.replace("perceptron_fit", "learn") for k, v in part.items() if k in ("id", "grade_id", "source")}
            )
    result = updated(theirs, new)
    assert find(result.cells, "perceptron-learn")["source"] == find(theirs, FIT)["source"]
    assert rows(result)["learn"] == ("moved", "`learn` is asked for, which your cell does not define", True)


def test_a_new_name_of_the_cell_alone_loses_nothing():
    theirs, new = answered(), released()
    for cell in (find(new, FIT), find(new, f"{FIT}-check")):
        cell["id"] = cell["metadata"]["nbgrader"]["grade_id"] = cell["id"].replace("perceptron_fit", "x7")
    result = updated(theirs, new)
    assert find(result.cells, "perceptron-x7")["source"] == find(theirs, FIT)["source"]


def test_an_exercise_that_is_gone_is_kept_in_a_marked_cell_near_where_it_was():
    theirs, new = answered(), released()
    new["cells"] = [cell for cell in new["cells"] if not cell["id"].startswith(SIGMOID)]
    result = updated(theirs, new)
    (kept,) = [cell for cell in result.cells if "kept" in cell["metadata"].get("tags", ())]
    assert find(theirs, SIGMOID)["source"] in kept["source"]
    assert kept["cell_type"] == "markdown"  # it cannot run by accident
    assert result.cells[result.cells.index(kept) - 1]["id"] == "labels-that-nothing-separates-9"
    assert rows(result)["sigmoid"][0::2] == ("kept in a marked cell", True)
    assert updated({"cells": result.cells}, new, before=new).cells == result.cells


def test_of_an_exercise_split_in_two_nothing_is_lost():
    theirs, new = answered(), released()
    first = find(new, FIT)
    at = place(new, FIT)
    halves = []
    for name in ("one_pass", "many_passes"):
        half = copy.deepcopy(first)
        half["id"] = half["metadata"]["nbgrader"]["grade_id"] = f"perceptron-{name}"
        half["source"] = f'def {name}(w):\n    """Something new."""\n    raise NotImplementedError'
        halves.append(half)
    new["cells"][at : at + 2] = halves
    result = updated(theirs, new)
    assert any(find(theirs, FIT)["source"] in cell["source"] for cell in result.cells)
    assert any(row.look for row in result.rows)


def test_changed_points_are_said_and_the_old_result_goes():
    theirs, new = answered(), released()
    find(new, f"{SIGMOID}-check")["metadata"]["nbgrader"]["points"] = 3
    result = updated(theirs, new)
    assert rows(result)["sigmoid"] == ("moved", "2 points are now 3", False)
    assert find(result.cells, f"{SIGMOID}-check")["outputs"] == []
    assert find(result.cells, f"{SIGMOID}-check")["metadata"]["nbgrader"]["points"] == 3


def test_other_cases_of_a_check_are_said_and_the_old_result_goes():
    result = updated(answered(), released(), checks=frozenset({"perceptron.sigmoid"}))
    assert rows(result)["sigmoid"][1] == "its check asks for something else: run it"
    assert find(result.cells, f"{SIGMOID}-check")["outputs"] == []


def test_a_written_answer_moves_with_its_pictures():
    theirs, new = answered(), released()
    mine = find(theirs, "perceptron-written")
    mine.update(source="My own words ![a](attachment:a.png)", attachments={"a.png": {"image/png": "AA=="}})
    find(new, "in-your-own-words-1")["source"] += "\n\nSay it in other words."
    find(new, "perceptron-written")["source"] = "*Write here.*"
    result = updated(theirs, new)
    assert rows(result)["your own words"] == MOVED
    assert find(result.cells, "perceptron-written")["source"] == mine["source"]
    assert find(result.cells, "perceptron-written")["attachments"] == mine["attachments"]


def test_a_prediction_stays_where_its_question_is_the_same():
    theirs, new = answered(), released()
    name, other = "the-perceptron-at-work-7", "what-no-line-can-do-2"
    for mine in (find(theirs, name), find(theirs, other)):
        mine["outputs"] = [{"output_type": "display_data", "data": {"text/plain": "17"}, "metadata": {}}]
        mine["metadata"]["guess"] = 17
    find(new, name)["source"] = find(new, name)["source"].replace('unit="mistakes"', 'unit="updates"')
    find(new, other)["source"] = find(new, other)["source"].replace("One sweep through", "Two sweeps through")
    cells = updated(theirs, new).cells
    assert find(cells, name)["metadata"]["guess"] == 17
    assert find(cells, name)["outputs"] == find(theirs, name)["outputs"]
    assert 'unit="updates"' in find(cells, name)["source"]
    assert find(cells, other) == find(new, other)


DEMO = "why-it-must-stop-2"


def test_a_demonstration_that_the_reader_has_changed_stays_so():
    theirs = answered()
    find(theirs, DEMO)["source"] += "\n    print('mine')"
    result = updated(theirs, released())
    assert find(result.cells, DEMO)["source"] == find(theirs, DEMO)["source"]
    assert rows(result)["1 cell that you changed"] == ("kept as you had them", "", False)


@pytest.mark.parametrize("texts", [True, False])
def test_a_cell_that_both_have_changed_is_joined_or_kept_beside(texts):
    theirs, new = answered(), released()
    find(theirs, DEMO)["source"] += "\n    print('mine')"
    find(new, DEMO)["source"] = find(new, DEMO)["source"].replace("two points", "both points")
    result = updated(theirs, new, texts=texts)
    here, below = result.cells[place(result.cells, DEMO) :][:2]
    if texts:
        assert here["source"] == find(new, DEMO)["source"] + "\n    print('mine')"
    else:
        assert here == find(new, DEMO)
        assert find(theirs, DEMO)["source"] in below["source"]


def test_a_provided_helper_that_changed_is_the_new_one_and_a_changed_copy_of_it_is_kept():
    theirs, new = answered(), released()
    find(theirs, "perceptron-bug-hunt")["source"] += "\nprint('I was here')"
    result = updated(theirs, new)
    here, below = result.cells[place(result.cells, "perceptron-bug-hunt") :][:2]
    assert here == find(new, "perceptron-bug-hunt")
    assert "I was here" in below["source"]


def test_cells_that_the_reader_deleted_are_here_again():
    theirs = answered()
    del theirs["cells"][place(theirs, DEMO)]
    result = updated(theirs, released())
    assert find(result.cells, DEMO) == find(released(), DEMO)
    assert rows(result)["1 cell that you deleted"][0] == "here again"


def test_an_answer_in_a_cell_of_the_readers_own_takes_the_place_of_the_deleted_one():
    theirs = answered()
    text = find(theirs, FIT)["source"]
    theirs["cells"][place(theirs, FIT)] = added(text, "mine")
    result = updated(theirs, released())
    assert find(result.cells, FIT)["source"] == text
    assert "mine" not in {cell["id"] for cell in result.cells}


def test_a_notebook_without_any_names_is_known_by_texts_and_functions():
    theirs = answered()
    for cell in theirs["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    result = updated(theirs, released())
    for name in (FIT, SIGMOID, BOUND):
        assert find(result.cells, name)["source"] == find(answered(), name)["source"]


def test_a_copied_cell_is_the_readers_own_and_no_second_answer():
    theirs = answered()
    copied = copy.deepcopy(find(theirs, FIT)) | {"id": "copied", "source": "# tried first"}
    theirs["cells"].insert(place(theirs, FIT), copied)
    result = updated(theirs, released())
    at = place(result.cells, "copied")
    assert result.cells[at]["metadata"] == {} and result.cells[at + 1]["id"] == FIT
    assert find(result.cells, FIT)["source"] == find(theirs, FIT)["source"]


def test_code_that_is_no_python_moves_as_it_is():
    theirs, new = answered(), released()
    find(theirs, FIT)["source"] = "def perceptron_fit(X, y:\n    still thinking"
    find(new, FIT)["source"] = find(new, FIT)["source"].replace("the step size", "the size of a step")
    result = updated(theirs, new)
    assert find(result.cells, FIT)["source"] == "def perceptron_fit(X, y:\n    still thinking"
    assert rows(result)["perceptron_fit"][2]
