"""The control that fits a choice: buttons for a few values, a slider for many."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ipywidgets

FEW = 5  # values that are buttons; more are a slider


@dataclass(frozen=True)
class Slider:
    """A number to move. label: its name with its unit; low, high: ends; step: the smallest move.

    If all three are ints, so is the value.
    """

    label: str
    low: float
    high: float
    step: float

    @property
    def whole(self) -> bool:
        """Is every value an int?"""
        return all(isinstance(number, int) for number in (self.low, self.high, self.step))

    @property
    def digits(self) -> int:
        """Digits after the point that its values have."""
        return max(0, *(-int(Decimal(str(number)).normalize().as_tuple().exponent) for number in (self.low, self.step)))

    @property
    def values(self) -> list[float]:
        """Every value, from the lowest on."""
        count = math.floor((self.high - self.low) / self.step + 1e-9) + 1
        return [self.at(self.low + number * self.step) for number in range(count)]

    @property
    def few(self) -> bool:
        """So few that each can have a button?"""
        return (self.high - self.low) / self.step < FEW

    def at(self, value: float) -> float:
        """The value without what rounding has added to it: 6 for 5.999999999999999."""
        return round(value) if self.whole else round(float(value), self.digits)


@dataclass(frozen=True)
class Choice:
    """One of several values. label: its name; options: the values, or names mapped to values."""

    label: str
    options: Sequence | Mapping[str, object]

    @property
    def named(self) -> list[tuple[str, object]]:
        """(name, value) of each."""
        if isinstance(self.options, Mapping):
            return list(self.options.items())
        return [(str(option), option) for option in self.options]


@dataclass
class Control:
    """A control as it is shown, and how its value is read."""

    widget: Any
    read: Callable[[Any], Any]

    @property
    def value(self) -> Any:
        return self.read(self.widget.value)


def control(asked: Slider | Choice, start: Any, width: str) -> Control:
    """The control for `asked`, at `start`. width: of the column of labels."""
    if isinstance(asked, Choice):
        named, read = asked.named, lambda value: value
    else:
        named = [(f"{value:.{asked.digits}f}", value) for value in asked.values] if asked.few else []
        read, start = asked.at, asked.at(start)
    if named and len(named) <= FEW:
        return Control(choosing(named, start, label=asked.label, width=width), read)
    how = {"description": asked.label, "tooltip": asked.label, "style": {"description_width": width}}
    how["layout"] = {"width": "44em", "max_width": "100%"}
    if isinstance(asked, Choice):
        return Control(ipywidgets.SelectionSlider(options=named, value=start, **how), read)
    ends = {"value": start, "min": asked.low, "max": asked.high, "step": asked.step}
    if asked.whole:
        return Control(ipywidgets.IntSlider(**ends, **how), read)
    return Control(ipywidgets.FloatSlider(readout_format=f".{asked.digits}f", **ends, **how), read)


def choosing(options: Sequence, start: Any, *, label: str = "", width: str = "0") -> Any:
    """Buttons of which one at most is pressed, each as wide as its text; the course's stylesheet puts a tick into that one."""
    chosen = ipywidgets.ToggleButtons(
        options=options, value=start, description=label, style={"button_width": "auto", "description_width": width}
    )
    return chosen.add_class("course-choice")


def label_width(controls: Mapping[str, Slider | Choice]) -> str:
    """One width for the labels of all controls of a panel, so that these line up."""
    return f"{min(26, max(len(asked.label) for asked in controls.values()) * 0.6 + 2):.1f}em"
