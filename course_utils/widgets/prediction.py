"""What a reader expects to see, and the result, which waits for it."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course_utils.widgets import memory
from course_utils.widgets.outputs import show, widgets_run
from course_utils.widgets.withheld import Withheld

Answer = float | str
NEAR = 0.1  # of the result: as near as a predicted number has to come to a measured one
_ASKED: dict[str, Prediction] = {}


@dataclass(frozen=True)
class Result:
    """What came out. told: the same in words; why: why; within: how far off a number may be and still be right."""

    value: Answer
    told: str
    why: str
    within: float

    def agrees(self, guess: Answer) -> bool:
        """Was this guess right?"""
        if isinstance(self.value, str) or isinstance(guess, str):
            return guess == self.value
        return abs(guess - self.value) <= self.within + 1e-9 * abs(self.value)


class Prediction:
    """What the reader expects to see, entered before the result is shown.

    question: what is asked. choices: the answers to choose from; without them, a number.
    unit: of that number. `value` is the last answer, `counted` the last one before the result was seen; both are
    None until the reader has entered a prediction. `shown`: the reader asked to see the result without one.
    """

    def __init__(self, question: str, *, choices: Sequence[str] | None = None, unit: str = "") -> None:
        self.question, self.choices, self.unit = question, tuple(choices or ()), unit
        self.value: Answer | None = None
        self.counted: Answer | None = None
        self.asked = self.shown = self.seen = False
        self.panel: Callable[[], None] | None = None  # called when the prediction changes
        self._listeners: list[Callable[[], None]] = []
        self._withheld: Withheld | None = None

    @property
    def open(self) -> bool:
        """May the result be seen?"""
        return self.shown or self.value is not None

    def enter(self, value: Answer) -> None:
        """Take the prediction and unlock what waits for it. Raises ValueError for an answer that is not offered."""
        if not self._offered(value):
            offered = ", ".join(self.choices) or "a number"
            raise ValueError(f"{value!r} is not one of the answers: {offered}")
        self.value = value
        if not self.seen:
            self.counted = value
        self._tell()

    def show(self) -> None:
        """Unlock what waits for the prediction, without one."""
        self.shown = True
        self._tell()

    def when_open(self, listener: Callable[[], None]) -> None:
        """Call `listener`, which shows the result, now if it may be seen, and each time the prediction changes."""
        self._listeners.append(listener)
        if self.open:
            listener()
            self.seen = True

    def said(self) -> str:
        """The prediction as text, with its unit; "nothing yet" before there is one."""
        return "nothing yet" if self.value is None else self.in_words(self.value)

    def in_words(self, value: Answer) -> str:
        """An answer with its unit; numbers to four significant digits."""
        return value if isinstance(value, str) else f"{value:.4g} {self.unit}".rstrip()

    def withheld(self) -> Withheld:
        """`with prediction.withheld():` keeps all that is printed and drawn in it until the reader has predicted.

        The body runs at once, and what it computes is there for the cells below. Widgets are shown at once.
        """
        self._withheld = Withheld(self)
        return self._withheld

    def reveal(self, result: Answer, *, told: str = "", why: str = "", within: float | None = None) -> None:
        """Show the prediction, the result and why they may differ, once the reader has predicted.

        result: one of the choices, or a number. told: the result in words, where more is to be said than that.
        within: how far off a predicted number may be and still be right; by default a tenth of the result, and nothing
        where the result is an int. Raises ValueError for a result that could not be predicted.
        """
        result = result.item() if hasattr(result, "item") else result  # numpy's and torch's numbers
        if not self._offered(result):
            raise ValueError(f"the result {result!r} is not one of the choices: {', '.join(self.choices)}")
        if within is None:
            within = 0.0 if isinstance(result, int | str) else NEAR * abs(result)
        found = Result(result, told or self.in_words(result), why, within)
        if self._withheld is not None and self._withheld.entered:
            self._withheld.add(found)
        else:
            with self.withheld() as slot:
                slot.add(found)

    def ask(self) -> None:
        """Show the question; where widgets do not run, as text."""
        from course_utils.widgets.panel import ask

        self.asked = True
        if widgets_run():
            ask(self)
        else:
            show({"text/plain": self.text(), "text/html": self.markup(), memory.MIME: self._described()})

    def text(self) -> str:
        """The question and its answers as plain text."""
        return "\n".join([f"Your prediction: {self.question}", *(f"  - {choice}" for choice in self.choices)])

    def markup(self) -> str:
        """The question and its answers as HTML."""
        choices = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.choices)
        question = f"<p><strong>Your prediction:</strong> {html.escape(self.question)}</p>"
        return question + (f"<ul>{choices}</ul>" if choices else "")

    def record(self) -> dict:
        """What is kept in the notebook of the reader's prediction."""
        return {"question": self.question, "guess": self.counted, "now": self.value, "shown": self.shown}

    def remember(self, record: dict) -> None:
        """Take up what was predicted earlier, as the notebook has it; what cannot be right is left out."""
        guess, now = record.get("guess"), record.get("now")
        self.shown = record.get("shown") is True
        if self._offered(now):
            self.value = now
        if self._offered(guess):
            self.counted = guess
            self.value = guess if self.value is None else self.value

    def _described(self) -> dict:
        return {"question": self.question, "choices": list(self.choices), "unit": self.unit}

    def _offered(self, value: object) -> bool:
        if self.choices:
            return isinstance(value, str) and value in self.choices
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()
            self.seen = True
        if self.panel is not None:
            self.panel()


def predict(question: str, *, choices: Sequence[str] | None = None, unit: str = "") -> Prediction:
    """Ask the reader for a prediction, and return it for `reveal` in a cell below.

    Arguments as for Prediction. Asked again, in this kernel or after a restart, it knows the former answer.
    Where widgets do not run, the question is shown as text.
    """
    asked = Prediction(question, choices=choices, unit=unit)
    known = _ASKED.get(question)
    if known is not None and (known.choices, known.unit) == (asked.choices, asked.unit):
        asked = known  # the cells below hold this one
    elif widgets_run():
        asked.remember(memory.former(question))
    _ASKED[question] = asked
    asked.ask()
    return asked
