"""What is still missing in a chapter before it is handed in, exercise by exercise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from course_utils.handin.answers import Answers
from course_utils.handin.answers import run as run_answers
from course_utils.lab.chapters import (
    FULL,
    NOT_ATTEMPTED,
    NOT_WRITTEN,
    STOPPED,
    UNCHECKED,
    WRITTEN,
    ChapterProgress,
    ExerciseProgress,
    chapter,
)

DONE, LEFT, UNTOUCHED = "done", "not yet", "not attempted"
SHOWN = 2  # failed cases that are named


@dataclass(frozen=True)
class Item:
    """One exercise. state: DONE, LEFT or UNTOUCHED. told: what is missing, in plain words; "" where nothing is."""

    exercise: ExerciseProgress
    state: str
    told: str = ""

    @property
    def points(self) -> float | None:
        """Points of the public cases, None for a written answer."""
        return self.exercise.earned


@dataclass(frozen=True)
class Checklist:
    """A chapter's items, and what is wrong with its file. fresh: whether the answers have been run for it; else the cards were read."""

    chapter: ChapterProgress
    items: tuple[Item, ...]
    fresh: bool

    @property
    def left(self) -> list[Item]:
        """What is not done."""
        return [item for item in self.items if item.state != DONE]

    def summary(self) -> str:
        """The whole in one sentence."""
        if not self.items:
            return "There is nothing to check in this file."
        if self.left:
            return f"{len(self.left)} of {len(self.items)} exercises are not done. You may hand in all the same."
        if self.chapter.faults:
            return "Every exercise is done, but something is wrong with the file: see the warning."
        return "Every exercise is done: the chapter is ready to be handed in."


def checklist(folder: Path, *, run: bool = True) -> Checklist:
    """The checklist of the chapter in a folder, such as notebooks/11_vae, as it is saved.

    run: run the answers afresh; otherwise what the cards in the notebook say counts.
    """
    known = chapter(folder)
    file = folder.parents[1] / known.path
    found = run_answers(file) if run and known.exercises else Answers()
    items = tuple(_ran(exercise, found) if found.ran else _read(exercise) for exercise in known.exercises)
    return Checklist(known, items, found.ran)


def _read(exercise: ExerciseProgress) -> Item:
    """What the notebook says of an exercise."""
    if exercise.done:
        return Item(exercise, DONE)
    told = {
        NOT_WRITTEN: "not written yet",
        UNCHECKED: "It is written, but not checked: run its check.",
        STOPPED: "Its check ended in an error.",
        NOT_ATTEMPTED: "not attempted",
    }
    untouched = exercise.state in (NOT_WRITTEN, NOT_ATTEMPTED)
    return Item(exercise, UNTOUCHED if untouched else LEFT, told.get(exercise.state, "Not all of its checks pass."))


def _ran(exercise: ExerciseProgress, found: Answers) -> Item:
    """What the run says of an exercise; a written answer is not run."""
    if not exercise.exercise:
        return _read(exercise)
    stopped = found.stopped.get(exercise.cell) or found.stopped.get(exercise.exercise)
    checked = found.checked.get(exercise.exercise)
    fresh = replace(exercise, earned=min(checked["points"], exercise.points) if checked else 0.0)
    if checked and not checked["attempted"] and not stopped:
        return Item(fresh, UNTOUCHED, "not attempted")
    told = (
        f"The cell does not run: {stopped}." if stopped else _failures(checked) if checked else "Its check did not run."
    )
    if not told:
        return Item(replace(fresh, state=FULL), DONE)
    if exercise.state in (FULL, WRITTEN):
        told += " In your notebook it passed: something that it uses is not in the file, or has changed since."
    return Item(fresh, LEFT, told)


def _failures(checked: dict) -> str:
    """Which cases fail, or what grading will ask otherwise; "" where all is well."""
    parts = []
    if failed := checked["failed"]:
        named = "; ".join(failed[:SHOWN]) + (f"; and {len(failed) - SHOWN} more" if len(failed) > SHOWN else "")
        parts.append(f"{len(failed)} of {checked['cases']} checks fail: {named}")
    if checked["looks"]:
        parts.append(f"It looks as if your function {checked['looks']}")
    return " ".join(part.rstrip(".") + "." for part in [*parts, *checked["notes"]])
