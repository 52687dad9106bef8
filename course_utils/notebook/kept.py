"""The cell that keeps a reader's words where their place is taken: text, so that code in it never runs."""

from __future__ import annotations

import hashlib
import re

from .matching import kind_of

TAG = "kept"


def kept_cell(cell: dict, note: str) -> dict:
    """A text cell that shows what a cell held. note: one line of Markdown that says where it was, and why it is here."""
    text, kind = cell["source"], kind_of(cell)
    body = text if kind == "markdown" else _fenced(text, "python" if kind == "code" else "")
    name = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    kept = {"cell_type": "markdown", "id": f"kept-{name}", "metadata": {"tags": [TAG]}, "source": f"{note}\n\n{body}"}
    return kept | ({"attachments": cell["attachments"]} if cell.get("attachments") else {})


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
