"""Widgets: what a reader can do with them, and what is left where they do not run."""

import sys
import threading

import ipywidgets
import pytest

from course_utils import plotting
from course_utils.widgets import Choice, Prediction, Slider, controls, explore, painter, predict

explore_module = sys.modules["course_utils.widgets.explore"]  # the package has a function of that name

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
    panel, _ = explore_module._panel(draw, "Move q", _alt, START, prediction, "It shrinks.", CONTROLS)
    return panel, _parts(panel, ipywidgets.FloatSlider)[0], _parts(panel, ipywidgets.ToggleButtons)[0]


def _settled(panel):
    """The picture, once every move has been drawn."""
    for thread in threading.enumerate():
        if thread.name == painter.THREAD:
            thread.join(10)
    return _parts(panel, ipywidgets.HTML)[-1].value


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
    slider.value = 1.5
    choice.value = 4
    assert 'alt="m = 1.5, beta = 4"' in _settled(panel)
    assert draw.calls[0] == START and draw.calls[-1] == {"m": 1.5, "beta": 4}


def test_of_moves_that_queue_up_only_the_newest_is_drawn():
    """A second of dragging is some thirty moves; drawn one after the other they would take many seconds to settle."""
    drawing, go_on = threading.Event(), threading.Event()
    calls = []

    def draw(m, beta):
        calls.append(m)
        if m == 1.0:
            drawing.set()
            go_on.wait(10)
        return plotting.figure(size=(1, 1))[1]

    panel, slider, _ = _panel(draw)
    slider.value = 1.0
    assert drawing.wait(10)
    for step in range(20):
        slider.value = 1.05 + step * 0.05  # each returns at once: the kernel is free to hear of the next
    go_on.set()
    assert 'alt="m = 2, beta = 1"' in _settled(panel)
    assert calls == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("asked", "start", "kind", "shown"),
    [
        (Slider("layers", 1, 3, 1), 2, ipywidgets.ToggleButtons, ["1", "2", "3"]),
        (Slider("half", 0.0, 1.0, 0.5), 0.5, ipywidgets.ToggleButtons, ["0.0", "0.5", "1.0"]),
        (Slider("mistakes", 0, 18, 1), 6, ipywidgets.IntSlider, "d"),
        (Slider("gamma", 0.0, 0.95, 0.001), 0.36, ipywidgets.FloatSlider, ".3f"),
        (Choice("way", ["left", "right"]), "left", ipywidgets.ToggleButtons, ["left", "right"]),
        (Choice("way", list("abcdef")), "b", ipywidgets.SelectionSlider, list("abcdef")),
    ],
)
def test_the_control_fits_the_choice(asked, start, kind, shown):
    made = controls.control(asked, start, "8em").widget
    assert type(made) is kind and made.value == start
    assert (made.readout_format if hasattr(made, "readout_format") else list(made._options_labels)) == shown


def test_what_is_drawn_gets_the_value_that_is_read():
    assert Slider("m", -2.0, 2.0, 0.05).at(-2.0 + 0.05 * 51) == 0.55
    six = Slider("k", 0, 18, 1).at(5.999999999999999)
    assert six == 6 and isinstance(six, int)


def test_the_labels_of_a_panel_line_up():
    _, slider, choice = _panel(Recorder())
    assert slider.style.description_width == choice.style.description_width != "initial"


def test_the_output_carries_the_widget_and_the_static_figure(monkeypatch):
    shown = _displayed(monkeypatch)
    monkeypatch.setattr(explore_module, "widgets_run", lambda: True)
    monkeypatch.setattr("IPython.get_ipython", lambda: "a shell")
    explore(Recorder(), label="Move q", alt="a bar", static=START, **CONTROLS)
    assert shown[0].keys() == {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"}


def test_an_error_while_drawing_is_shown_in_place_of_the_figure():
    def draw(m, beta):
        if m > 1:
            raise ZeroDivisionError("m is too <large>")
        return plotting.figure(size=(1, 1))[1]

    panel, slider, _ = _panel(draw)
    slider.value = 1.5
    assert _settled(panel) == "<pre>ZeroDivisionError: m is too &lt;large&gt;</pre>"
    slider.value = 0
    assert "<img" in _settled(panel)


def test_controls_are_locked_until_a_prediction_is_entered():
    prediction = Prediction("Where is the gap zero?", unit="nats")
    panel, slider, choice = _panel(Recorder(), prediction)
    line, button = panel.children[0].children
    assert slider.disabled and choice.disabled and "wait for your prediction" in line.value
    prediction.enter(0.57)
    assert not slider.disabled and not choice.disabled and button.layout.display == "none"
    assert line.value == "You predicted: <strong>0.57 nats</strong>. It shrinks."


def test_the_controls_can_be_had_without_a_prediction():
    prediction = Prediction("Where is the gap zero?", unit="nats")
    panel, slider, _ = _panel(Recorder(), prediction)
    line, button = panel.children[0].children
    button.click()
    assert not slider.disabled and line.value == "It shrinks." and prediction.record()["shown"]


def test_a_prediction_that_was_entered_before_locks_nothing():
    prediction = Prediction("Where is the gap zero?", unit="nats")
    prediction.enter(0.5)
    panel, slider, choice = _panel(Recorder(), prediction)
    assert not slider.disabled and not choice.disabled and "0.5 nats" in panel.children[0].children[0].value


@pytest.mark.parametrize("static", [{"m": 0.5}, {"m": 0.5, "beta": 1, "s": 2}, []])
def test_static_values_must_fit_the_controls(static):
    with pytest.raises(ValueError, match="static (names|is empty)"):
        explore(Recorder(), label="Move q", alt="a bar", static=static, **CONTROLS)


def test_a_prediction_is_asked_once(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    _displayed(monkeypatch)
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    for ask in (Prediction, predict):
        explore(Recorder(), label="Move q", alt="a bar", static=START, predict=ask("Up or down?"), **CONTROLS)
        assert capsys.readouterr().out == "Your prediction: Up or down?\n"
