"""The chapters as they were released. `make release` writes them here too, so that each copy of the course has them."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from PIL import Image

from .matching import field_of, joined

FOLDER = "released"
THUMBNAIL = "end_result.png"
ALT = "Description"  # PNG's keyword for what a picture shows
CHAPTER = re.compile(r"\d\d_\w+")


def released(chapter: str) -> dict | None:
    """The notebook of a chapter, such as "11_vae", as this release of the course has it; None where it has none."""
    content = released_bytes(chapter)
    return json.loads(content) if content else None


def released_bytes(chapter: str) -> bytes | None:
    """The same as the file that it was."""
    if not CHAPTER.fullmatch(chapter):
        return None
    file = resources.files("course_utils") / FOLDER / chapter / file_name(chapter)
    return file.read_bytes() if file.is_file() else None


@dataclass(frozen=True)
class Thumbnail:
    """A chapter's end result in small. address: a data URI; width, height: in pixels of the picture."""

    address: str
    width: int
    height: int
    alt: str


def end_result(chapter: str) -> Thumbnail | None:
    """What a chapter ends with, as this release shows it in the list of chapters; None where it shows nothing."""
    if not CHAPTER.fullmatch(chapter):
        return None
    file = resources.files("course_utils") / FOLDER / chapter / THUMBNAIL
    if not file.is_file():
        return None
    content = file.read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        address = f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"
        return Thumbnail(address, *picture.size, alt=picture.info.get(ALT, ""))


def file_name(chapter: str) -> str:
    """The name of a chapter's notebook: vae.ipynb for 11_vae."""
    return f"{chapter.partition('_')[2]}.ipynb"


def chapter_of(notebook, path: str | Path = "") -> str:
    """The chapter that a notebook says it is of, else the one in whose folder it lies; "" where neither is any."""
    told = field_of(field_of(field_of(notebook, "metadata"), "course"), "chapter")
    names = [told, Path(path).parent.name]
    return next((name for name in names if isinstance(name, str) and CHAPTER.fullmatch(name)), "")


def cells_of(notebook) -> list[dict]:
    """The cells of a notebook of which nothing is assumed, each with its source as one text."""
    cells = field_of(notebook, "cells")
    found = [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
    return [cell | {"source": joined(cell.get("source")).replace("\r\n", "\n")} for cell in found]
