"""Jupyter Server's part of what JupyterLab does with cells: which ones another needs, and how they were released."""

from __future__ import annotations

import json
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from course_utils.notebook import files
from course_utils.notebook.comeback import cells_needed
from course_utils.notebook.damage import damage
from course_utils.notebook.matching import about, grade_id
from course_utils.notebook.released import cells_of, chapter_of, released
from course_utils.notebook.restore import mended, restored


class _Handler(JupyterHandler):
    def asked(self) -> dict:
        """What the page has sent: an object of JSON."""
        try:
            sent = json.loads(self.request.body)
        except ValueError:
            sent = None
        if not isinstance(sent, dict):
            raise web.HTTPError(400, reason="This needs an object of JSON")
        return sent

    def answer(self, **parts) -> None:
        """Send an object of JSON, for nobody else and only now."""
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(parts))


class NeededHandler(_Handler):
    """cells (of a notebook), target (a position), there (names that the kernel knows) -> needed: positions to run first."""

    @web.authenticated
    async def post(self) -> None:
        """Say what a cell needs."""
        asked = self.asked()
        cells = cells_of(asked)
        target = asked.get("target")
        if not isinstance(target, int) or not 0 <= target < len(cells):
            raise web.HTTPError(400, reason="There is no such cell")
        self.answer(needed=cells_needed(cells, target, set(asked.get("there", ()))))


class ReleasedHandler(_Handler):
    """chapter (its folder) -> answers: by grade id, how each was released."""

    @web.authenticated
    async def get(self) -> None:
        """Say how the answers of a chapter were handed out."""
        cells = cells_of(released(self.get_argument("chapter")))
        self.answer(answers={grade_id(cell): cell["source"] for cell in cells if about(cell).get("solution")})


class RestoreHandler(_Handler):
    """notebook, path, cell (its id; without it all that is damaged) -> cells: the notebook's, mended; found: what was wrong."""

    @web.authenticated
    async def post(self) -> None:
        """Mend a notebook as it is in the page; nothing is written to the disk."""
        asked = self.asked()
        notebook = asked.get("notebook")
        release = released(chapter_of(notebook, str(asked.get("path", ""))))
        if release is None or not isinstance(notebook, dict):
            raise web.HTTPError(404, reason="This notebook is no chapter of the course")
        found = damage(notebook, release)
        try:
            after = restored(notebook, release, asked["cell"]) if asked.get("cell") else mended(notebook, release)
        except KeyError:
            raise web.HTTPError(404, reason="This cell is your own: there is nothing to restore") from None
        self.answer(cells=after["cells"], found=[{"what": f.what, "to_do": f.to_do, "mends": f.mends} for f in found])


class ResetHandler(_Handler):
    """path (of a notebook, from the server's root) -> kept: the name of the dated copy."""

    @web.authenticated
    async def post(self) -> None:
        """Put the released chapter in the place of a notebook."""
        root = Path(self.settings["server_root_dir"]).expanduser().resolve()
        file = (root / str(self.asked().get("path", "")).lstrip("/")).resolve()
        if not file.is_relative_to(root):
            raise web.HTTPError(404, reason="This is not in the course's folder")
        try:
            kept = files.reset(file)
        except files.CannotRestore as error:
            raise web.HTTPError(404, reason=str(error)) from None
        self.answer(kept=kept.name if kept else "")


HANDLERS = {
    "course/needed": NeededHandler,
    "course/released": ReleasedHandler,
    "course/restore": RestoreHandler,
    "course/reset": ResetHandler,
}
