"""Reads the file of a submitted notebook: its cells, or in a reader's words why there are none."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.notebook.matching import grade_id, joined
from course_utils.notebook.released import CHAPTER
from course_utils.plain_file import MEGABYTE, is_linked, read_plain
from grader.sandbox.policy import SandboxPolicy

from .records import NeedsHuman
from .scan import Json, TooManyParts

MERGE_MARK = re.compile(r"^<{7} .*^>{7} ", re.MULTILINE | re.DOTALL)
SMALL = 4 * MEGABYTE  # so much is parsed whole; of a larger file only what is kept
KEPT = ("cell_type", "source", "input", "metadata", "id", "attachments", "level")
LONGEST_METADATA = 100_000  # bytes of one cell's; a grade id needs a hundred
ESCAPED = 8  # bytes that JSON may need for a character, with its share of quotes and commas


class Unreadable(Exception):
    """The file cannot be taken for a notebook; the message says why."""


@dataclass
class Submitted:
    """A submitted notebook. Nothing is assumed about its cells but that each is a dict, and its source a text.

    chapter: of which the notebook says that it is; "" if it says nothing. graded: False where nothing in it can be.
    """

    cells: list[dict]
    chapter: str = ""
    notes: list[str] = field(default_factory=list)
    graded: bool = True


def read_notebook(path: Path, policy: SandboxPolicy) -> Submitted:
    """The notebook in a file that was handed in; one without cells, and a note, where there is none to read."""
    try:
        return read_submitted(path, policy)
    except Unreadable as error:
        return _nothing(f"the submitted file is no notebook ({error}), so nothing in it could be graded")


def of_assignment(found: Submitted, assignment: str, stubs: Container[str]) -> Submitted:
    """The notebook, if it is this assignment's; stubs: the grade ids of the assignment's cells."""
    foreign = found.chapter and found.chapter != assignment and not any(grade_id(cell) in stubs for cell in found.cells)
    if foreign and CHAPTER.fullmatch(assignment):
        return _nothing(f"this is the notebook of {found.chapter}, so nothing in it could be graded for {assignment}")
    if any(MERGE_MARK.search(cell["source"]) for cell in found.cells):
        found.notes.append(NeedsHuman("a cell holds the marks of an unfinished git merge (`<<<<<<<`), and cannot run"))
    return found


def _nothing(reason: str) -> Submitted:
    return Submitted([], notes=[NeedsHuman(reason)], graded=False)


def read_submitted(path: Path, policy: SandboxPolicy) -> Submitted:
    """The notebook in a file; Unreadable with the reason if there is none."""
    if is_linked(path.parent):
        raise Unreadable("its folder is a link to another place")
    try:
        data = read_plain(path, policy.notebook_megabytes * MEGABYTE)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None
    notebook = _parsed(data, policy)
    cells = _cells_of(notebook)
    if cells is None:
        raise Unreadable("it has no cells: it is some other kind of JSON file")
    if not cells:
        raise Unreadable("it is a notebook without a single cell")
    return _bounded(cells, _chapter_of(notebook), policy)


def _parsed(data: bytes, policy: SandboxPolicy):
    try:
        encoding = json.detect_encoding(data)
        text = data if encoding == "utf-8" else data.decode(encoding).encode("utf-8", "replace")
        return json.loads(text) if len(text) <= SMALL else _kept(Json(text, policy.notebook_parts), policy)
    except RecursionError:
        raise Unreadable("it nests lists within lists without end") from None
    except TooManyParts:
        raise Unreadable("its outputs, or whatever else is in it, have too many parts: clear the outputs") from None
    except (ValueError, LookupError) as error:
        raise Unreadable(_what_it_is(data, error)) from None


def _kept(file: Json, policy: SandboxPolicy) -> dict:
    """Of a large notebook what would be read of a small one."""
    notebook: dict = {}
    for key, start, end in file.members(file.first()):
        if key == "cells" and file.starts(start, b"["):
            notebook[key] = _some_cells(file, start, policy)
        elif key == "worksheets" and file.starts(start, b"["):
            notebook[key] = [_worksheet(file, sheet, policy) for sheet, _ in file.items(start)]
        elif key == "metadata" and end - start <= LONGEST_METADATA:
            notebook[key] = file.value(start, end)
    return notebook


def _worksheet(file: Json, start: int, policy: SandboxPolicy) -> dict:
    members = file.members(start) if file.starts(start, b"{") else ()
    return {k: _some_cells(file, a, policy) for k, a, _ in members if k == "cells" and file.starts(a, b"[")}


def _some_cells(file: Json, start: int, policy: SandboxPolicy) -> list:
    """The cells with what is kept of them, one more than a notebook may have at most."""
    cells: list = []
    for begin, _ in file.items(start):
        if len(cells) > policy.notebook_cells:
            break
        members = file.members(begin) if file.starts(begin, b"{") else ()
        cells.append({key: _member(file, key, a, b, policy) for key, a, b in members if key in KEPT})
    return cells


def _member(file: Json, key: str, start: int, end: int, policy: SandboxPolicy):
    longest = {
        "source": ESCAPED * policy.cell_characters,
        "input": ESCAPED * policy.cell_characters,
        "attachments": policy.submitted_file_megabytes * MEGABYTE,
    }
    if end - start <= longest.get(key, LONGEST_METADATA):
        return file.value(start, end)
    return " " * (policy.cell_characters + 1) if key in ("source", "input") else None  # too long either way


def _cells_of(notebook) -> list | None:
    """The cells of a notebook of any format; None where it has none."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if isinstance(cells, list):
        return cells
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    if not isinstance(sheets, list):
        return None
    of_sheets = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [_of_format_4(cell) for cells in of_sheets if isinstance(cells, list) for cell in cells]


