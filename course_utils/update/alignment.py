"""Which of the reader's cells was which cell of their release, and which cell of the new release that is now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from course_utils.notebook.check_cell import checked
from course_utils.notebook.matching import grade_id, kind_of
from course_utils.update.cells import defined, digest, head, is_answer, mark, source_of

ALIKE = 0.6  # of two texts, the share of words in common from which one is taken for a version of the other
WORDS = re.compile(r"\w+|[^\w\s]")


@dataclass
class Earlier:
    """A cell of the release that the reader had. text: where it is not known, that of the reader's cell."""

    id: str
    digest: str
    text: str = ""
    kind: str = ""
    answer: bool = False


@dataclass
class Alignment:
    """earlier: the cells of the reader's release. theirs: which of these each of the reader's cells is, by position.

    now: by position in `earlier`, the position in the new chapter.
    """

    earlier: list[Earlier]
    theirs: dict[int, int]
    now: dict[int, int]

    def place(self, number: int) -> int | None:
        """Where the reader's cell of this number stands in the new chapter."""
        return self.now.get(self.theirs.get(number, -1))


Version = tuple[tuple[str, str, str], ...]  # the marks of the cells of a chapter as it was once released


def stamp(version: Version) -> str:
    """The short name of a release of a chapter."""
    return digest("\n".join(map(" ".join, version)))


def aligned(theirs: list[dict], ours: list[dict], base: Version, texts: dict[str, str]) -> Alignment:
    """The reader's cells held against the release that they began with, and that against the new one.

    texts: what is known of earlier releases, by digest.
    """
    earlier = [Earlier(name, known) for name, known, _ in base]
    found = _matched(theirs, earlier)
    asked = [question[1] for cell in [*theirs, *ours] if (question := checked(source_of(cell).strip()))]
    found |= _by_function(theirs, asked, earlier, found)
    for number, position in found.items():
        cell, before = theirs[number], earlier[position]
        before.text, before.kind, before.answer = (
            texts.get(before.digest, source_of(cell)),
            kind_of(cell),
            is_answer(cell),
        )
    return Alignment(earlier, found, _carried(earlier, ours))


def nearest(theirs: list[dict], versions: Iterable[Version], said: str, texts: Iterable[str]) -> Version:
    """The release that most of the reader's cells are from.

    Among equals, the one that the notebook says it is from, then the one that is known here by its texts, then the oldest: what a
    later one may have changed is looked at rather than lost. said: its `stamp`. texts: digests.
    """
    marks = [mark(cell) for cell in theirs]
    named, sources, noted = {m[:2] for m in marks}, {m[1] for m in marks}, {(m[0], m[2]) for m in marks if m[2]}
    here = set(texts)

    def score(version: Version) -> tuple:
        same = len(named & {m[:2] for m in version}), len(noted & {(m[0], m[2]) for m in version if m[2]})
        alike = len(sources & {m[1] for m in version})
        return (sum(same), alike, stamp(version) == said, len(here & {m[1] for m in version}))

    return max(versions, key=score)


def _matched(theirs: list[dict], earlier: list[Earlier]) -> dict[int, int]:
    """By grade id, by cell id, by text, by the exercise that is checked, and answers by the function that they define."""
    by_id = {cell.id: position for position, cell in enumerate(earlier)}
    by_text = {cell.digest: position for position, cell in enumerate(earlier)}
    twice = {name for name, count in Counter(cell.digest for cell in earlier).items() if count > 1}
    claims: dict[int, list[int]] = {}
    for number, cell in enumerate(theirs):
        name = digest(source_of(cell))
        named = by_id.get(grade_id(cell) or "", by_id.get(cell.get("id", "")))
        position = named if named is not None or name in twice else by_text.get(name)
        if position is not None:
            claims.setdefault(position, []).append(number)
    found = {}
    for position, numbers in claims.items():  # of copies, the one that has kept its own id is the cell itself
        before = earlier[position]
        own = [n for n in numbers if theirs[n].get("id") == before.id]
        same = [n for n in numbers if digest(source_of(theirs[n])) == before.digest]
        found[(own or same or numbers)[0]] = position
    return found


