"""Which cell of a submission is which of ours, and which are the reader's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .check_cell import checked

KINDS = ("code", "markdown", "raw")
START = -1  # the place before our first cell
LONGEST_CHECK = 300  # characters; of a longer cell it is not asked whether it is a check


@dataclass
class Theirs:
    """A cell of the submission. place: the position of the cell of ours that it is, or that it followed."""

    kind: str
    text: str
    cell: object
    place: int


@dataclass
class Matched:
    """A submission's cells. answers: by position, what stands in the place of a cell of ours; own: the reader's own, in order."""

    answers: dict[int, Theirs] = field(default_factory=dict)
    own: list[Theirs] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def matched(submitted: list, ours: list[dict], stubs: dict[str, str]) -> Matched:
    """The submission's cells, of which nothing is assumed, held against ours."""
    find, found, place = _Finder(ours, stubs), Matched(), START
    for cell in submitted:
        theirs = Theirs(kind_of(cell), text_of(cell), cell, START)
        position = find(cell, theirs.text)
        if position is None:
            if theirs.text.strip():
                theirs.place = place
                found.own.append(theirs)
        elif position not in found.answers:
            theirs.place = place = position
            found.answers[position] = theirs
        else:
            _again(theirs, position, place, ours[position], found)
    return found


def _again(theirs: Theirs, position: int, place: int, own: dict, found: Matched) -> None:
    """A cell that is there already: of an answer the copy runs where it stands if it says something else, as in the notebook."""
    if checked(own["source"]) and grade_id(theirs.cell) != grade_id(own):
        return  # the reader's own call of the check
    found.notes.append(f"{called(own)} is there more than once: the first one counts")
    if about(own).get("solution") and theirs.text.strip() != found.answers[position].text.strip():
        theirs.place = place
        found.own.append(theirs)


class _Finder:
    """Which of our cells is this one? By its grade id, its cell id, the exercise that it checks, or its very text."""

    def __init__(self, ours: list[dict], stubs: dict[str, str]):
        texts = [stubs.get(grade_id(cell) or "", cell["source"]).strip() for cell in ours]
        once = Counter(texts)
        self._by_grade_id = {grade_id(cell): position for position, cell in enumerate(ours) if grade_id(cell)}
        self._by_id = {cell["id"]: position for position, cell in enumerate(ours)}
        self._by_text = {text: position for position, text in enumerate(texts) if once[text] == 1}
        graded = [(position, cell) for position, cell in enumerate(ours) if about(cell).get("grade")]
        asked = [(checked(cell["source"]), position) for position, cell in graded if cell["cell_type"] == "code"]
        self._by_check = {question[0]: position for question, position in asked if question}

    def __call__(self, cell, text: str) -> int | None:
        for known, key in ((self._by_grade_id, grade_id(cell)), (self._by_id, field_of(cell, "id"))):
            if isinstance(key, str) and key in known:
                return known[key]
        question = checked(text) if "check(" in text and len(text) <= LONGEST_CHECK else None
        by_check = self._by_check.get(question[0]) if question else None
        return self._by_text.get(text.strip()) if by_check is None else by_check


def called(own: dict) -> str:
    """What a cell of ours is called where its reader is told of it."""
    if question := checked(own["source"]) if about(own).get("grade") and own["cell_type"] == "code" else None:
        return f"the check of `{question[1]}`"
    if about(own).get("solution"):
        return f"the answer cell `{grade_id(own)}`"
    if grade_id(own):
        return f"the cell `{grade_id(own)}`"
    return beginning(own["source"])


def beginning(source: str) -> str:
    """A cell as a reader finds it: by its first line."""
    line = source.lstrip().partition("\n")[0].strip().replace("`", "'")
    return f"the cell that begins with `{line if len(line) <= 60 else line[:57] + '...'}`"


def field_of(cell, name: str):
    """A part of a cell that may be anything."""
    return cell.get(name) if isinstance(cell, dict) else None


def about(own: dict) -> dict:
    """nbgrader's metadata of a cell of ours."""
    return own["metadata"].get("nbgrader", {})


def grade_id(cell) -> str | None:
    """The grade id of any cell."""
    name = field_of(field_of(field_of(cell, "metadata"), "nbgrader"), "grade_id")
    return name if isinstance(name, str) else None


def text_of(cell) -> str:
    """The source of any cell."""
    source = field_of(cell, "source")
    return source if isinstance(source, str) else ""


def joined(source) -> str:
    """A cell's source, which on disk is a list of lines; "" for what is neither that nor a text."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else ""


def kind_of(cell) -> str:
    """The kind of any cell."""
    kind = field_of(cell, "cell_type")
    return kind if isinstance(kind, str) and kind in KINDS else "raw"
