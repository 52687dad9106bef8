"""The table that says what has become of the reader's work: in a terminal of 80 columns, and as a file."""

from __future__ import annotations

import textwrap

from course_utils.update.plan import Chapter, Plan, Row

WIDTH, NAMES = 80, 26


def in_terminal(plan: Plan) -> str:
    """The table in plain text. `+` is in its place, `!` wants to be looked at."""
    lines: list[str] = []
    for chapter in _told(plan):
        lines += ["", chapter.title + (f": {chapter.state}" if chapter.state else "")]
        for row in chapter.rows:
            lines += _lines(row)
    return "\n".join(lines).strip("\n")


def _told(plan: Plan) -> list[Chapter]:
    same = sum(not chapter.rows and not chapter.state for chapter in plan.chapters)
    told = [chapter for chapter in plan.chapters if chapter.rows or chapter.state]
    told += [Chapter("Course files", rows=plan.files)] if plan.files else []
    if same:
        word = "chapter is" if same == 1 else "chapters are"
        told.append(Chapter(f"{same} {word} as before"))
    return told


def _lines(row: Row) -> list[str]:
    sign, text = "!" if row.look else "+", ", ".join(filter(None, (row.happened, row.changed)))
    start = f"  {sign} {row.what.replace('`', '')}"
    room = WIDTH - NAMES - 4
    told = textwrap.wrap(text.replace("`", ""), room) or [""]
    if len(start) > NAMES + 2:
        return [*textwrap.wrap(start, WIDTH, subsequent_indent="    "), *(" " * (NAMES + 4) + line for line in told)]
    return [f"{start:<{NAMES + 4}}{told[0]}", *(" " * (NAMES + 4) + line for line in told[1:])]


def as_file(plan: Plan, number: str, day: str) -> str:
    """The same in Markdown, with what has changed under each answer line by line."""
    lines = [f"# Update to release {number}, {day}", "", *_looks(plan), ""]
    for chapter in _told(plan):
        lines += [f"## {chapter.title}", ""]
        lines += [f"{chapter.state[:1].upper()}{chapter.state[1:]}.", ""] if chapter.state else []
        if chapter.rows:
            lines += ["| | what | what happened | what changed under it |", "| --- | --- | --- | --- |"]
            lines += [
                f"| {'look' if r.look else ''} | {_cell(r.what)} | {r.happened} | {_cell(r.changed)} |"
                for r in chapter.rows
            ]
            lines.append("")
        for row in chapter.rows:
            if row.diff:
                lines += [f"What has changed under `{row.what}`:", "", "```diff", *row.diff, "```", ""]
    lines += [f"Your notebooks as they were before are in this folder: {plan.kept}."]
    return "\n".join(lines).rstrip() + "\n"


def _looks(plan: Plan) -> list[str]:
    count = sum(row.look for chapter in [*plan.chapters, Chapter("", rows=plan.files)] for row in chapter.rows)
    if not count:
        return ["Everything that you had written is in its place."]
    return [
        f"Everything that you had written is here. {count} {'thing needs' if count == 1 else 'things need'} a look."
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
