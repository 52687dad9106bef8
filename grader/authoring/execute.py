"""Run a chapter from its first cell to its last in a fresh kernel."""

import subprocess
import sys
from pathlib import Path

from nbformat import NotebookNode
from tqdm.auto import tqdm

from grader.authoring.chapters import AuthoringError, Chapter, kernel_environment

CELL_SECONDS = 180  # four times the budget of a whole chapter


def execute(notebook: NotebookNode, chapter: Chapter, folder: Path | None = None) -> None:
    """Execute the cells of `notebook` in place; each code cell gets its outputs and its count.

    folder: where the kernel starts; the chapter's own folder by default.
    Raises AuthoringError at the first cell that fails; it names the chapter, the cell and the exception.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    running = {"id": "none"}
    bar = tqdm(total=len(notebook.cells), desc=chapter.name, unit="cell", leave=False, disable=not sys.stderr.isatty())

    def on_cell_start(cell, cell_index):
        running["id"] = cell.id
        bar.update(cell_index - bar.n)

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,  # how the kernel cuts a text into messages differs from run to run
        on_cell_start=on_cell_start,
        resources={"metadata": {"path": str(folder or chapter.folder)}},
    )
    where = f"{chapter.name}, cell "
    try:
        with bar:
            client.execute(env=kernel_environment(), stderr=subprocess.DEVNULL)  # the kernel's own log
    except CellExecutionError as error:
        what = (error.evalue.strip().splitlines() or ["(no message)"])[0]
        raise AuthoringError(f"{where}{running['id']}: {error.ename}: {what}") from error
    except CellTimeoutError as error:
        raise AuthoringError(f"{where}{running['id']} ran for over {CELL_SECONDS} s and was stopped") from error
    except DeadKernelError as error:
        raise AuthoringError(f"{where}{running['id']}: the kernel died") from error
