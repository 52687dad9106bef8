"""Puts released cells back into a reader's copy of a chapter. No word that a reader has written is lost by it."""

from __future__ import annotations

from copy import deepcopy

from .damage import damage, matters
from .kept import kept_cell
from .matching import about
from .places import cell_name, places
from .released import cells_of

KEPT = "*What stood in {}, before it was restored:*"


def restored(notebook: dict, released: dict, cell: str) -> dict:
    """The notebook with one cell as it was released; what the reader had in it stands below, as text that does not run.

    cell: the id of a released cell, or of the reader's cell that it has become. KeyError where it is neither.
    """
    ours, theirs = cells_of(released), cells_of(notebook)
    found = places(ours, theirs)
    ids = {own["id"]: position for position, own in enumerate(ours)}
    ids |= {theirs[number].get("id", ""): position for position, number in found.items()}
    return notebook | {"cells": _put_back(ours, theirs, [ids[cell]], keep_answers=False)}


def mended(notebook: dict, released: dict) -> dict:
    """The notebook with all that is missing, changed or unmarked put right; answers stay as they are."""
    ours, theirs = cells_of(released), cells_of(notebook)
    found = places(ours, theirs)
    broken = {finding.cell for finding in damage(notebook, released) if finding.mends}
    positions = [p for p, own in enumerate(ours) if own["id"] in broken or (p not in found and not matters(own))]
    return notebook | {"cells": _put_back(ours, theirs, positions, keep_answers=True)}


def _put_back(ours: list[dict], theirs: list[dict], positions: list[int], *, keep_answers: bool) -> list[dict]:
    found = places(ours, theirs)
    replaced: dict[int, list[dict]] = {}
    inserted: dict[int, list[dict]] = {}  # behind which of the reader's cells, -1 for the top
    for position in positions:
        own = deepcopy(ours[position])
        if position not in found:
            before = [found[p] for p in range(position) if p in found]
            inserted.setdefault(before[-1] if before else -1, []).append(own)
            continue
        there = theirs[found[position]]
        if keep_answers and about(own).get("solution"):
            own["source"] = there["source"]
            replaced[found[position]] = [own]
        else:
            kept = (
                []
                if there["source"].strip() == own["source"].strip()
                else [kept_cell(there, KEPT.format(cell_name(own, ours)))]
            )
            replaced[found[position]] = [own, *kept]
    cells = list(inserted.get(-1, []))
    for number, cell in enumerate(theirs):
        cells += replaced.get(number, [cell]) + inserted.get(number, [])
    return _with_own_ids(cells)


def _with_own_ids(cells: list[dict]) -> list[dict]:
    """The cells, no two with the same id."""
    seen: set[str] = set()
    for cell in cells:
        name, number = cell.get("id"), 1
        while isinstance(name, str) and cell["id"] in seen:
            number += 1
            cell["id"] = f"{name[:60]}-{number}"
        seen.add(cell.get("id", ""))
    return cells
