"""One chapter: what its reader wrote, moved into the cells of the new release."""

from __future__ import annotations

from dataclasses import dataclass, field

from course_utils.notebook.check_cell import checked
from course_utils.notebook.kept import kept_cell
from course_utils.notebook.matching import beginning, grade_id
from course_utils.update.alignment import Version, aligned, nearest, stamp
from course_utils.update.cells import defined, digest, is_answer, is_locked, mark, points, question, source_of, uses
from course_utils.update.lines import joined
from course_utils.update.stubs import changes, mended, same_but_for_docstring

KEPT = "> **Kept from your earlier copy** (update of {day}). {why} What you had written:"
START = -1  # the place before the first cell
OURS = {"nbgrader", "tags", "deletable", "editable", "jupyter", "trusted"}  # metadata that the release decides
PROTECTION = {"nbgrader", "deletable", "editable"}  # metadata that a copy of our cell must not have


@dataclass
class Row:
    """What became of one piece of the reader's work. changed: what is new under it; look: whether the reader has to look at it."""

    what: str
    happened: str
    changed: str = ""
    look: bool = False
    diff: list[str] = field(default_factory=list)


@dataclass
class Moved:
    """A chapter after the update: its cells, and a row for each piece of the reader's work. stamp: of the release that it is now."""

    cells: list[dict]
    rows: list[Row]
    stamp: str


@dataclass(frozen=True)
class Past:
    """What is known of earlier releases.

    versions: every chapter as it ever was, the oldest first. texts: of the release that the reader had, its cells by digest, as far
    as they are known. checks: the exercises whose cases are others now, as in "vae.vae_loss".
    """

    versions: list[Version]
    texts: dict[str, str] = field(default_factory=dict)
    checks: frozenset[str] = frozenset()


def moved(theirs: list[dict], ours: list[dict], past: Past, day: str, said: str = "") -> Moved:
    """The new chapter with the reader's work in it; both are lists of cells in the notebook's format.

    day: the date that marks what finds no place. said: the stamp in the reader's notebook.
    """
    theirs = [cell | {"source": source_of(cell)} for cell in theirs]
    ours = [cell | {"source": source_of(cell)} for cell in ours]
    return _Mover(theirs, ours, past, day, said).moved()


