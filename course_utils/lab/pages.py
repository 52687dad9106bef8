"""What the course's tabs in JupyterLab show, as HTML without head and body."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from jupyter_server.utils import url_path_join
from markupsafe import Markup, escape

from course_utils.handin.checklist import Checklist
from course_utils.handin.dates import shortly, when
from course_utils.handin.desk import PACKED, Desk
from course_utils.lab import chapters
from course_utils.lab.coming import Coming, with_gaps
from course_utils.notebook.released import end_result

SIGNS = {chapters.FULL: "✓", chapters.WRITTEN: "✓", chapters.NOT_ATTEMPTED: "○", chapters.NOT_WRITTEN: "○"}
OTHER_SIGN = "◐"  # begun
OF_CELL = Markup('href="{}#cell-id={}" data-path="{}" data-cell="{}"')
OF_FILE = Markup('href="{}" data-path="{}"')


def chapter_list(
    found: list[chapters.ChapterProgress],
    opens: str,
    desks: dict[str, Desk] | None = None,
    fault: str = "",
    now: datetime | None = None,
) -> str:
    """The list of chapters.

    opens: the address at which JupyterLab opens a path. desks: what is known of each chapter's way. fault: what is wrong with
    the exchange. now: to tell what is overdue.
    """
    there = {chapter.number: chapter for chapter in found}
    rows = [
        {"coming": row}
        if isinstance(row, Coming)
        else {
            "chapter": there[row],
            "desk": (desks or {}).get(there[row].folder, Desk()),
            "picture": end_result(there[row].folder),
        }
        for row in with_gaps(there)
    ]
    return (
        _environment(opens)
        .get_template("chapters.html.j2")
        .render(
            chapters=found,
            rows=rows,
            started=any(chapter.started for chapter in found),
            begun=any(chapter.started for chapter in found) or any(desk != Desk() for desk in (desks or {}).values()),
            next=chapters.resumed(found),
            fault=fault,
            now=now or datetime.now().astimezone(),
        )
    )


@dataclass(frozen=True)
class HandIn:
    """What the page of one chapter says beside its checklist.

    exchange: whether there is one. fault: what keeps it from working; failed: what went wrong just now. left_out: outputs that
    the copy lacks. running: whether the answers are being run.
    """

    desk: Desk
    exchange: bool = False
    fault: str = ""
    failed: str = ""
    left_out: int = 0
    running: bool = False


def hand_in(
    course: Path, found: Checklist, told: HandIn, *, opens: str, files: str, now: datetime | None = None
) -> str:
    """The page of a chapter that is to be handed in. opens, files: addresses under which JupyterLab opens and serves a path."""
    chapter = found.chapter
    file = course / chapter.path
    return (
        _environment(opens)
        .get_template("hand_in.html.j2")
        .render(
            {field.name: getattr(told, field.name) for field in fields(told)},
            list=found,
            size=_size(file),
            saved=datetime.fromtimestamp(chapter.saved).astimezone(),
            file=file.name,
            copied=_size(course / PACKED / file.name),
            files=files,
            now=now or datetime.now().astimezone(),
        )
    )


def _size(file: Path) -> int | None:
    return file.stat().st_size if file.is_file() else None


def _environment(opens: str) -> Environment:
    environment = Environment(loader=PackageLoader("course_utils.lab", "."), autoescape=True, trim_blocks=True)
    environment.filters["points"] = lambda number: f"{round(number, 1):g}"
    environment.filters["sign"] = lambda state: SIGNS.get(state, OTHER_SIGN)
    environment.filters.update(when=when, shortly=shortly, prose=prose)
    environment.filters["megabytes"] = lambda size: f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"

    def page(path: str) -> Markup:
        return OF_FILE.format(url_path_join(opens, quote(path)), path)

    def link(chapter: chapters.ChapterProgress, exercise: chapters.ExerciseProgress | None = None) -> Markup:
        """Where a chapter, or an exercise in it, opens: what the page's script takes, and what a browser follows."""
        if exercise is None or not exercise.cell:
            return page(chapter.path)
        address = url_path_join(opens, quote(chapter.path))
        return OF_CELL.format(address, quote(exercise.cell), chapter.path, exercise.cell)

    environment.globals.update(page=page, link=link, name=_name)
    return environment


def prose(text: str) -> Markup:
    """A sentence with its `code` set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _name(exercise: chapters.ExerciseProgress) -> Markup:
    """A function's name in code, a written answer in words."""
    return Markup("{}" if exercise.earned is None else "<code>{}</code>").format(exercise.name)
