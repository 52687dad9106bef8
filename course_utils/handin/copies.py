"""A checked copy of a chapter, for an upload: the right name, a whole notebook, and nothing in it that makes it too large."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from course_utils.handin.desk import PACKED
from course_utils.lab.chapters import ChapterProgress
from course_utils.plain_file import MEGABYTE, read_plain, write_atomically

LARGEST_OUTPUT = MEGABYTE
LARGEST = 200 * MEGABYTE


class CannotCopy(Exception):
    """There is nothing that could be handed in; the message is a sentence for the student."""


@dataclass(frozen=True)
class Copy:
    """What was written. path: from the course's folder. left_out: how many outputs were too large to go along."""

    path: str
    size: int
    left_out: int


def copy(course: Path, chapter: ChapterProgress) -> Copy:
    """Write the chapter as it is saved to the folder hand-in/; a copy that was there is replaced.

    Outputs of more than 1 MB stay out: nothing that is graded is lost, since grading runs the answers anew. Raises CannotCopy
    where there is no whole notebook, and OSError where the copy cannot be written.
    """
    file = course / chapter.path
    try:
        notebook = json.loads(read_plain(file, LARGEST))
        cells = [cell for cell in notebook["cells"] if cell.get("outputs")]
        large = {id(out): out for cell in cells for out in cell["outputs"] if len(json.dumps(out)) > LARGEST_OUTPUT}
        for cell in cells:
            cell["outputs"] = [out for out in cell["outputs"] if id(out) not in large]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        why = " ".join(chapter.faults) or f"{file.name} cannot be read."
        raise CannotCopy(f"There is nothing to hand in yet: {why}") from None
    target = course / PACKED / file.name
    write_atomically(target, json.dumps(notebook, ensure_ascii=False, indent=1).encode() + b"\n")
    return Copy(f"{PACKED}/{target.name}", target.stat().st_size, len(large))