class _Mover:
    def __init__(self, theirs: list[dict], ours: list[dict], past: Past, day: str, said: str):
        self.theirs, self.ours, self.past, self.day = theirs, ours, past, day
        self.new = tuple(mark(cell) for cell in ours)
        base = nearest(theirs, [*past.versions, self.new], said, past.texts)
        self.found = aligned(theirs, ours, base, past.texts)
        self.released = {known[:2] for version in past.versions for known in version}
        self.here = {p: number for number in self.found.theirs if (p := self.found.place(number)) is not None}
        self.behind: dict[int, list[dict]] = {}
        self.rows: list[Row] = []
        self.changed = self.added = 0

    def moved(self) -> Moved:
        cells = [self._cell(position) for position in range(len(self.ours))]
        self._rest()
        result = self.behind.get(START, [])
        for position, cell in enumerate(cells):
            result += [cell, *self.behind.get(position, [])]
        back = sum(position not in self.here for position in self.found.now.values())
        for count, what, happened in (
            (self.added, "of your own", "kept where they stood"),
            (self.changed, "that you changed", "kept as you had them"),
            (back, "that you deleted", "here again"),
        ):
            if count:
                self.rows.append(Row(f"{count} {'cell' if count == 1 else 'cells'} {what}", happened))
        return Moved(_with_own_ids(result), self.rows, stamp(self.new))

    def _cell(self, position: int) -> dict:
        """The cell of ours at this position as it shall be."""
        ours, number = self.ours[position], self.here.get(position)
        if number is None:
            return ours
        theirs, before, now = self.theirs[number], self._before(number), digest(ours["source"])
        written = bool(theirs["source"].strip()) and digest(theirs["source"]) not in (before, now)
        if written and theirs["cell_type"] != ours["cell_type"]:
            self._leftover(theirs, position, "The cell above is of another kind now.")
            return ours
        if is_answer(ours):
            return self._answer(theirs, ours, before) if written else self._not_written(theirs, ours, before)
        if written:
            return self._rewritten(theirs, ours, position, before)
        same = before == now or question(ours["source"]) and question(ours["source"]) == question(theirs["source"])
        return _with_outputs(ours, theirs) if same and self._result_holds(ours) else ours

    def _before(self, number: int) -> str:
        """The digest of the released cell that one of the reader's was made from."""
        return self.found.earlier[self.found.theirs[number]].digest

    def _answer(self, theirs: dict, ours: dict, before: str) -> dict:
        """An answer of the reader's in the new cell for it."""
        text, name = theirs["source"], self._exercise(ours, self.ours)
        row = Row(name, "moved")
        self.rows.append(row)
        if before == digest(ours["source"]) or ours["cell_type"] == "markdown":  # its stub is no more than a gap
            row.changed = "; ".join(self._around(theirs, ours))
            return _with_outputs(ours | {"source": text}, theirs)
        said, row.look, row.diff = changes(text, ours["source"])
        if same_but_for_docstring(text, ours["source"], before):
            text, said, row.look = mended(text, ours["source"]), "with its docstring as it is now", False
        row.changed = "; ".join([said, *self._around(theirs, ours)])
        attached = {"attachments": theirs["attachments"]} if theirs.get("attachments") else {}
        return ours | {"source": text} | attached

    def _not_written(self, theirs: dict, ours: dict, before: str) -> dict:
        return _with_outputs(ours, theirs) if before == digest(ours["source"]) else ours

    def _around(self, theirs: dict, ours: dict) -> list[str]:
        """What is new about an exercise beside its stub: points and cases."""
        old, new = self._check(theirs, self.theirs), self._check(ours, self.ours)
        said = []
        if old and new and points(old) != points(new):
            said.append(f"{points(old):g} points are now {points(new):g}")
        if new and self._other_cases(new):
            said.append("its check asks for something else: run it")
        return said

    def _other_cases(self, check: dict) -> bool:
        asked = checked(check["source"])
        return asked is not None and asked[0] in self.past.checks

    def _check(self, answer: dict, cells: list[dict]) -> dict | None:
        """The graded cell of an answer, which of a written one is the answer itself."""
        names = (f"{grade_id(answer)}-check", grade_id(answer))
        return next((cell for cell in cells if grade_id(cell) in names and points(cell)), None)

    def _exercise(self, answer: dict, cells: list[dict]) -> str:
        """What an answer's reader calls the exercise: by the function that is checked."""
        if answer["cell_type"] != "code":
            return "your own words"
        check = self._check(answer, cells)
        asked = checked(check["source"]) if check else None
        return asked[1] if asked else next(iter(defined(answer["source"])), grade_id(answer) or "an answer")

    def _result_holds(self, ours: dict) -> bool:
        """Whether a check's stored result still speaks of the exercise that is there; so does every cell that is no check."""
        name = (grade_id(ours) or "").removesuffix("-check")
        position = next((p for p, cell in enumerate(self.ours) if is_answer(cell) and grade_id(cell) == name), None)
        if name == (grade_id(ours) or "") or position is None:
            return True
        number, answer = self.here.get(position), self.ours[position]
        if number is None or self._before(number) != digest(answer["source"]):
            return False
        return not self._around(self.theirs[number], answer)

    def _rewritten(self, theirs: dict, ours: dict, position: int, before: str) -> dict:
        """A cell that is ours, and that the reader has changed."""
        text: str | None = theirs["source"]
        if is_locked(ours):
            self._leftover(theirs, position, "You had changed the cell above, which is the chapter's own.")
            return ours
        if before != digest(ours["source"]):
            known = self.past.texts.get(before)
            text = joined(known, theirs["source"], ours["source"]) if known is not None else None
        if text is None:
            self._leftover(theirs, position, "You had changed the cell above, and the new release has changed it, too.")
            return ours
        self.changed += 1
        cell = ours | {"source": text}
        return _with_outputs(cell, theirs) if text == theirs["source"] else cell

    def _rest(self) -> None:
        """The reader's cells that are none of ours, or of ours no longer, in their order."""
        for number, cell in enumerate(self.theirs):
            text = cell["source"]
            if not text.strip() or self.found.place(number) is not None:
                continue
            if number not in self.found.theirs:
                if (cell.get("id"), digest(text)) not in self.released:
                    self.added += 1
                    self.behind.setdefault(self._place(number), []).append(_own(cell))
            elif self._before(number) != digest(text):
                what = f"The exercise `{self._exercise(cell, self.theirs)}`" if is_answer(cell) else beginning(text)
                self._leftover(
                    cell, self._place(number), f"{what[:1].upper()}{what[1:]} is not in the chapter any more."
                )

    def _leftover(self, cell: dict, place: int, why: str) -> None:
        name = self._exercise(cell, self.theirs) if is_answer(cell) else beginning(cell["source"])
        self.behind.setdefault(place, []).append(kept_cell(cell, KEPT.format(day=self.day, why=why)))
        self.rows.append(Row(name, "kept in a marked cell", f"{why[:1].lower()}{why[1:]}".rstrip("."), look=True))

    def _place(self, number: int) -> int:
        """Behind which cell of ours a cell of the reader's belongs: the one that it followed; before an answer that needs it."""
        above = next((p for n in range(number - 1, -1, -1) if (p := self.found.place(n)) is not None), START)
        below = next((p for n in range(number + 1, len(self.theirs)) if (p := self.found.place(n)) is not None), None)
        if below is None or below == above + 1 or not is_answer(self.ours[below]):
            return above
        needed = uses(self.theirs[self.here[below]]["source"], defined(self.theirs[number]["source"]))
        return below - 1 if needed else above


def _with_outputs(cell: dict, theirs: dict) -> dict:
    """A cell with what the reader's own has beside its text: outputs, pictures, and what else Jupyter or a widget keeps there."""
    kept = {name: theirs[name] for name in ("outputs", "execution_count", "attachments") if name in theirs}
    more = {name: value for name, value in theirs["metadata"].items() if name not in OURS}
    return cell | kept | {"metadata": more | cell["metadata"]}


def _own(cell: dict) -> dict:
    """A cell of the reader's own, without what a copied cell of ours says about grading and protection."""
    return cell | {"metadata": {name: value for name, value in cell["metadata"].items() if name not in PROTECTION}}


def _with_own_ids(cells: list[dict]) -> list[dict]:
    """The cells, each with an id that no other has."""
    seen: set[str] = set()
    named = []
    for cell in cells:
        first = cell.get("id") or f"own-{digest(cell['source'])}"
        name = next(n for n in (first, *(f"{first[:60]}-{k}" for k in range(2, len(cells) + 2))) if n not in seen)
        seen.add(name)
        named.append(cell | {"id": name})
    return named
