"""Draws what a reader asks for while it is asked for: of moves that queue up, only the newest is drawn."""

from __future__ import annotations

import contextvars
import html
import threading
from collections.abc import Callable
from typing import Any

from course_utils import plotting

# One picture at a time, whichever widget asks: matplotlib's caches are not made for two threads.
_DRAWING = threading.RLock()
THREAD = "course-painter"


class Painter:
    """Puts pictures into an HTML widget.

    draw: from the controls' values to a figure or its axes; alt: from the values to its alt text.
    A move is answered by a picture in the pixels of the screen, drawn where the last one had its axes; when no further move
    has come, the same figure follows in the pixels of print.
    """

    def __init__(self, draw: Callable[[dict], Any], alt: Callable[[dict], str], picture: Any) -> None:
        self.draw, self.alt, self.picture = draw, alt, picture
        self.layout = plotting.Layout()
        self.thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._wanted: dict | None = None

    def want(self, values: dict) -> None:
        """Draw these values soon, unless newer ones come first. Returns at once, so that the kernel hears of those."""
        with self._lock:
            self._wanted = values
            if self.thread is None:
                # In the caller's context: the kernel reads there which cell a message belongs to.
                work = contextvars.copy_context().run
                self.thread = threading.Thread(target=work, args=(self._work,), daemon=True, name=THREAD)
                self.thread.start()

    def _work(self) -> None:
        while (values := self._next()) is not None:
            with _DRAWING:
                self._paint(values)

    def _next(self) -> dict | None:
        with self._lock:
            values, self._wanted = self._wanted, None
            if values is None:
                self.thread = None
            return values

    def _paint(self, values: dict) -> None:
        try:
            figure, alt = self.draw(values), self.alt(values)
            self.picture.value = plotting.quick_html(figure, alt, self.layout)
            if self._wanted is None:
                self.picture.value = plotting.image_html(figure, alt)
        except Exception as error:  # a traceback from here would go to a log that readers do not see
            self.picture.value = f"<pre>{html.escape(f'{type(error).__name__}: {error}')}</pre>"
