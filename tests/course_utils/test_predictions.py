"""Predictions: what is withheld until one is made, what is kept of it, and what can be told from a stored one."""

import json

import ipywidgets
import pytest

from course_utils import plotting
from course_utils.widgets import memory, outputs, panel, prediction, withheld
from course_utils.widgets.prediction import Prediction, predict

UP_OR_DOWN = {"question": "Up or down?", "choices": ["up", "down"]}


class Notebook:
    """Stands in for the kernel's front end: the outputs of the cell that is run, as they are after all updates."""

    def __init__(self):
        self.outputs = []

    def show(self, data, metadata=None, *, later=False):
        self.outputs.append(data)
        return Handle(self.outputs, len(self.outputs) - 1)

    def publish(self, data, metadata=None, **how):
        self.outputs.append(data)

    @property
    def seen(self):
        return "\n".join(data["text/plain"] for data in self.outputs)


class Handle:
    def __init__(self, outputs, place):
        self.outputs, self.place = outputs, place

    def update(self, data, raw):
        self.outputs[self.place] = data


@pytest.fixture
def notebook(monkeypatch):
    made = Notebook()
    shell = type("Shell", (), {"display_pub": made, "kernel": True, "user_ns": {}})()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    for module in (prediction, withheld, panel):
        monkeypatch.setattr(module, "show", made.show)
    for module in (prediction, withheld):
        monkeypatch.setattr(module, "widgets_run", lambda: True)
    monkeypatch.setattr(prediction, "_ASKED", {})
    memory._saved.cache_clear()
    yield made
    memory._saved.cache_clear()


def test_run_all_shows_neither_number_nor_picture(notebook, monkeypatch):
    monkeypatch.setattr("IPython.display.display", lambda data, metadata, raw: notebook_publish(data))
    asked = Prediction("How many mistakes?", unit="mistakes")

    def notebook_publish(data):
        import IPython

        IPython.get_ipython().display_pub.publish(data)

    with asked.withheld():
        computed = 18
        print("weights -4 3 2")
        plotting.show(plotting.figure(size=(1, 1))[1], alt="the curve ends at 18")
        asked.reveal(computed, why="the bound covers the worst case")
        print("all orders: 9 to 18")
    assert notebook.seen == withheld.WAITING and computed == 18

    asked.enter(12)
    assert notebook.outputs[0]["text/plain"].split("\n") == [
        "weights -4 3 2",
        "the curve ends at 18",
        "✗ You predicted: 12 mistakes",
        "Result: 18 mistakes",
        "Why: the bound covers the worst case",
        "all orders: 9 to 18",
    ]
    assert "<img" in notebook.outputs[0]["text/html"] and outputs.WIDGET not in notebook.outputs[0]
    asked.enter(18)
    assert "✓ As you predicted: 18 mistakes" in notebook.seen and "12" not in notebook.seen


def test_the_result_can_be_had_without_a_prediction(notebook):
    asked = Prediction(**UP_OR_DOWN)
    asked.reveal("down", why="everything falls")
    assert notebook.seen == withheld.WAITING
    asked.show()
    assert notebook.seen == "Result: down\nWhy: everything falls"
    asked.enter("up")
    assert "✗ You predicted: up" in notebook.seen


def test_a_cell_that_fails_shows_no_part_of_the_result(notebook):
    asked = Prediction(**UP_OR_DOWN)
    with pytest.raises(NotImplementedError), asked.withheld():
        print("halfway down")
        raise NotImplementedError
    assert notebook.outputs == []


def test_the_guess_that_counts_is_the_last_one_before_the_result(notebook):
    asked = Prediction(**UP_OR_DOWN)
    asked.enter("up")
    asked.enter("down")
    assert asked.record() == {"question": "Up or down?", "guess": "down", "now": "down", "shown": False}
    asked.reveal("up")
    asked.enter("up")
    assert asked.record() == {"question": "Up or down?", "guess": "down", "now": "up", "shown": False}


def test_a_guess_after_show_me_does_not_count(notebook):
    asked = Prediction(**UP_OR_DOWN)
    asked.reveal("up")
    asked.show()
    asked.enter("up")
    assert asked.record() == {"question": "Up or down?", "guess": None, "now": "up", "shown": True}


