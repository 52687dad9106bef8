"""The way back after a restart of the kernel: which cells another one needs, and which cell makes a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from .matching import beginning, kind_of
from .needed import every_name, names_in, statements
from .syntax import MAGIC

HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
TAG = re.compile(r"<[^>]+>")
RUN_ABOVE = "In the menu: Run > Run All Above Selected Cell."


def cells_needed(cells: list[dict], target: int, there: Collection[str]) -> list[int]:
    """The positions of the cells above `target` that it needs, however indirectly, and that have not all run.

    cells: of a notebook, each source a text. there: the names that the kernel knows.
    """
    code = [_code(cell) for cell in cells[: target + 1]]
    wanted = every_name(code[:target], names_in(code[target])) - set(there)
    return [position for position, cell in enumerate(code[:target]) if _binds(cell, wanted)]


def absent(name: str, cells: list[dict], below: int, ran: Iterable[str]) -> str:
    """What to tell of a name that is not there: which cell makes it, and what to do; "" where no cell does.

    below: the position of the cell that asked for the name. ran: the cells that have run since the kernel started.
    """
    makers = [position for position, cell in enumerate(cells) if position != below and _binds(_code(cell), {name})]
    if not makers:
        return ""
    above = [position for position in makers if position < below]
    maker = above[-1] if above else makers[0]
    cell = f"{beginning(cells[maker]['source'])}{_under(cells, maker)}"
    if cells[maker]["source"].strip() in {text.strip() for text in ran}:
        return f"`{name}` is made by {cell}. That cell has run, but `{name}` is not there: run it again."
    if not above:
        return f"`{name}` is made further down, by {cell}: run that cell first."
    return f"`{name}` is made by {cell}. That cell has not run since the kernel started. {RUN_ABOVE}"


def _code(cell: dict) -> str:
    """What a cell runs, its magics apart."""
    return MAGIC.sub(r"\1pass", cell["source"]) if kind_of(cell) == "code" else ""


def _binds(code: str, names: Collection[str]) -> bool:
    return any(not statement.binds.isdisjoint(names) for statement in statements(code))


def _under(cells: list[dict], position: int) -> str:
    """The heading above a cell, as its reader sees it."""
    texts = [cell["source"] for cell in cells[:position] if kind_of(cell) == "markdown"]
    headings = [heading for text in texts for heading in HEADING.findall(text)]
    return f" (under “{TAG.sub('', headings[-1]).strip()}”)" if headings else ""
