"""Do two runs of a cell show the same? One answer for the build and for nbval.

Text agrees when it is the same apart from its floats, and these to three significant digits; integers are exact.
Figures agree when their mean grey difference is small, over the whole picture and over its drawn part.
"""

import base64
import io
import itertools
import json
import math
import re

import numpy as np

from grader.authoring import sanitise

SIGNIFICANT_DIGITS = 3
ROUNDING = 1e-12  # two numbers below it are both nothing but rounding
GREY_LIMIT = 2.0  # of 255, mean over the picture
INK_LIMIT = 10.0  # of 255, mean over the pixels that are not ground: a thin line is lost in the mean over all
PICTURES = ("image/png", "image/jpeg")
FLOAT = re.compile(r"(?<![\w.])[-+]?(?:\d+\.\d+|\.\d+|\d+(?=[eE][-+]?\d))(?:[eE][-+]?\d+)?(?!\d|\.\d)")
EMBEDDED = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)")
EXCERPT = 60


def outputs_difference(stored: list, fresh: list) -> str | None:
    """One line that says how two lists of outputs (nbformat 4) differ; None where they agree.

    stdout and stderr are each compared as one text, wherever in the cell they were printed.
    """
    stored_text, stored_shown = _split(stored)
    fresh_text, fresh_shown = _split(fresh)
    for name in ("stdout", "stderr"):
        if difference := text_difference(stored_text.get(name, ""), fresh_text.get(name, "")):
            return f"{name}: {difference}"
    if len(stored_shown) != len(fresh_shown):
        return f"{len(stored_shown)} outputs are stored, {len(fresh_shown)} came"
    for number, (old, new) in enumerate(zip(stored_shown, fresh_shown, strict=True), start=1):
        if difference := _shown_difference(old, new):
            return f"output {number}: {difference}"
    return None


def text_difference(stored: str, fresh: str) -> str | None:
    """One line that says where two texts differ beyond the tolerances; None where they agree."""
    if stored == fresh:
        return None
    old_lines, new_lines = sanitise.plain(stored).split("\n"), sanitise.plain(fresh).split("\n")
    for number, (old, new) in enumerate(itertools.zip_longest(old_lines, new_lines), start=1):
        if old is None or new is None:
            return f"{len(old_lines)} lines are stored, {len(new_lines)} came"
        same_words = FLOAT.sub("<float>", old) == FLOAT.sub("<float>", new)
        if not same_words or not all(map(_close, FLOAT.findall(old), FLOAT.findall(new))):
            return f"line {number} is stored as {_around(old, new)} and came as {_around(new, old)}"
    return None


def picture_difference(stored: str, fresh: str) -> str | None:
    """One line that says how two pictures (base64) differ beyond the limits; None where they agree."""
    if stored == fresh:
        return None
    old, new = _grey(stored), _grey(fresh)
    if old.shape != new.shape:
        return "a figure of {1} x {0} pixels is stored, one of {3} x {2} came".format(*old.shape, *new.shape)
    difference = np.abs(old - new)
    whole = difference.mean()
    if whole > GREY_LIMIT:
        return f"the figure differs by {whole:.2f} grey levels in the mean (limit {GREY_LIMIT:g})"
    shades, counts = np.unique(old.round(), return_counts=True)
    ground = shades[counts.argmax()]
    ink = (old.round() != ground) | (new.round() != ground)
    drawn = difference[ink].mean() if ink.any() else 0.0
    if drawn > INK_LIMIT:
        return f"the figure's drawn part differs by {drawn:.2f} grey levels in the mean (limit {INK_LIMIT:g})"
    return None


def _split(outputs: list) -> tuple[dict[str, str], list]:
    """The text of each stream, and everything else in order."""
    text: dict[str, str] = {}
    shown = []
    for output in sanitise.strip_widgets(json.loads(json.dumps(outputs))):
        if output["output_type"] == "stream":
            text[output["name"]] = text.get(output["name"], "") + output["text"]
        else:
            shown.append(output)
    return text, shown


def _shown_difference(old: dict, new: dict) -> str | None:
    if old["output_type"] != new["output_type"]:
        return f"a stored {old['output_type']} came as {new['output_type']}"
    if old["output_type"] == "error":
        return text_difference(f"{old['ename']}: {old['evalue']}", f"{new['ename']}: {new['evalue']}")
    if set(old["data"]) != set(new["data"]):
        return f"stored as {', '.join(sorted(old['data']))}, came as {', '.join(sorted(new['data']))}"
    for kind, value in old["data"].items():
        if difference := _data_difference(kind, value, new["data"][kind]):
            return f"{kind}: {difference}"
    described = [json.dumps(output.get("metadata", {}), sort_keys=True, ensure_ascii=False) for output in (old, new)]
    if difference := text_difference(*described):  # the alternative text of a figure stands there
        return f"metadata: {difference}"
    return None


def _data_difference(kind: str, old, new) -> str | None:
    if kind in PICTURES:
        return picture_difference(old, new)
    if isinstance(old, str) and isinstance(new, str):
        return _markup_difference(old, new)
    return text_difference(*(json.dumps(value, sort_keys=True, ensure_ascii=False) for value in (old, new)))


def _markup_difference(old: str, new: str) -> str | None:
    """Text is compared as text, and the pictures that HTML carries inside it as pictures."""
    pictures = EMBEDDED.findall(old), EMBEDDED.findall(new)
    if len(pictures[0]) == len(pictures[1]):
        for pair in zip(*pictures, strict=True):
            if difference := picture_difference(*pair):
                return difference
        old, new = EMBEDDED.sub("<picture>", old), EMBEDDED.sub("<picture>", new)
    return text_difference(old, new)


def _close(stored: str, fresh: str) -> bool:
    """Do two printed floats agree to half a unit of the last significant digit that counts?"""
    old, new = float(stored), float(fresh)
    size = max(abs(old), abs(new))
    if size < ROUNDING or old == new:
        return True
    return abs(old - new) <= 0.5 * 10.0 ** (math.floor(math.log10(size)) + 1 - SIGNIFICANT_DIGITS)


def _grey(picture: str) -> np.ndarray:
    """The picture in base64 as grey levels [height, width], 0 to 255, on white where it is transparent."""
    from matplotlib.image import imread  # late: most outputs are text

    data = base64.b64decode(picture)
    pixels = imread(io.BytesIO(data), format="png" if data.startswith(b"\x89PNG") else "jpeg")
    if pixels.dtype == np.uint8:
        pixels = pixels / 255.0
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = pixels[..., :3] * pixels[..., 3:] + 1 - pixels[..., 3:]
    grey = pixels if pixels.ndim == 2 else pixels[..., :3] @ np.array([0.299, 0.587, 0.114])
    return 255.0 * grey


def _around(line: str, other: str) -> str:
    """The part of `line` around its first character that is not in `other`, quoted."""
    start = next((i for i, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), min(len(line), len(other)))
    begin = max(0, start - EXCERPT // 2)
    return repr(line[begin : begin + EXCERPT])
