"""What the course adds to a kernel in its environment, whichever program shows the notebook.

A NameError says which cell makes the name, and the kernel remembers which cell it has run when. `settings` has every kernel
of the environment load this.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from course_utils.notebook.comeback import absent
from course_utils.notebook.released import CHAPTER, cells_of, released

MOST = 100 * 2**20  # bytes of a notebook that is read


class Desk:
    """One kernel's memory. ran: by execution count, the id of the cell that ran, as far as its front end says."""

    def __init__(self, shell):
        self.shell, self.folder = shell, Path.cwd()
        self.ran: dict[int, str] = {}
        self.current = ""

    def before(self, info) -> None:
        """A cell is about to run."""
        self.current = str(info.cell_id or "")

    def after(self, result) -> None:
        """A cell has run."""
        if result.execution_count and result.info and result.info.cell_id:
            self.ran[result.execution_count] = str(result.info.cell_id)

    def explain(self, shell, kind, error, trace, tb_offset=None):
        """Show a NameError, with a line that says which cell to run."""
        if kind is NameError and error.name:
            with suppress(Exception):  # whatever is wrong with a notebook, its reader sees the error itself
                if told := self.told(error.name):
                    error.add_note(told)
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    def told(self, name: str) -> str:
        """Which cell makes a name, and what to do; "" where that is not known."""
        history = self.shell.user_ns.get("In", [])
        cells = self.cells()
        texts = [cell["source"].strip() for cell in cells]
        ids = [cell.get("id") for cell in cells]
        now = history[-1].strip() if history else ""
        below = ids.index(self.current) if self.current in ids else texts.index(now) if now in texts else len(cells)
        return absent(name, cells, below, history[:-1])

    def cells(self) -> list[dict]:
        """The cells of this kernel's notebook as it was last saved, else of the chapter in whose folder it runs."""
        names = self.shell.user_ns.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")
        for path in (self.folder / Path(name).name for name in names if isinstance(name, str) and name):
            if path.suffix == ".ipynb" and path.is_file() and path.stat().st_size <= MOST:
                import json

                return cells_of(json.loads(path.read_bytes()))
        return cells_of(released(self.folder.name) if CHAPTER.fullmatch(self.folder.name) else None)


def load_ipython_extension(shell) -> None:
    """IPython looks this up by name."""
    desk = shell.course_desk = Desk(shell)
    shell.events.register("pre_run_cell", desk.before)
    shell.events.register("post_run_cell", desk.after)
    shell.set_custom_exc((NameError,), desk.explain)
