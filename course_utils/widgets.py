"""Predictions and sliders; where widgets do not run, stable text and static figures.

A slider redraws one picture with alt text. Sliders and buttons are Jupyter's own, which work by keyboard.
"""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_utils import plotting
from course_utils.environment import static as outputs_are_static

# JupyterLab may hand two moves to the kernel at once, in threads of their own. Drawn one after the other, each with the
# current values, the last picture is that of the last move.
_DRAWING = threading.RLock()


@dataclass(frozen=True)
class Slider:
    """A number to move. label: its name with its unit; low, high: ends; step: the smallest move."""

    label: str
    low: float
    high: float
    step: float


@dataclass(frozen=True)
class Choice:
    """One of several values. label: its name; options: the values, or names mapped to values."""

    label: str
    options: Sequence | Mapping[str, object]


class Prediction:
    """What the reader expects to see, entered before the result is shown.

    question: ends in a question mark. choices: the answers to choose from; without them, a number.
    unit: of that number. `value` is None until the reader has entered a prediction.
    """

    def __init__(self, question: str, *, choices: Sequence[str] | None = None, unit: str = "") -> None:
        self.question, self.choices, self.unit = question, tuple(choices or ()), unit
        self.value: float | str | None = None
        self.asked = False
        self._listeners: list[Callable[[], None]] = []

    def enter(self, value: float | str) -> None:
        """Take the prediction and unlock what waits for it. Raises ValueError for an answer that is not offered."""
        if self.choices and value not in self.choices:
            raise ValueError(f"{value!r} is not one of the answers: {', '.join(self.choices)}")
        self.value = value
        for listener in self._listeners:
            listener()

    def when_entered(self, listener: Callable[[], None]) -> None:
        """Call `listener` each time a prediction is entered."""
        self._listeners.append(listener)

    def said(self) -> str:
        """The prediction as text, with its unit; "nothing yet" before there is one."""
        if self.value is None:
            return "nothing yet"
        number = f"{self.value:g}" if isinstance(self.value, (int, float)) else self.value
        return f"{number} {self.unit}".rstrip()

    def reveal(self, result: object, *, why: str = "") -> None:
        """Print the prediction, the result and why they may differ.

        result: a number or a text; numbers are printed to four significant digits.
        """
        shown = f"{result:.4g} {self.unit}".rstrip() if isinstance(result, (int, float)) else str(result)
        if not outputs_are_static():
            print(f"You predicted: {self.said()}")
        print(f"Result: {shown}")
        if why:
            print(f"Why: {why}")

    def text(self) -> str:
        """The question and its answers as plain text."""
        return "\n".join([f"Predict before you run on: {self.question}", *(f"  - {choice}" for choice in self.choices)])

    def ask(self) -> None:
        """Show the question; where widgets do not run, print it."""
        self.asked = True
        if _widgets_run():
            _display(self.panel(), {"text/plain": self.text()}, {})
        else:
            print(self.text())

    def panel(self):
        """The question and its answers as one widget: a button for each choice, or a field for a number and a button.

        Buttons, because arrow keys in radio buttons and lists never reach them: JupyterLab uses them to leave the cell.
        """
        import ipywidgets

        answer, wide = ipywidgets.HTML(), {"width": "auto"}

        def take(value: float | str) -> None:
            self.enter(value)
            answer.value = f"You predicted: <strong>{html.escape(self.said())}</strong>. Now run on."

        if self.choices:
            fields = [ipywidgets.Button(description=choice, layout=wide) for choice in self.choices]
            for button in fields:
                button.on_click(lambda pressed: take(pressed.description))
        else:
            unit = f" ({self.unit})" if self.unit else ""
            number = ipywidgets.FloatText(description=f"Your prediction{unit}", style={"description_width": "initial"})
            enter = ipywidgets.Button(description="Enter prediction")
            enter.on_click(lambda _: take(number.value))
            fields = [number, enter]
        question = ipywidgets.HTML(f"<p><strong>Predict before you run on.</strong> {html.escape(self.question)}</p>")
        return ipywidgets.VBox([question, *fields, answer])


def predict(question: str, *, choices: Sequence[str] | None = None, unit: str = "") -> Prediction:
    """Ask the reader for a prediction, and return it for `reveal` in the next cell.

    Arguments as for Prediction. Where widgets do not run, the question is printed.
    """
    prediction = Prediction(question, choices=choices, unit=unit)
    prediction.ask()
    return prediction


