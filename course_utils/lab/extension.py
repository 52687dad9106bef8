"""Jupyter Server's part: `course/chapters` responds with the chapter list, `course/hand-in` with a chapter's checklist."""

from __future__ import annotations

import asyncio
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from course_utils.handin.checklist import checklist
from course_utils.handin.copies import CannotCopy, copy
from course_utils.handin.desk import desks, exchange_of, has_exchange
from course_utils.handin.exchange import NoExchange
from course_utils.lab import cells, chapters, others, pages


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


class HandInHandler(CoursePage):
    """What is still missing in a chapter, and handing it in."""

    @web.authenticated
    async def get(self) -> None:
        """Send the page; with run=1 the answers are run for it, without only read."""
        chapter, run = self.get_query_argument("chapter"), self.get_query_argument("run", "") == "1"
        self.answer(await asyncio.to_thread(self.page, chapter, run=run))

    @web.authenticated
    async def post(self) -> None:
        """Hand the chapter in or make a copy of it, then send the page."""
        asked = self.get_json_body() or {}
        self.answer(await asyncio.to_thread(self.page, str(asked.get("chapter")), do=str(asked.get("do"))))

    def page(self, chapter: str, *, run: bool = False, do: str = "") -> str:
        """The page of a chapter; do: "send", "copy" or nothing beforehand."""
        folder = self.course / "notebooks" / chapter
        if not chapters.FOLDER.fullmatch(chapter) or not folder.is_dir():
            raise web.HTTPError(404, f"there is no chapter {chapter}")
        found = checklist(folder, run=run)
        failed, left_out = "", 0
        try:
            if do == "send":
                exchange_of(self.course).hand_in(chapter)
            elif do == "copy":
                left_out = copy(self.course, found.chapter).left_out
        except (NoExchange, CannotCopy, OSError) as error:
            failed = str(error)
        known, fault = desks(self.course, {chapter: self.course / found.chapter.path})
        told = pages.HandIn(
            known[chapter], has_exchange(self.course), fault, failed, left_out, running=not run and not do
        )
        files = url_path_join(self.base_url, "files")
        return pages.hand_in(self.course, found, told, opens=self.opens, files=files)


def load(server) -> None:
    """Add the course's pages, and what cells ask for, to a running Jupyter Server."""
    settings = server.web_app.settings
    handlers = {"course/chapters": ChaptersHandler, "course/hand-in": HandInHandler} | cells.HANDLERS
    found = [(url_path_join(settings["base_url"], path), handler) for path, handler in handlers.items()]
    server.web_app.add_handlers(".*$", found)
    others.hide(Path(settings["server_root_dir"]).expanduser(), settings)
