"""What the reader has predicted stands in the notebook's outputs, and is found there again after a restart."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

# The output of a question that says what was predicted, as data: {"question", "guess", "now", "shown"}.
MIME = "application/vnd.perceptron-to-policy.prediction+json"
LARGEST = 50_000_000  # bytes of a notebook


def former(question: str) -> dict:
    """What the saved notebook knows of the reader's prediction; {} if it knows nothing."""
    return _saved().get(question, {})


def records(cells: object) -> dict[str, dict]:
    """The last record of each question in a notebook's cells. Nothing is assumed about the cells."""
    found = {}
    for cell in cells if isinstance(cells, list) else []:
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data") if isinstance(output, dict) else None
            record = data.get(MIME) if isinstance(data, dict) else None
            if isinstance(record, dict) and isinstance(record.get("question"), str):
                found[record["question"]] = record
    return found


@cache  # once in a kernel: a second run of all cells clears the outputs before they are made again
def _saved() -> dict[str, dict]:
    path = _notebook()
    try:
        if path is None or path.stat().st_size > LARGEST:
            return {}
        notebook = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return records(notebook.get("cells")) if isinstance(notebook, dict) else {}


def _notebook() -> Path | None:
    """The notebook that this kernel runs for, as Jupyter Server or VS Code tells it; the kernel runs in its folder."""
    from IPython import get_ipython

    shell = get_ipython()
    said = getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", "")
    path = Path.cwd() / Path(str(said)).name
    return path if path.suffix == ".ipynb" else None
