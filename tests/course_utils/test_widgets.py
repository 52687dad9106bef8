"""Widgets: what a reader can do with them, and what is left where they do not run."""

import threading

import ipywidgets
import pytest

from course_utils import plotting, widgets
from course_utils.widgets import Choice, Prediction, Slider, explore, predict

CONTROLS = {"m": Slider("mean m of q", -2.0, 2.0, 0.05), "beta": Choice("beta", [0.25, 1, 4])}
START = {"m": 0.5, "beta": 1}


class Recorder:
    """Draws a small figure and remembers the values."""

    def __init__(self):
        self.calls = []

    def __call__(self, **values):
        self.calls.append(values)
        return plotting.figure(size=(1, 1))[1]


def _alt(m, beta):
    return f"m = {m:g}, beta = {beta:g}"


def _displayed(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *data, **options: shown.append(data[0]))
    return shown


def _parts(panel, kind):
    return [part for part in panel.children if isinstance(part, kind)]


def _panel(draw, prediction=None):
    panel, _ = widgets._panel(draw, "Move q", _alt, START, prediction, "It shrinks.", CONTROLS)
    return panel, _parts(panel, ipywidgets.FloatSlider)[0], _parts(panel, ipywidgets.SelectionSlider)[0]


def test_in_static_mode_only_the_figures_are_shown(monkeypatch):
    monkeypatch.setenv("COURSE_STATIC", "1")
    shown, draw = _displayed(monkeypatch), Recorder()
    explore(draw, label="Move q", alt=_alt, static=[START, {"m": 1.0, "beta": 4}], **CONTROLS)
    assert draw.calls == [START, {"m": 1.0, "beta": 4}]
    assert [data["text/plain"] for data in shown] == ["m = 0.5, beta = 1", "m = 1, beta = 4"]


def test_moving_a_control_redraws_with_new_alt_text():
    draw = Recorder()
    panel, slider, choice = _panel(draw)
    assert slider.description == "mean m of q" and (slider.value, choice.value) == (0.5, 1)
    slider.value, choice.value = 1.5, 4
    assert draw.calls == [START, {"m": 1.5, "beta": 1}, {"m": 1.5, "beta": 4}]
    assert 'alt="m = 1.5, beta = 4"' in panel.children[-1].value


def test_an_older_picture_never_overtakes_a_newer_one():
    """JupyterLab may hand two moves to the kernel at once, in threads of their own."""
    drawing, go_on = threading.Event(), threading.Event()

    def draw(m, beta):
        if m == 1.0:
            drawing.set()
            go_on.wait(10)
        return plotting.figure(size=(1, 1))[1]

    panel, slider, _ = _panel(draw)
    older, newer = (threading.Thread(target=setattr, args=(slider, "value", m)) for m in (1.0, 1.5))
    older.start()
    assert drawing.wait(10)
    newer.start()
    newer.join(1)  # time enough to overtake, if it can
    go_on.set()
    older.join(10)
    newer.join(10)
    assert 'alt="m = 1.5, beta = 1"' in _parts(panel, ipywidgets.HTML)[-1].value


def test_the_output_carries_the_widget_and_the_static_figure(monkeypatch):
    shown = _displayed(monkeypatch)
    monkeypatch.setattr(widgets, "_widgets_run", lambda: True)
    explore(Recorder(), label="Move q", alt="a bar", static=START, **CONTROLS)
    assert shown[0].keys() == {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"}


def test_an_error_while_drawing_is_shown_in_place_of_the_figure():
    def draw(m, beta):
        if m > 1:
            raise ZeroDivisionError("m is too <large>")
        return plotting.figure(size=(1, 1))[1]

    panel, slider, _ = _panel(draw)
    slider.value = 1.5
    assert panel.children[-1].value == "<pre>ZeroDivisionError: m is too &lt;large&gt;</pre>"
    slider.value = 0
    assert "<img" in panel.children[-1].value


def test_controls_are_locked_until_a_prediction_is_entered():
    prediction = Prediction("Where is the gap zero?", unit="nats")
    panel, slider, choice = _panel(Recorder(), prediction)
    assert slider.disabled and choice.disabled and "locked" in panel.children[0].value
    _, field, button, answer = prediction.panel().children
    field.value = 0.57
    button.click()
    assert not slider.disabled and not choice.disabled and "0.57 nats" in answer.value
    assert panel.children[0].value == "You predicted: <strong>0.57 nats</strong>. It shrinks."


def test_a_prediction_that_was_entered_before_locks_nothing():
    prediction = Prediction("Where is the gap zero?", unit="nats")
    prediction.enter(0.5)
    panel, slider, choice = _panel(Recorder(), prediction)
    assert not slider.disabled and not choice.disabled and "0.5 nats" in panel.children[0].value


def test_each_choice_is_a_button_that_enters_it():
    prediction = Prediction("Up or down?", choices=["up", "down"])
    _, up, down, answer = prediction.panel().children
    assert prediction.value is None and [up.description, down.description] == ["up", "down"]
    down.click()
    assert prediction.value == "down" and "down" in answer.value
    with pytest.raises(ValueError, match="'left' is not one of the answers: up, down"):
        prediction.enter("left")


def test_static_mode_prints_the_question_and_then_the_result(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    asked = predict("Up or down?", choices=["up", "down"])
    asked.reveal(0.000213, why="the mean divides by 64")
    assert capsys.readouterr().out == (
        "Predict before you run on: Up or down?\n  - up\n  - down\nResult: 0.000213\nWhy: the mean divides by 64\n"
    )


def test_the_guess_stands_beside_the_result(monkeypatch, capsys):
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    asked = Prediction("How large is the KL?", unit="nats")
    asked.reveal(1.76)
    asked.enter(2.0)
    asked.reveal(1.76)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["You predicted: nothing yet", "Result: 1.76 nats", "You predicted: 2 nats", "Result: 1.76 nats"]


@pytest.mark.parametrize("static", [{"m": 0.5}, {"m": 0.5, "beta": 1, "s": 2}, []])
def test_static_values_must_fit_the_controls(static):
    with pytest.raises(ValueError, match="static (names|is empty)"):
        explore(Recorder(), label="Move q", alt="a bar", static=static, **CONTROLS)


def test_a_prediction_is_asked_once(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    _displayed(monkeypatch)
    for ask in (Prediction, predict):
        explore(Recorder(), label="Move q", alt="a bar", static=START, predict=ask("Up or down?"), **CONTROLS)
        assert capsys.readouterr().out == "Predict before you run on: Up or down?\n"
