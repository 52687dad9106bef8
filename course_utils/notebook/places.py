"""Where the released cells of a chapter stand in a reader's copy of it."""

from __future__ import annotations

from collections.abc import Iterator

from .check_cell import checked
from .matching import about, beginning, grade_id, kind_of, matched
from .syntax import answers


def places(ours: list[dict], theirs: list[dict]) -> dict[int, int]:
    """By position of a released cell, the position of the reader's cell that it has become; none for those that are gone.

    A mark counts more than an id, an id more than a text; an answer without either is known by the name that it defines.
    """
    found: dict[int, int] = {}
    for position, own in enumerate(ours):
        place = next(_surely(own, theirs), None)
        if place is not None:
            found[position] = place
    taken = set(found.values())
    free = {number: cell for number, cell in enumerate(theirs) if number not in taken}
    for position, answer in matched(list(free.values()), ours, {}).answers.items():
        number = next(number for number, cell in free.items() if cell is answer.cell)
        if position not in found:
            found[position] = number
            taken.add(number)
    for position, own in enumerate(ours):
        name = asked_name(own, ours)
        if position not in found and name:
            place = next((n for n, c in free.items() if n not in taken and _answers(c, name)), None)
            if place is not None:
                found[position] = place
                taken.add(place)
    return found


def asked_name(own: dict, ours: list[dict]) -> str:
    """The name that an answer cell is to define; "" for every other cell."""
    if own["cell_type"] != "code" or not about(own).get("solution"):
        return ""
    check = next((cell for cell in ours if grade_id(cell) == f"{grade_id(own)}-check"), None)
    question = checked(check["source"]) if check else None
    return question[1] if question else ""


def cell_name(own: dict, ours: list[dict]) -> str:
    """What a released cell is called where its reader is told of it."""
    if name := asked_name(own, ours):
        return f"the answer cell of `{name}`"
    if about(own).get("solution"):
        return "the cell of your written answer"
    question = checked(own["source"]) if about(own).get("grade") and own["cell_type"] == "code" else None
    return f"the check of `{question[1]}`" if question else beginning(own["source"])


def _surely(own: dict, theirs: list[dict]) -> Iterator[int]:
    """The cells that bear our mark, then those that bear our id and no mark of another."""
    mark = grade_id(own)
    yield from (number for number, cell in enumerate(theirs) if mark and grade_id(cell) == mark)
    yield from (n for n, cell in enumerate(theirs) if cell.get("id") == own["id"] and (not mark or not grade_id(cell)))


def _answers(cell: dict, name: str) -> bool:
    return kind_of(cell) == "code" and not grade_id(cell) and answers(cell["source"], name)