def _of_format_4(cell):
    """A cell of the formats 2 and 3, which had headings of their own and named a code cell's source `input`."""
    if not isinstance(cell, dict):
        return cell
    kind, source = cell.get("cell_type"), cell.get("source", cell.get("input"))
    if kind == "heading":
        level = cell.get("level")
        depth = min(max(level, 1), 6) if isinstance(level, int) else 1
        return cell | {"cell_type": "markdown", "source": "#" * depth + " " + joined(source)}
    return cell | {"cell_type": {"html": "markdown", "plaintext": "raw"}.get(str(kind), kind), "source": source}


def _chapter_of(notebook: dict) -> str:
    metadata = notebook.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    chapter = course.get("chapter") if isinstance(course, dict) else None
    return clean(chapter[:100]) if isinstance(chapter, str) else ""


def _bounded(cells: list, chapter: str, policy: SandboxPolicy) -> Submitted:
    """As many cells, and as much of them, as the limits allow."""
    found = Submitted([], chapter)
    room = policy.notebook_characters
    for cell in cells[: policy.notebook_cells]:
        cell, cut = bounded(cell, policy)
        room -= len(cell["source"])
        if room < 0:
            break
        found.cells.append(cell)
        found.notes += [cut] if cut else []
    if len(found.cells) < len(cells):
        told = f"the notebook is too long: its cells behind the first {len(found.cells):,} were left out"
        found.notes.append(NeedsHuman(told))
    return found


def bounded(cell, policy: SandboxPolicy) -> tuple[dict, str]:
    """A cell with what is read of it, and a note where its source is too long and left out."""
    cell = cell if isinstance(cell, dict) else {}
    source, note = joined(cell.get("source")), ""
    if len(source) > policy.cell_characters:
        reason = f"it is longer than {policy.cell_characters:,} characters"
        note = NeedsHuman(f"a cell was left out: {reason}")
        source = f"raise ValueError('this cell was left out: {reason}')"
    return cell | {"source": clean(source).replace("\r\n", "\n").replace("\r", "\n")}, note


def clean(text: str) -> str:
    """The text without halves of characters, which cannot be written as UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


SIGNS: Iterable[tuple[bytes, str]] = (
    (b"%PDF", "it is a PDF: hand in the notebook itself"),
    (b"PK\x03\x04", "it is a zip archive, or an office document: hand in the notebook itself"),
    (b"\x1f\x8b", "it is a compressed archive: hand in the notebook itself"),
    (b"\x89PNG", "it is a picture: hand in the notebook itself"),
    (b"\xff\xd8\xff", "it is a picture: hand in the notebook itself"),
    (b"version https://git-lfs", "it is a placeholder of Git LFS: the notebook was not uploaded"),
)


def _what_it_is(data: bytes, error: Exception) -> str:
    """Why this file is no notebook, as somebody would say it who has looked at it."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if not data.strip(b" \t\r\n\0"):
        return "it is empty" + (f": {len(data):,} bytes, and nothing is written in them" if data else "")
    if found := next((text for sign, text in SIGNS if data.startswith(sign)), ""):
        return found
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<")) and not start.startswith(b"<<<<<<<"):
        return "it is a web page: download the notebook itself, not the page that shows it"
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith((b"<<<<<<< ", b">>>>>>> ")):
            return (
                f"line {number} is a mark of an unfinished git merge (`{line[:40].decode('utf-8', 'replace').strip()}`): "
                "choose one of the two versions, and take the marks out"
            )
    if start.startswith(b"{"):
        cut = _ends_early(error)
        return "it ends in the middle: the upload was not complete" if cut else f"it is damaged ({error})"
    return "it is a text, and not a notebook's" if _is_text(data) else "it is no text"


def _ends_early(error: Exception) -> bool:
    if isinstance(error, json.JSONDecodeError):
        return not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated string")
    return "ends in the middle" in str(error)


def _is_text(data: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in data[:1000])
