"""Time and memory that each chapter takes to run, solved and untouched, against its budget.

Prints the ratio to the budget (45 s and 2 GB solved, 20 s untouched, on two cores), so that a chapter that grows slow
shows before it is over.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.authoring.chapters import find_chapters, kernel_environment

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = {"solutions": (45.0, 2.0), "notebooks": (20.0, 2.0)}  # seconds, GB


def run(notebook: Path, folder: Path) -> tuple[float, float]:
    """(seconds, peak memory of the largest process in GB) of one run from top to bottom; RuntimeError if a cell fails."""
    command = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--output-dir",
        str(folder),
        str(notebook),
    ]
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=log, stderr=log, env=kernel_environment())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            log.seek(0)
            raise RuntimeError(f"{notebook} does not run: {log.read().decode(errors='replace')[-500:]}")
    return seconds, usage.ru_maxrss / 1e6


def main() -> int:
    print(f"{'chapter':16}{'copy':12}{'seconds':>9}{'of budget':>11}{'peak GB':>9}{'of budget':>11}")
    over = False
    for chapter in find_chapters(ROOT):
        for copy, (seconds_allowed, memory_allowed) in BUDGETS.items():
            with tempfile.TemporaryDirectory() as folder:
                seconds, memory = run(ROOT / copy / chapter.name / f"{chapter.topic}.ipynb", Path(folder))
            over |= seconds > seconds_allowed or memory > memory_allowed
            what = "solved" if copy == "solutions" else "untouched"
            print(
                f"{chapter.name:16}{what:12}{seconds:9.1f}{seconds / seconds_allowed:11.2f}{memory:9.2f}{memory / memory_allowed:11.2f}"
            )
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
