"""A figure that is drawn anew as its controls move; where widgets do not run, a figure at fixed values."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence

from course_utils import plotting
from course_utils.widgets.controls import Choice, Slider, control, label_width
from course_utils.widgets.outputs import show, widgets_run, with_widget
from course_utils.widgets.painter import Painter
from course_utils.widgets.prediction import Prediction


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
    predict: a prediction that is entered before the controls move (or the reader asks to be shown); then `answer` is shown
        beside it. It is asked here unless an earlier cell has asked it.
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
    if not widgets_run():
        for values in settings:
            plotting.show(draw(**values), _alt(alt, values))
        return
    panel, (data, metadata) = _panel(draw, label, alt, settings[0], predict, answer, controls)
    hint = "<p>Run this cell to move the controls.</p>"  # seen where the widget is not: when its kernel has gone
    show(with_widget({**data, "text/html": data["text/html"] + hint}, panel), metadata)


def _panel(draw, label, alt, start, prediction, answer, controls):
    """The widget, and the static picture (data, metadata) at the start values."""
    import ipywidgets

    width = label_width(controls)
    moving = {name: control(asked, start[name], width) for name, asked in controls.items()}
    start = {name: moved.value for name, moved in moving.items()}
    fallback = plotting.mimebundle(draw(**start), _alt(alt, start))
    picture = ipywidgets.HTML(fallback[0]["text/html"]).add_class("course-picture")
    painter = Painter(lambda values: draw(**values), lambda values: _alt(alt, values), picture)
    for moved in moving.values():
        moved.widget.observe(
            lambda _: painter.want({name: moved.value for name, moved in moving.items()}), names="value"
        )
    fields = [moved.widget for moved in moving.values()]
    parts = [ipywidgets.HTML(f"<strong>{html.escape(label)}</strong>"), *fields, picture]
    if prediction is not None:
        parts = [_lock(prediction, answer, fields), *parts]
    return ipywidgets.VBox(parts).add_class("course-explore"), fallback


def _lock(prediction: Prediction, answer: str, fields):
    """Disable the controls until the result may be seen; returns the line that says so, with a button to see it."""
    import ipywidgets

    line = ipywidgets.HTML("The controls wait for your prediction above.")
    button = ipywidgets.Button(description="Show me", tooltip="Unlock the controls without a prediction")
    button.on_click(lambda _: prediction.show())
    for field in fields:
        field.disabled = True

    def unlock() -> None:
        for field in fields:
            field.disabled = False
        button.layout.display = "none"
        guess = (
            "" if prediction.value is None else f"You predicted: <strong>{html.escape(prediction.said())}</strong>. "
        )
        line.value = guess + html.escape(answer)

    prediction.when_open(unlock)
    return ipywidgets.HBox([line, button]).add_class("course-waiting")


def _alt(alt: str | Callable[..., str], values: Mapping) -> str:
    return alt if isinstance(alt, str) else alt(**values)
