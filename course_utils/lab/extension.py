"""Jupyter Server's part: `course/chapters` responds with the chapter list as a piece of HTML."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from course_utils.lab import chapters, desk

SIGNS = {chapters.FULL: "✓", chapters.WRITTEN: "✓", chapters.NOT_ATTEMPTED: "○", chapters.NOT_WRITTEN: "○"}
OTHER_SIGN = "◐"  # begun


class ChaptersHandler(JupyterHandler):
    """The chapter list, rebuilt from the saved notebooks for each request."""

    @web.authenticated
    async def get(self) -> None:
        """Send the list; it is for the reader who is signed in, and no browser may cache it."""
        course = Path(self.settings["server_root_dir"]).expanduser()
        found = await asyncio.to_thread(chapters.chapters, course)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(render(found, url_path_join(self.base_url, "lab/tree")))


def render(found: list[chapters.ChapterProgress], opens: str) -> str:
    """The list as HTML without head and body. opens: the address at which JupyterLab opens a path."""
    environment = Environment(loader=PackageLoader("course_utils.lab", "."), autoescape=True, trim_blocks=True)
    environment.filters["points"] = lambda number: f"{round(number, 2):g}"
    environment.filters["sign"] = lambda state: SIGNS.get(state, OTHER_SIGN)
    environment.filters["address"] = lambda path: url_path_join(opens, quote(path))
    return environment.get_template("chapters.html.j2").render(chapters=found)


def load(server) -> None:
    """Add the list, and what cells ask for, to a running Jupyter Server."""
    base, handlers = server.web_app.settings["base_url"], {"course/chapters": ChaptersHandler} | desk.HANDLERS
    server.web_app.add_handlers(".*$", [(url_path_join(base, path), handler) for path, handler in handlers.items()])
