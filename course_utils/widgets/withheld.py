"""An output that waits for the reader's prediction."""

from __future__ import annotations

import html
import io
import sys
from typing import TYPE_CHECKING, Any, Self

from course_utils.widgets import memory
from course_utils.widgets.outputs import WIDGET, show, widgets_run, with_widget

if TYPE_CHECKING:
    from course_utils.widgets.prediction import Prediction, Result

WAITING = "The result waits for your prediction above."


class Withheld:
    """Keeps what its body prints and draws, and shows all of it, in its order, as one output once that may be seen.

    Where widgets do not run, everything is shown at once. The output is an ordinary one: it stays in the notebook
    when the kernel is gone. A later prediction replaces it.
    """

    def __init__(self, prediction: Prediction) -> None:
        self.prediction, self.entered = prediction, False
        self.parts: list[str | dict | Result] = []
        self._stdout: Any = None
        self._publisher: Any = None
        self._handle: Any = None

    def __enter__(self) -> Self:
        self.entered = True
        if widgets_run():
            from IPython import get_ipython

            shell = get_ipython()
            self._stdout, sys.stdout = sys.stdout, _Printed(self.parts)
            self._publisher, shell.display_pub = shell.display_pub, _Displayed(self.parts, shell.display_pub)
        return self

    def __exit__(self, kind, error, trace) -> None:
        self.entered = False
        if self._stdout is None:
            return
        from IPython import get_ipython

        sys.stdout, get_ipython().display_pub = self._stdout, self._publisher
        if kind is None:
            self._place()

    def add(self, result: Result) -> None:
        """Put the verdict on the prediction here; what stands in it follows later predictions."""
        if self._stdout is not None:
            self.parts.append(result)
            return
        record = {"question": self.prediction.question, "result": result.value, "within": result.within}
        data = {"text/plain": _verdict_text(None, result), "text/html": _verdict_markup(None, result)}
        show({**data, memory.MIME: record})

    def _place(self) -> None:
        """Put the output into the notebook: the result, or a button that asks for it."""
        if self.prediction.open:
            self._handle = show(self._shown(), later=True)
        else:
            import ipywidgets

            line = ipywidgets.HTML(WAITING)
            button = ipywidgets.Button(description="Show me", tooltip="Show the result without a prediction")
            button.on_click(lambda _: self.prediction.show())
            panel = ipywidgets.HBox([line, button]).add_class("course-waiting")
            waiting = {"text/plain": WAITING, "text/html": f"<p>{WAITING} Then run this cell again.</p>"}
            self._handle = show(with_widget(waiting, panel), later=True)
        self.prediction.when_open(self._update)

    def _update(self) -> None:
        self._handle.update(self._shown(), raw=True)

    def _shown(self) -> dict:
        plain, markup = [], []
        for part in self.parts:
            if isinstance(part, str):
                plain.append(part.rstrip("\n"))
                markup.append(f"<pre>{html.escape(plain[-1])}</pre>")
            elif isinstance(part, dict):
                plain.append(part.get("text/plain", ""))
                markup.append(part.get("text/html") or f"<pre>{html.escape(plain[-1])}</pre>")
            else:
                plain.append(_verdict_text(self.prediction, part))
                markup.append(_verdict_markup(self.prediction, part))
        return {"text/plain": "\n".join(plain), "text/html": f'<div class="course-result">{"".join(markup)}</div>'}


def _lines(prediction: Prediction | None, result: Result) -> tuple[str, str]:
    """What is said of the prediction, and the result in words."""
    told = f"Result: {result.told}"
    if prediction is None or prediction.value is None:
        return "", told
    mark = "✓ As you predicted" if result.agrees(prediction.value) else "✗ You predicted"
    return f"{mark}: {prediction.said()}", told


def _verdict_text(prediction: Prediction | None, result: Result) -> str:
    why = f"Why: {result.why}" if result.why else ""
    return "\n".join(filter(None, (*_lines(prediction, result), why)))


def _verdict_markup(prediction: Prediction | None, result: Result) -> str:
    guess, told = _lines(prediction, result)
    lines = [f"<p>{html.escape(guess)}</p>"] if guess else []
    lines.append(f"<p><strong>{html.escape(told)}</strong></p>")
    if result.why:
        lines.append(f"<p>Why: {html.escape(result.why)}</p>")
    return f'<div class="course-verdict" role="status">{"".join(lines)}</div>'


class _Printed(io.TextIOBase):
    """Takes the place of stdout: a run of prints is one part."""

    def __init__(self, parts: list) -> None:
        self.parts = parts

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.parts and isinstance(self.parts[-1], str):
            self.parts[-1] += text
        elif text:
            self.parts.append(text)
        return len(text)


class _Displayed:
    """Takes the place of IPython's publisher; widgets, such as progress bars, go on to it."""

    def __init__(self, parts: list, publisher: Any) -> None:
        self.parts, self.publisher = parts, publisher

    def publish(self, data: dict, metadata: dict | None = None, **how: Any) -> None:
        if WIDGET in data or how.get("update"):
            self.publisher.publish(data, metadata, **how)
        else:
            self.parts.append(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.publisher, name)
