"""Runs a submission within limits; whatever happens in it, the notebook comes back with outputs."""

from __future__ import annotations

from time import monotonic

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from traitlets import Float, Unicode, default

from grader.authoring.chapters import kernel_environment


class ExecuteWithinLimits(Execute):
    """nbgrader's Execute with a limit for the whole notebook, which ends a bad submission with errors in its cells.

    Stock nbgrader has a limit per cell alone, and drops a submission whose kernel dies or cannot be interrupted. Here the
    cells that ran keep their outputs, and so their points; every other cell gets an error output that says why it did not
    run. Demonstrations are not run: `RestoreCells` has made sure that only the chapter's own cells carry their tag.
    """

    notebook_timeout = Float(300, help="Seconds of wall time for all cells of a notebook together.").tag(config=True)
    skip_cells_with_tag = Unicode("demo", help="Cells with this tag are not run.").tag(config=True)

    @default("shutdown_kernel")
    def _shutdown_kernel_default(self) -> str:
        return "immediate"  # asking a submission's kernel to leave costs 0.8 s, and it may refuse

    @default("error_on_timeout")
    def _error_on_timeout_default(self) -> dict:
        text = "this cell ran for too long and was stopped: look for a loop that does not end"
        return {"ename": "CellTimeout", "evalue": text, "traceback": [f"CellTimeout: {text}"]}

    @default("timeout_func")
    def _timeout_func_default(self):
        # nbclient takes 0 for no limit
        return lambda cell: max(1.0, min(self.timeout or self.notebook_timeout, self._deadline - monotonic()))

    def setup_kernel(self, **kwargs):
        """The kernel runs like the chapter's build does (one thread, static figures), and knows that it is graded."""
        environment = kernel_environment() | {"NBGRADER_EXECUTION": "autograde"}
        return super().setup_kernel(env=environment, **kwargs)

    def preprocess(self, nb: NotebookNode, resources: dict | None = None, km=None) -> tuple[NotebookNode, dict]:
        """Run the cells in order. The clock starts before the kernel does."""
        self._deadline = monotonic() + self.notebook_timeout
        self._ended = ""
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Run one cell, unless nothing can run any more."""
        if not self._ended and monotonic() > self._deadline:
            self._ended = f"the notebook has used its {self.notebook_timeout:g} s"
        if self._ended:
            return _not_run(cell, self._ended, self.skip_cells_with_tag), resources
        try:
            return super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._ended = "the kernel died in an earlier cell"
            return _failed(cell, "KernelDied", "the kernel died while this cell ran"), resources
        except CellTimeoutError:
            self._ended = "an earlier cell could not be interrupted"
            return _failed(cell, "CellTimeout", "this cell ran for too long and could not be interrupted"), resources


def _not_run(cell: NotebookNode, reason: str, skipped_tag: str) -> NotebookNode:
    if cell.cell_type != "code" or skipped_tag in cell.metadata.get("tags", []):
        return cell
    return _failed(cell, "NotRun", f"this cell was not run: {reason}")


def _failed(cell: NotebookNode, name: str, message: str) -> NotebookNode:
    error = new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])
    cell.outputs = [*cell.get("outputs", []), error]
    return cell