def explore(
    draw: Callable,
    *,
    label: str,
    alt: str | Callable[..., str],
    static: Mapping | Sequence[Mapping],
    predict: Prediction | None = None,
    answer: str = "",
    **controls: Slider | Choice,
) -> None:
    """Redraw a figure as the reader moves the controls; where widgets do not run, show it at fixed values.

    draw: called as draw(**values) with one value per control; returns a figure or its axes.
    label: what the controls are for, shown above them.
    alt: the alt text, or a function of the values that returns it.
    static: the values of the static figure, or several sets of values for several figures; the first set is
        where the controls start.
    predict: a prediction that must be entered before the controls move; then `answer` is shown beside it.
        It is asked here unless an earlier cell has asked it.
    controls: name of the argument of `draw` -> Slider or Choice.
    Raises ValueError if `static` and the controls do not name the same arguments.
    """
    settings = [dict(static)] if isinstance(static, Mapping) else [dict(values) for values in static]
    for values in settings:
        if set(values) != set(controls):
            raise ValueError(f"static names {sorted(values)}, but the controls are {sorted(controls)}")
    if not settings:
        raise ValueError("static is empty: give the values at which the figure is shown without widgets")
    if predict is not None and not predict.asked:
        predict.ask()
    if not _widgets_run():
        for values in settings:
            plotting.show(draw(**values), _alt(alt, values))
        return
    panel, (data, metadata) = _panel(draw, label, alt, settings[0], predict, answer, controls)
    _display(panel, data, metadata)


def _panel(draw, label, alt, start, prediction, answer, controls):
    """The widget, and the static picture (data, metadata) at the start values."""
    import ipywidgets

    moving = {name: _control(control, start[name]) for name, control in controls.items()}
    fallback = plotting.mimebundle(draw(**start), _alt(alt, start))
    picture = ipywidgets.HTML(fallback[0]["text/html"])

    def redraw(_) -> None:
        with _DRAWING:
            values = {name: control.value for name, control in moving.items()}
            try:
                picture.value = plotting.image_html(draw(**values), _alt(alt, values))
            except Exception as error:  # a traceback from here would go to a log that readers do not see
                picture.value = f"<pre>{html.escape(f'{type(error).__name__}: {error}')}</pre>"

    for control in moving.values():
        control.observe(redraw, names="value")
    parts = [ipywidgets.HTML(f"<strong>{html.escape(label)}</strong>"), *moving.values(), picture]
    if prediction is not None:
        parts = [_lock(prediction, answer, moving.values()), *parts]
    return ipywidgets.VBox(parts), fallback


def _lock(prediction: Prediction, answer: str, controls):
    """Disable the controls until the prediction is in; returns the line that says so."""
    import ipywidgets

    line = ipywidgets.HTML("The controls below are locked until you enter a prediction.")
    for control in controls:
        control.disabled = True

    def unlock() -> None:
        for control in controls:
            control.disabled = False
        line.value = f"You predicted: <strong>{html.escape(prediction.said())}</strong>. {html.escape(answer)}"

    prediction.when_entered(unlock)
    if prediction.value is not None:  # entered in an earlier cell
        unlock()
    return line


def _control(control: Slider | Choice, start):
    import ipywidgets

    named: dict[str, Any] = {"description": control.label, "tooltip": control.label}
    named |= {"style": {"description_width": "initial"}, "layout": {"width": "32em"}}
    if isinstance(control, Slider):
        return ipywidgets.FloatSlider(
            value=start, min=control.low, max=control.high, step=control.step, readout_format=".3g", **named
        )
    options = list(control.options.items()) if isinstance(control.options, Mapping) else list(control.options)
    return ipywidgets.SelectionSlider(options=options, value=start, **named)


def _alt(alt: str | Callable[..., str], values: Mapping) -> str:
    return alt if isinstance(alt, str) else alt(**values)


def _widgets_run() -> bool:
    """True in a notebook with a kernel whose outputs are not kept for comparison."""
    from IPython import get_ipython

    return not outputs_are_static() and getattr(get_ipython(), "kernel", None) is not None


def _display(panel, data: dict, metadata: dict) -> None:
    """Display the widget in an output that also carries `data`, for front ends without widgets."""
    from IPython.display import display

    view = panel._repr_mimebundle_()["application/vnd.jupyter.widget-view+json"]
    display({**data, "application/vnd.jupyter.widget-view+json": view}, metadata=metadata, raw=True)
