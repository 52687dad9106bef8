"""Jupyter Server's part of the button: the page with its script, and the run of `python -m grader autograde` behind it."""

from __future__ import annotations

import asyncio
import html
import sys
from dataclasses import dataclass
from pathlib import Path

from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader.base import BaseApiHandler, check_notebook_dir, check_xsrf
from nbgrader.server_extensions.formgrader.handlers import ManageSubmissionsHandler
from tornado import web

HERE = Path(__file__).parent
PAGE = r"/formgrader/manage_submissions/([^/]+)/?"  # nbgrader's own address
RUN = r"/formgrader/api/autograde_all/([^/]+)"
SCRIPT = r"/formgrader/course/(autograde_all\.js)"
LONGEST = 20_000  # characters of what a run says


@dataclass
class Run:
    """A run of the class grader. status: how it ended; None while it is at work."""

    status: int | None = None
    said: str = ""


class Page(ManageSubmissionsHandler):
    """nbgrader's page of a chapter's submissions, with our script."""

    def render(self, name: str, **names) -> str:
        """The page as nbgrader renders it, the script at the end of its head."""
        address = html.escape(url_path_join(self.base_url or "/", "formgrader/course/autograde_all.js"))
        return super().render(name, **names).replace("</head>", f'<script src="{address}"></script>\n</head>', 1)


class AutogradeAll(BaseApiHandler):
    """POST starts a run, unless the last one is at work; GET tells how it stands."""

    runs: dict[str, Run] = {}  # noqa: RUF012 - of the whole server, by chapter
    tasks: set[asyncio.Task] = set()  # noqa: RUF012 - a task that nobody holds may be dropped

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    async def post(self, assignment: str) -> None:
        """Start; the answer tells how it stands."""
        run = self.runs.get(assignment)
        if run is None or run.status is not None:
            run = self.runs[assignment] = Run()
            task = asyncio.create_task(autograde(run, assignment, self.coursedir.root))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        self._tell(run)

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    async def get(self, assignment: str) -> None:
        """How the last run stands."""
        if assignment not in self.runs:
            raise web.HTTPError(404)
        self._tell(self.runs[assignment])

    def _tell(self, run: Run) -> None:
        self.set_header("Cache-Control", "no-store")
        self.write({"running": run.status is None, "status": run.status, "log": run.said})


async def autograde(run: Run, assignment: str, root: str) -> None:
    """Grade a chapter's submissions as the command line does, in a process of its own."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "grader", "autograde", "--", assignment),
            cwd=root,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        run.said = said.decode(errors="replace")[-LONGEST:]
        run.status = process.returncode
    except OSError as error:
        run.said, run.status = str(error), 2


def load(server) -> None:
    """Add the page, the run and the script to a running Jupyter Server. Server extensions load in the order of their names: this
    page comes before nbgrader's own of the same address."""
    base = server.web_app.settings["base_url"]
    script = (url_path_join(base, SCRIPT), web.StaticFileHandler, {"path": str(HERE)})
    pages = [(url_path_join(base, path), handler) for path, handler in ((PAGE, Page), (RUN, AutogradeAll))]
    server.web_app.add_handlers(".*$", [*pages, script])
