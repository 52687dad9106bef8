"""The question with its buttons, and below it the line that says what was predicted, which the notebook keeps."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import ipywidgets

from course_utils.widgets import memory
from course_utils.widgets.controls import choosing
from course_utils.widgets.outputs import show, with_widget

if TYPE_CHECKING:
    from course_utils.widgets.prediction import Prediction


def ask(prediction: Prediction) -> None:
    """Show the question and the line below it, and keep the line up to date."""
    hint = "<p>Run this cell to answer.</p>"  # seen where the widget is not: when its kernel has gone
    text = {"text/plain": prediction.text(), "text/html": prediction.markup() + hint}
    show(with_widget(text, question(prediction)))
    line = show(_line(prediction), later=True)
    prediction.panel = lambda: line.update(_line(prediction), raw=True)


def question(prediction: Prediction) -> ipywidgets.VBox:
    """The question and its answers as one widget: a button for each choice, or a field for a number and a button."""
    asked = ipywidgets.HTML(f"<p><strong>Your prediction:</strong> {html.escape(prediction.question)}</p>")
    fields = _buttons(prediction) if prediction.choices else _field(prediction)
    return ipywidgets.VBox([asked, fields]).add_class("course-question")


def _buttons(prediction: Prediction) -> Any:
    chosen = choosing(list(prediction.choices), prediction.value)

    def choose(change) -> None:
        if change.new is not None:
            prediction.enter(change.new)

    chosen.observe(choose, names="value")
    return chosen


def _field(prediction: Prediction) -> Any:
    # A text field: a number field of Jupyter's starts at 0, as if somebody had said so.
    label = "Your number" + (f" ({prediction.unit})" if prediction.unit else "")
    known = "" if prediction.value is None else f"{prediction.value:g}"
    number = ipywidgets.Text(
        continuous_update=False,
        value=known,
        description=label,
        style={"description_width": "initial"},
        layout={"width": "20em"},
    )
    button, complaint = ipywidgets.Button(description="Predict"), ipywidgets.HTML()

    def take(_) -> None:
        try:
            prediction.enter(float(number.value.strip().rstrip("%").replace(",", "")))
            complaint.value = ""
        except ValueError:
            complaint.value = "Please enter a number, such as 12 or 0.5."

    button.on_click(take)
    number.observe(take, names="value")  # when the reader leaves the field, or presses Enter
    return ipywidgets.HBox([number, button, complaint]).add_class("course-number")


def _line(prediction: Prediction) -> dict:
    """The output that says what was predicted, to the reader, to a later kernel and to the class report."""
    if prediction.value is not None:
        told = f"You predicted: {prediction.said()}"
    else:
        told = "Shown without a prediction." if prediction.shown else "No prediction yet."
    markup = f'<p class="course-predicted" role="status">{html.escape(told)}</p>'
    return {"text/plain": told, "text/html": markup, memory.MIME: prediction.record()}
