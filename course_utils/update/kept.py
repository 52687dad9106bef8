"""The cell that keeps what has found no place: marked, and never run."""

from __future__ import annotations

import re

from course_utils.update.cells import digest

TAG = "kept-by-update"


def kept_cell(cell: dict, why: str, day: str) -> dict:
    """A text cell that shows what the reader had written. Code stands in it as code: it cannot run by accident."""
    text = cell["source"]
    note = f"> **Kept from your earlier copy** (update of {day}). {why} What you had written:"
    body = text if cell["cell_type"] == "markdown" else _fenced(text, "python" if cell["cell_type"] == "code" else "")
    kept = {
        "cell_type": "markdown",
        "id": f"kept-{digest(text)}",
        "metadata": {"tags": [TAG]},
        "source": f"{note}\n\n{body}",
    }
    return kept | ({"attachments": cell["attachments"]} if cell.get("attachments") else {})


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