@pytest.mark.parametrize(
    ("result", "how", "right", "wrong"),
    [
        (18, {}, 18, 17),
        (7.5, {}, 8, 9),
        (7.5, {"within": 2.5}, 10, 10.1),
        (-0.5, {}, -0.54, 0.5),
        (0.0, {}, 0, 0.1),
    ],
)
def test_how_near_a_number_has_to_come(notebook, result, how, right, wrong):
    asked = Prediction("How large?")
    asked.reveal(result, **how)
    for guess, mark in ((right, "✓"), (wrong, "✗")):
        asked.enter(guess)
        assert notebook.seen.startswith(mark)


def test_a_result_that_nobody_could_predict_is_refused():
    with pytest.raises(ValueError, match="'left' is not one of the choices: up, down"):
        Prediction(**UP_OR_DOWN).reveal("left")
    with pytest.raises(ValueError, match="'left' is not one of the answers: up, down"):
        Prediction(**UP_OR_DOWN).enter("left")
    with pytest.raises(ValueError, match="is not one of the answers: a number"):
        Prediction("How many?").enter(float("nan"))


def test_the_chosen_answer_is_pressed_and_a_number_has_no_first_value():
    asked = Prediction(**UP_OR_DOWN)
    buttons = panel.question(asked).children[1]
    assert isinstance(buttons, ipywidgets.ToggleButtons) and buttons.value is None
    buttons.value = "down"
    assert asked.value == "down"

    asked = Prediction("How many?", unit="mistakes")
    field, button, complaint = panel.question(asked).children[1].children
    assert (field.value, field.description) == ("", "Your number (mistakes)")
    button.click()
    assert asked.value is None and complaint.value == "Please enter a number, such as 12 or 0.5."
    field.value = "1,000"
    button.click()
    assert asked.value == 1000 and complaint.value == ""


def test_the_notebook_keeps_what_was_predicted(notebook):
    asked = predict(**UP_OR_DOWN)
    assert notebook.outputs[1]["text/plain"] == "No prediction yet."
    asked.enter("up")
    kept = notebook.outputs[1]
    assert kept["text/plain"] == "You predicted: up" and kept[memory.MIME]["guess"] == "up"


def test_asked_again_in_the_same_kernel_the_answer_is_known(notebook):
    first = predict(**UP_OR_DOWN)
    first.reveal("down")
    first.enter("up")
    assert predict(**UP_OR_DOWN) is first
    assert notebook.outputs[-1]["text/plain"] == "You predicted: up"


def saved(folder, monkeypatch, *records, raw=None):
    """A notebook in the kernel's folder with these records in its outputs."""
    cells = [{"cell_type": "markdown"}, *({"outputs": [{"data": {memory.MIME: record}}]} for record in records)]
    (folder / "vae.ipynb").write_text(raw if raw is not None else json.dumps({"cells": cells}))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("JPY_SESSION_NAME", "elsewhere/notebooks/vae.ipynb")


def test_after_a_restart_the_notebook_knows_the_former_guess(notebook, tmp_path, monkeypatch):
    saved(tmp_path, monkeypatch, {"question": "Up or down?", "guess": "up", "now": "down", "shown": False})
    asked = predict(**UP_OR_DOWN)
    asked.reveal("down")
    assert (asked.counted, asked.value) == ("up", "down")
    assert notebook.outputs[-1]["text/plain"].startswith("✓ As you predicted: down")


@pytest.mark.parametrize(
    "record",
    [
        {"question": "Up or down?", "guess": "left", "now": ["down"], "shown": "yes"},
        {"question": "Up or down?"},
        {"question": ["Up or down?"], "guess": "up"},
        "nonsense",
        None,
    ],
)
def test_a_damaged_record_is_no_prediction(notebook, tmp_path, monkeypatch, record):
    saved(tmp_path, monkeypatch, record)
    asked = predict(**UP_OR_DOWN)
    assert (asked.counted, asked.value, asked.shown) == (None, None, False)


@pytest.mark.parametrize("raw", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"outputs": [1, {"data": 2}]}, 4]}'])
def test_a_damaged_notebook_is_no_prediction(notebook, tmp_path, monkeypatch, raw):
    saved(tmp_path, monkeypatch, raw=raw)
    assert predict(**UP_OR_DOWN).value is None


def test_stored_outputs_show_question_and_result(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    asked = predict(**UP_OR_DOWN)
    with asked.withheld():
        print("computed")
        asked.reveal("down", told="down, by 3", why="the mean divides by 64")
    assert capsys.readouterr().out == (
        "Your prediction: Up or down?\n  - up\n  - down\ncomputed\nResult: down, by 3\nWhy: the mean divides by 64\n"
    )
