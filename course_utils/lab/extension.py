"""Jupyter Server's part: `course/chapters` responds with the chapter list as a piece of HTML."""

from __future__ import annotations

import asyncio
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from course_utils.handin.desk import desks, exchange_of
from course_utils.handin.exchange import NoExchange
from course_utils.lab import chapters, others, pages


class CoursePage(JupyterHandler):
    """A piece of HTML for the reader who is signed in; no browser may cache it."""

    @property
    def course(self) -> Path:
        """The course's folder."""
        return Path(self.settings["server_root_dir"]).expanduser()

    @property
    def opens(self) -> str:
        """The address at which JupyterLab opens a path."""
        return url_path_join(self.base_url, "lab/tree")

    def answer(self, html: str) -> None:
        """Send the page."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(html)


class ChaptersHandler(CoursePage):
    """The chapter list, rebuilt from the saved notebooks for each request."""

    @web.authenticated
    async def get(self) -> None:
        """Send the list."""
        self.answer(await asyncio.to_thread(_chapter_list, self.course, self.opens))

    @web.authenticated
    async def post(self) -> None:
        """Fetch the feedback on a chapter from the exchange, then send the list."""
        chapter = str((self.get_json_body() or {}).get("fetch"))
        self.answer(await asyncio.to_thread(_chapter_list, self.course, self.opens, chapter))


def _chapter_list(course: Path, opens: str, fetch: str = "") -> str:
    found = chapters.chapters(course)
    failed = ""
    if fetch in (chapter.folder for chapter in found):
        try:
            exchange_of(course).fetch_feedback(fetch)
        except NoExchange as error:
            failed = str(error)
    known, fault = desks(course, {chapter.folder: course / chapter.path for chapter in found})
    return pages.chapter_list(found, opens, known, failed or fault)


def load(server) -> None:
    """Add the course's pages to a running Jupyter Server."""
    settings = server.web_app.settings
    address = url_path_join(settings["base_url"], "course/chapters")
    server.web_app.add_handlers(".*$", [(address, ChaptersHandler)])
    others.hide(Path(settings["server_root_dir"]).expanduser(), settings)
