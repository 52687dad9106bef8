"""A chapter's end result in small, for the list of chapters: the last figure of the cell tagged `end-result`."""

from __future__ import annotations

import base64
import io

from nbformat import NotebookNode
from PIL import Image, ImageChops, PngImagePlugin

from course_utils.notebook.released import ALT

END_RESULT = "end-result"
SIZE = (360, 220)  # pixels; the list shows half as many, so that they are sharp on a fine screen
COLOURS = 255


def shows_end_result(cell: NotebookNode) -> bool:
    """True where an author has marked the cell."""
    return END_RESULT in cell.metadata.get("tags", [])


def end_result_breaches(notebook: NotebookNode) -> list[str]:
    """At most one cell shows the end result, and it shows a figure."""
    marked = [cell for cell in notebook.cells if shows_end_result(cell)]
    if len(marked) > 1:
        return [f"{cell.id} is tagged {END_RESULT}, as {marked[0].id} is: tag one cell" for cell in marked[1:]]
    return [f"{cell.id} is tagged {END_RESULT} and shows no figure" for cell in marked if _figure(cell) is None]


def thumbnail(notebook: NotebookNode) -> bytes | None:
    """The end result of an executed notebook as a PNG of at most 360 x 220 pixels, which bears its alt text.

    None where no cell is tagged, or where the tagged one shows no figure.
    """
    figure = next((_figure(cell) for cell in notebook.cells if shows_end_result(cell)), None)
    if figure is None:
        return None
    picture = _trimmed(Image.open(io.BytesIO(base64.b64decode(figure["image/png"]))).convert("RGB"))
    picture.thumbnail(SIZE, Image.Resampling.LANCZOS)
    about = PngImagePlugin.PngInfo()
    about.add_itxt(ALT, "".join(figure["text/plain"]))
    packed = io.BytesIO()
    small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(packed, format="png", optimize=True, pnginfo=about)
    return packed.getvalue()


def _figure(cell: NotebookNode) -> dict | None:
    """The data of the last figure that the cell shows."""
    shown = [output.get("data", {}) for output in cell.get("outputs", [])]
    return next((data for data in reversed(shown) if "image/png" in data), None)


def _trimmed(picture: Image.Image) -> Image.Image:
    """The picture without the empty margin that a figure has in a page: what it shows is small enough."""
    paper = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    return picture.crop(ImageChops.difference(picture, paper).getbbox())
