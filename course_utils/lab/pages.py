"""What the course's tabs in JupyterLab show, as HTML without head and body."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from jupyter_server.utils import url_path_join
from markupsafe import Markup

from course_utils.handin.desk import Desk
from course_utils.lab import chapters
from course_utils.lab.coming import Coming, with_gaps

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
        else {"chapter": there[row], "desk": (desks or {}).get(there[row].folder, Desk())}
        for row in with_gaps(there)
    ]
    return (
        _environment(opens)
        .get_template("chapters.html.j2")
        .render(
            chapters=found,
            rows=rows,
            started=any(chapter.started for chapter in found),
            next=chapters.resumed(found),
            fault=fault,
            now=now or datetime.now().astimezone(),
        )
    )


def _environment(opens: str) -> Environment:
    environment = Environment(loader=PackageLoader("course_utils.lab", "."), autoescape=True, trim_blocks=True)
    environment.filters["points"] = lambda number: f"{round(number, 2):g}"
    environment.filters["sign"] = lambda state: SIGNS.get(state, OTHER_SIGN)
    environment.filters["when"] = when

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


def _name(exercise: chapters.ExerciseProgress) -> Markup:
    """A function's name in code, a written answer in words."""
    return Markup("{}" if exercise.earned is None else "<code>{}</code>").format(exercise.name)


def when(time: datetime) -> str:
    """A time as people write it: "Tue 15 Dec 2026, 23:59"."""
    return f"{time:%a} {time.day} {time:%b %Y, %H:%M}"
