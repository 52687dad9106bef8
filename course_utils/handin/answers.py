"""What a saved chapter's answers are worth when they run afresh, in a Python of their own: the same cases as `check`'s."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 60.0  # seconds without a word from the child: what runs then will not end
MOST = 8  # times that a child is started anew because a cell has ended it


@dataclass
class Answers:
    """What was found.

    checked: by exercise ("vae.reparameterize") what `child.found` says. stopped: by cell or exercise why it stopped.
    ran: whether there was a Python to run them.
    """

    checked: dict[str, dict] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)
    ran: bool = False


def run(notebook: Path, patience: float = PATIENCE) -> Answers:
    """Run the answers of a notebook and their checks. A cell that ends its Python, or does not end, is left out of the next try."""
    found = Answers()
    left_out: list[str] = []
    for _ in range(MOST):
        culprit = _once(notebook, left_out, found, patience)
        if not culprit:
            break
        left_out.append(culprit)
    return found


def _once(notebook: Path, left_out: list[str], found: Answers, patience: float) -> str:
    """Run a child, and note what it says. Returns the cell that ended it, "" where it came to its end."""
    command = [sys.executable, "-m", "course_utils.handin.child", str(notebook), *left_out]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NBGRADER_", "COURSE_"))}
    environment |= {"COURSE_STATIC": "1", "MPLBACKEND": "agg"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        encoding="utf-8",
    ) as child:
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_read, args=(child, lines), daemon=True).start()
        last: dict = {}
        why = "it ended its Python"
        try:
            while line := lines.get(timeout=patience if last else PATIENCE):  # to begin with, Python itself is slow
                last, found.ran = json.loads(line), True
                _note(last, found)
        except queue.Empty:
            why = f"it did not end within {patience:g} seconds"
            child.kill()
        child.wait()
    found.ran = found.ran or child.returncode == 0  # a chapter without answers is soon done
    if child.returncode == 0 or not last.get("runs"):
        return ""
    found.stopped[last["exercise"] or last["runs"]] = why
    return last["runs"]


def _read(child: subprocess.Popen, lines: queue.Queue) -> None:
    for line in child.stdout or ():
        lines.put(line)
    lines.put("")


def _note(event: dict, found: Answers) -> None:
    if "checked" in event:
        found.checked[event["checked"]] = event
    elif "stopped" in event:
        found.stopped[event["exercise"] or event["stopped"]] = event["said"]
