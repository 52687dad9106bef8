"""The command line: the checklist of a chapter, and handing it in."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from course_utils.handin.checklist import DONE, LEFT, Checklist, checklist
from course_utils.handin.copies import CannotCopy, copy
from course_utils.handin.dates import when
from course_utils.handin.desk import exchange_of, has_exchange
from course_utils.handin.exchange import NoExchange

COURSE = Path(__file__).resolve().parents[2]
SIGNS = {DONE: "✓", LEFT: "◐"}


def main(arguments: list[str] | None = None) -> int:
    """Print the checklist; with `hand-in`, hand the chapter in afterwards. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.handin", description="Check and hand in a chapter.")
    parser.add_argument("what", choices=["validate", "hand-in"])
    parser.add_argument("chapter", nargs="?", default="", help='such as "11_vae", "11" or "vae"')
    parser.add_argument("--course", type=Path, default=COURSE, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a sign must not stop it
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    known = [path.name for path in sorted((asked.course / "notebooks").glob("[0-9][0-9]_*"))]
    meant = [name for name in known if asked.chapter in (name, *name.split("_", 1))]
    if not meant:
        said = f"There is no chapter {asked.chapter}." if asked.chapter else "Name the chapter."
        print(
            f"{said} The chapters are {', '.join(known)}: make {asked.what} CHAPTER={(known or ['11_vae'])[0]}",
            file=sys.stderr,
        )
        return 2
    found = checklist(asked.course / "notebooks" / meant[0])
    show(found)
    try:
        if asked.what == "hand-in":
            print(handed_in(asked.course, found))
    except (NoExchange, CannotCopy, OSError) as error:
        print(f"Not handed in: {error}", file=sys.stderr)
        return 1
    return 0


def show(found: Checklist) -> None:
    """Print a checklist."""
    chapter = found.chapter
    saved = f", saved {when(datetime.fromtimestamp(chapter.saved).astimezone())}" if chapter.saved else ""
    print(f"{chapter.number} · {chapter.title}: {chapter.path}{saved}")
    width = max((len(item.exercise.name) for item in found.items), default=0)
    for item in found.items:
        worth = f"{item.exercise.points:g}"
        points = f"{'-' if item.points is None else f'{round(item.points, 1):g}'} of {worth}"
        state = f"{item.state}. {item.told}" if item.state == LEFT else item.told or item.state
        print(f"  {SIGNS.get(item.state, '○')} {item.exercise.name:{width}}  {points:>8}  {state}")
    for fault in chapter.faults:
        print(f"Warning: {fault}")
    print(found.summary())


def handed_in(course: Path, found: Checklist) -> str:
    """Hand a chapter in, through the exchange where there is one, as a file to upload elsewhere; say what was done."""
    if has_exchange(course):
        sent = exchange_of(course).hand_in(found.chapter.folder)
        return f"Handed in {when(sent.time.astimezone())}. You may hand in again: the newest counts."
    made = copy(course, found.chapter)
    without = f", without {made.left_out} output(s) of more than 1 MB" if made.left_out else ""
    return (
        f"Upload this file where your instructor asks for it: {course / made.path} ({made.size / 1e6:.2g} MB{without})"
    )