def _by_function(theirs: list[dict], asked: list[str], earlier: list[Earlier], found: dict[int, int]) -> dict[int, int]:
    """Answers whose own cell is gone or has lost its name: the first cell that defines what a check asks for."""
    taken, more = set(found.values()), {}
    by_end = {cell.id.rpartition("-")[2]: position for position, cell in enumerate(earlier)}
    for name in asked:
        position = by_end.get(name)
        cells = (n for n, cell in enumerate(theirs) if n not in found and name in defined(source_of(cell)))
        if position is not None and position not in taken and (number := next(cells, None)) is not None:
            more[number] = position
    return more


def _carried(earlier: list[Earlier], ours: list[dict]) -> dict[int, int]:
    """Where each earlier cell stands now, as far as it still does."""
    pairs: dict[int, int] = {}
    graded = {grade_id(cell): position for position, cell in enumerate(ours) if grade_id(cell)}
    for position, before in enumerate(earlier):
        if before.id in graded:
            pairs[position] = graded[before.id]
    _pair(pairs, earlier, ours, lambda before, cell: float(before.digest == digest(cell["source"])), 1.0)
    answers = [before for before in earlier if before.answer]
    if any(position not in pairs for position, before in enumerate(earlier) if before in answers):
        _pair(pairs, earlier, ours, _same_function, 1.0, answers_only=True)
        _pair(pairs, earlier, ours, _alike_answers(earlier, ours), ALIKE, answers_only=True)
    _pair(pairs, earlier, ours, _in_the_same_place(pairs, earlier, ours), ALIKE)
    return pairs


Likeness = Callable[[Earlier, dict], float]


def _pair(
    pairs: dict[int, int],
    earlier: list[Earlier],
    ours: list[dict],
    like: Likeness,
    least: float,
    *,
    answers_only: bool = False,
) -> None:
    """Add the pairs that are alike enough, the most alike first, in order among equals."""
    taken = set(pairs.values())
    old = [(p, cell) for p, cell in enumerate(earlier) if p not in pairs and (cell.answer or not answers_only)]
    new = [(p, cell) for p, cell in enumerate(ours) if p not in taken and (not grade_id(cell) or answers_only)]
    new = [(p, cell) for p, cell in new if is_answer(cell) or not answers_only]
    scored = [(like(before, cell), -p, -q) for p, before in old for q, cell in new]
    for score, p, q in sorted(scored, reverse=True):
        if score >= least and -p not in pairs and -q not in taken:
            pairs[-p] = -q
            taken.add(-q)


def _same_function(before: Earlier, cell: dict) -> float:
    ours = defined(cell["source"])
    return float(cell["cell_type"] == "code" and bool(ours) and ours[0] in defined(before.text))


def _alike_answers(earlier: list[Earlier], ours: list[dict]) -> Likeness:
    """Functions by their stub, written answers by the text before them."""

    def like(before: Earlier, cell: dict) -> float:
        if before.kind != cell["cell_type"]:
            return 0.0
        if before.kind == "code":
            return likeness(head(before.text), head(cell["source"]))
        above = earlier[max(earlier.index(before) - 1, 0)].text
        return likeness(above, ours[max(ours.index(cell) - 1, 0)]["source"])

    return like


def _in_the_same_place(pairs: dict[int, int], earlier: list[Earlier], ours: list[dict]) -> Likeness:
    """Cells between the same neighbours whose texts are alike, or which bear the same name and are not known better."""
    settled = dict(pairs)
    back = {q: p for p, q in settled.items()}
    old = {id(cell): _above(position, settled) for position, cell in enumerate(earlier)}
    new = {id(cell): back.get(_above(position, back)) for position, cell in enumerate(ours)}

    def like(before: Earlier, cell: dict) -> float:
        if before.kind and before.kind != cell["cell_type"]:
            return 0.0
        here = old[id(before)] == (new[id(cell)] if new[id(cell)] is not None else -1)
        if not before.text:
            return ALIKE if here and before.id == cell["id"] else 0.0
        near = likeness(before.text, cell["source"]) if here or before.id == cell["id"] else 0.0
        return max(near, ALIKE if here and before.id == cell["id"] else 0.0)

    return like


def _above(position: int, known: dict[int, int]) -> int:
    """The nearest known position above, -1 if there is none."""
    return next((p for p in range(position - 1, -1, -1) if p in known), -1)


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, in order."""
    matcher = SequenceMatcher(None, WORDS.findall(one), WORDS.findall(other), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0
