"""The progress bar of a long loop."""

from __future__ import annotations

from typing import Self

from tqdm.auto import tqdm

from course_utils import environment


class Progress:
    """A bar that appears with the first piece of work that is done: what fails before that leaves none behind.

    total: how many steps, at most. label: what stands before the bar. unit: what a step is called. Quiet under COURSE_STATIC.
    """

    def __init__(self, total: int, label: str, unit: str) -> None:
        self.total, self.label, self.unit = total, label, unit
        self._bar: tqdm | None = None

    def show(self) -> tqdm:
        """Let the bar appear, if it has not yet."""
        if self._bar is None:
            self._bar = tqdm(total=self.total, desc=self.label, unit=self.unit, disable=environment.static())
        return self._bar

    def advance(self, note: str = "") -> None:
        """One step is done. note: what to say of it, behind the bar."""
        bar = self.show()
        if note:
            bar.set_postfix_str(note, refresh=False)
        bar.update()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind, error, trace) -> None:
        if self._bar is None:
            return
        if kind is None:  # fewer steps than there might have been are no failure
            self._bar.total = self._bar.n
        self._bar.close()
