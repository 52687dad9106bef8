"""What is wrong with a reader's copy of a chapter, and what to do about it.

    from course_utils.notebook.damage import damage
    from course_utils.notebook.released import released

    for finding in damage(notebook, released("11_vae")):
        print(finding)  # what was found, and what to do

`notebook` is the parsed JSON of a notebook, of which nothing is assumed. Only what may cost a reader something is a
finding: answers, checks and the cells on which others build. What is written in answers, added cells, changed text and
changed demonstrations are the reader's affair. Where `released` is None, as of a chapter that this release has not, there
is nothing to compare with and nothing is found.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .matching import about, beginning, field_of, grade_id, kind_of
from .places import cell_name, places
from .released import cells_of
from .syntax import same_code

MEND = "Mend This Chapter (right-click a cell; elsewhere `make mend CHAPTER={}`) puts it right and keeps your answers."
KINDS = {"code": "a code cell", "markdown": "a text cell", "raw": "a raw cell"}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. cell: the id of the released cell, "" where it is the whole notebook.

    mends: whether mending the chapter does it; else `to_do` is for the reader.
    """

    what: str
    to_do: str
    cell: str = ""
    mends: bool = True

    def __str__(self) -> str:
        return f"{self.what} {self.to_do}"


def damage(notebook, released: dict | None) -> list[Finding]:
    """The findings in the order of the chapter, none where all is well."""
    if released is None:
        return []
    course = released["metadata"]["course"]
    if other := _another(notebook, course):
        return [other]
    ours, theirs = cells_of(released), cells_of(notebook)
    found, mend = places(ours, theirs), MEND.format(course["chapter"])
    told = []
    for position, own in enumerate(ours):
        if matters(own):
            there = theirs[found[position]] if position in found else None
            told += _judged(own, there, theirs, cell_name(own, ours), mend)
    gone = sum(not matters(own) and position not in found for position, own in enumerate(ours))
    if gone:
        what = "A cell of the chapter's text is" if gone == 1 else f"{gone} cells of the chapter's text are"
        told.append(Finding(f"{what} missing.", mend))
    return told


def matters(own: dict) -> bool:
    """Whether something is lost where this cell of ours is missing or changed: it is graded, answered, or built upon."""
    return bool(about(own)) or (own["cell_type"] == "code" and own["metadata"].get("editable") is False)


def _another(notebook, course: dict) -> Finding | None:
    """What to say where this is the notebook of another chapter or release, which cannot be compared cell by cell."""
    told = field_of(field_of(notebook, "metadata"), "course")
    chapter, release = field_of(told, "chapter"), field_of(told, "release")
    if isinstance(chapter, str) and chapter != course["chapter"]:
        what = f"This is the notebook of {chapter}, in the place of {course['chapter']}."
        return Finding(
            what, "Move it to the folder of its own chapter, and take this one from the bundle again.", "", False
        )
    if isinstance(release, str) and release != course["release"]:
        what = f"This notebook is of release {release}, and the course here is of {course['release']}."
        return Finding(what, "`make update` brings your answers into the other release.", "", False)
    return None


def _judged(own: dict, there: dict | None, theirs: list[dict], name: str, mend: str) -> list[Finding]:
    """What is wrong with one of our cells. there: the reader's cell that it has become."""
    title, copies = name[0].upper() + name[1:], _marks(theirs)[grade_id(own)] if grade_id(own) else 1
    if there is None:
        where = next((cell for cell in theirs if own["source"].strip() in cell["source"]), None)
        what = f"{title} is missing" + (f": it was merged into {beginning(where['source'])}." if where else ".")
    elif copies > 1:
        what = f"{title} is there {copies} times, and only the first one counts."
        return [Finding(what, "Move what you want to keep into the first, and delete the others.", own["id"], False)]
    elif kind_of(there) != own["cell_type"]:
        what = f"{title} has become {KINDS[kind_of(there)]}."
    elif grade_id(there) != grade_id(own):
        what = f"{title} has lost the mark by which it is known."
    elif not about(own).get("solution") and not _same(there["source"], own["source"]):
        what = f"{title} was changed: grading runs the original."
    else:
        return []
    return [Finding(what, mend, own["id"])]


def _marks(theirs: list[dict]) -> Counter:
    return Counter(grade_id(cell) for cell in theirs)


def _same(one: str, other: str) -> bool:
    """Whether two texts of a cell are the same to a reader who runs it."""
    return one.strip() == other.strip() or same_code(one, other)
