"""Outputs of an autograded notebook: what the student's cells put out, and the card in place of a graded cell's value."""

from __future__ import annotations

import base64
import html
import json
import textwrap
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from course_utils.checks import card
from course_utils.checks.runner import Report
from grader.boundary.remote import readable
from grader.inside import wire

from .chapter import ChapterNotebook
from .records import CaseRecord, ExerciseVerdict, NeedsHuman
from .restore import new_cell

NOTES = "grading-notes"
MAX_NOTES = 30  # that a reader is shown; the notebook's metadata hold all
PNG = b"\x89PNG\r\n\x1a\n"


def outputs(ran: wire.Ran, count: int | None = None) -> list[dict]:
    """A cell's outputs in the notebook's format: plain text and pictures, nothing that a browser would run."""
    return [_output(output, count) for output in ran.outputs]


def _output(output: wire.Output, count: int | None) -> dict:
    text = readable(output.text)
    if output.kind in ("stdout", "stderr"):
        return {"output_type": "stream", "name": output.kind, "text": text}
    if output.kind == "error":
        name, value = readable(output.ename), readable(output.evalue)
        return {
            "output_type": "error",
            "ename": name,
            "evalue": value,
            "traceback": (text or f"{name}: {value}").splitlines(),
        }
    data = {"text/plain": text or " "}  # an empty one stops nbgrader
    if output.png.startswith(PNG):
        data["image/png"] = base64.b64encode(output.png).decode()
    if output.kind == "result":
        return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": count}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def graded(report: Report) -> list[dict]:
    """The outputs of a graded cell: as text the number of points, which nbgrader reads as partial credit."""
    data = {"text/plain": f"{report.points:g}", "text/html": card.html(report, final=True)}
    return [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}]


def failed(name: str, reason: str) -> list[dict]:
    """The output of a cell that counts as failed."""
    return outputs(wire.Ran([wire.Output("error", ename=name, evalue=reason)]))


def grading(notes: list[str], verdicts: list[ExerciseVerdict], chapter: ChapterNotebook, graded: bool) -> dict:
    """What an autograded notebook's metadata tell of its grading. graded: False where the submission had nothing to grade."""
    about = {"notes": [str(n) for n in notes], "verdicts": msgspec.to_builtins(verdicts), "plain": list(chapter.plain)}
    urgent = {"needs_human": human} if (human := needs_human(notes)) else {}
    return {"grading": about | urgent | ({} if graded else {"graded": False})}


def needs_human(notes: list[str]) -> list[str]:
    """Those of the notes that a person has to look into."""
    return [str(note) for note in notes if isinstance(note, NeedsHuman)]


def notes_of(about: dict) -> list[str]:
    """The notes of a notebook's `grading` metadata."""
    human = about.get("needs_human", [])
    return [NeedsHuman(note) if note in human else note for note in about.get("notes", [])]


def verdict(report: Report, grade_id: str) -> ExerciseVerdict:
    """The report as a record."""
    cases = []
    for outcome in report.outcomes:
        points, worth = report.points_of(outcome)
        cases.append(
            CaseRecord(outcome.case.name, outcome.outcome, points, worth, outcome.message, outcome.case.hidden)
        )
    found = report.misconception
    return ExerciseVerdict(
        report.exercise.id,
        grade_id,
        round(report.points, 9),
        report.max_points,
        found.name if found else None,
        found.hint if found else "",
        cases,
        next(((d.misconception.name, d.misconception.hint) for d in report.diagnoses[1:]), None),
    )


def notes_cell(notes: list[str]) -> list[dict]:
    """The cell on top of a notebook that tells what was mended and what went wrong; none if there is nothing to tell."""
    urgent = [note for note in notes if isinstance(note, NeedsHuman)]
    others = [note for note in notes if not isinstance(note, NeedsHuman)]
    text = "**Notes from the grader**"
    if urgent:
        text += (
            "\n\nYou may have lost points here to something other than an answer. Your instructor is told of it, too:"
        )
        text += "\n\n" + _listed(urgent)
    if others:
        text += ("\n\nFor your information:\n\n" if urgent else "\n\n") + _listed(others)
    return [new_cell("markdown", text, NOTES)] if notes else []


def _listed(notes: Sequence[str]) -> str:
    more = [f"and {len(notes) - MAX_NOTES} more of the kind"] if len(notes) > MAX_NOTES else []
    lines = [html.escape(readable(note), quote=False) for note in [*notes[:MAX_NOTES], *more]]
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def as_text(cells: list[dict], metadata: dict) -> str:
    """A notebook of format 4.5 as nbformat writes it. Cells that are the chapter's own are written once and remembered."""
    parts = [
        _indented(cell) if cell.keys() & {"attachments"} or cell.get("outputs") else _written(_Key(cell))
        for cell in cells
    ]
    whole = {"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return _json(whole).replace('"cells": []', '"cells": [\n' + ",\n".join(parts) + "\n ]", 1) + "\n"


class _Key:
    """A cell without outputs and pictures, equal to another of the same source and metadata object."""

    def __init__(self, cell: dict):
        self.cell = cell
        self._same = (cell["id"], cell["source"], cell["cell_type"], id(cell["metadata"]))

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other) -> bool:
        return self._same == other._same


@lru_cache(maxsize=4096)
def _written(key: _Key) -> str:
    return _indented(key.cell)  # the key keeps the cell, and so the id of its metadata, alive


def _indented(cell: dict) -> str:
    split = cell | {"source": cell["source"].splitlines(keepends=True)}
    if cell.get("outputs"):
        split["outputs"] = [_split(output) for output in cell["outputs"]]
    return textwrap.indent(_json(split), "  ", lambda line: True)


def _split(output: dict) -> dict:
    """Texts as lists of lines, which is their form on disk."""
    if "text" in output:
        return output | {"text": output["text"].splitlines(keepends=True)}
    data = output.get("data", {})
    lines = {kind: value.splitlines(keepends=True) for kind, value in data.items() if kind.startswith("text/")}
    return output | {"data": data | lines} if data else output


def _json(value: dict) -> str:
    return json.dumps(value, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False)
