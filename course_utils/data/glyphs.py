"""Glyphs: characters drawn from the fonts that ship with matplotlib, by known factors.

Nothing is fetched, and everything about an image is known: which character, in which font, how far it was turned,
scaled, slanted and moved. So what a model has learnt about the factors can be compared with the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

import matplotlib
import numpy
import torch
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from .images import ImageData

SIDE = 28  # pixels
FINE = 4  # the character is drawn this many times as large, then turned and averaged down
BODY = 20  # pixels of the font's em at size 1
STROKE = 5  # fine pixels that an outline is wide
FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
# An upright font and its slanted twin, where there is one.
TWINS = {
    "DejaVuSans": "DejaVuSans-Oblique",
    "DejaVuSans-Bold": "DejaVuSans-BoldOblique",
    "DejaVuSansMono": "DejaVuSansMono-Oblique",
    "DejaVuSansMono-Bold": "DejaVuSansMono-BoldOblique",
    "DejaVuSerif": "DejaVuSerif-Italic",
    "DejaVuSerif-Bold": "DejaVuSerif-BoldItalic",
    "STIXGeneral": "STIXGeneralItalic",
    "STIXGeneralBol": "STIXGeneralBolIta",
    "cmr10": None,
    "cmtt10": None,
}
UPRIGHT = tuple(TWINS)
SLANTED = tuple(twin for twin in TWINS.values() if twin)
FONTS = tuple(sorted(UPRIGHT + SLANTED))
PAIRS = ("outlined", "slanted")

Range = float | tuple[float, float]


@dataclass(frozen=True)
class Factors:
    """What n glyphs were drawn by.

    character: [n] int64, index into the characters; font: [n] int64, index into the fonts.
    angle: [n] degrees, anticlockwise; size: [n], 1 is as the font has it; slant: [n], columns to the right per row up.
    shift: [n, 2] pixels, down and to the right. All but the first two are float32.
    """

    character: Tensor
    font: Tensor
    angle: Tensor
    size: Tensor
    slant: Tensor
    shift: Tensor

    def __getitem__(self, rows) -> Factors:
        return Factors(*(getattr(self, one.name)[rows] for one in fields(self)))

    def __len__(self) -> int:
        return len(self.character)


@dataclass(frozen=True, repr=False)
class GlyphData(ImageData):
    """Glyphs, and what they were drawn by. The labels are indices into `characters`.

    characters: a text; fonts: names. train_factors, held_out_factors: of the images.
    train_twins, held_out_twins: the same glyphs, outlined or slanted; [0, d] unless `pair` asked for them.
    """

    characters: str = ""
    fonts: tuple[str, ...] = ()
    train_factors: Factors = field(kw_only=True)
    held_out_factors: Factors = field(kw_only=True)
    train_twins: Tensor = field(kw_only=True)
    held_out_twins: Tensor = field(kw_only=True)


def glyph(
    character: str,
    font: str = "DejaVuSans",
    *,
    angle: float = 0.0,
    size: float = 1.0,
    slant: float = 0.0,
    shift: tuple[float, float] = (0.0, 0.0),
    outlined: bool = False,
) -> Tensor:
    """One character, [28, 28] float32 in [0, 1], where 1 is ink; arguments as in Factors.

    Raises ValueError for a font that is not there, a character that it has not, or a size that is not positive.
    """
    if size <= 0:
        raise ValueError(f"size is {size:g}, but must be positive: 1 is the size that the font has")
    return torch.from_numpy(_drawn(_large(character, font, outlined), angle, size, slant, shift))


def glyphs(
    n: int = 3000,
    *,
    held_out: int = 500,
    characters: str = "0123456789",
    fonts: str | Sequence[str] = FONTS,
    angle: Range = (-20.0, 20.0),
    size: Range = (0.8, 1.15),
    slant: Range = (-0.2, 0.2),
    shift: Range = (-2.0, 2.0),
    threshold: float | None = None,
    crop: int = SIDE,
    pair: str | None = None,
    seed: int = 0,
) -> GlyphData:
    """n glyphs to train on and `held_out` more, each with factors of its own; about 0.1 ms an image.

    characters, fonts: what to choose from, each equally often on average. fonts: names, or "upright" or "slanted".
    angle, size, slant, shift: a pair is drawn from evenly, a number is the same for all; units as in Factors. shift
    holds for both directions.
    threshold: pixels above it become 1, the others 0; 0.35 keeps thin strokes whole. crop: the middle crop x crop pixels.
    pair: "outlined" adds each glyph's outline as its twin, "slanted" the same glyph in the slanted twin of its font.
    seed: fixes everything; the images of a shorter set are not those of a longer one.
    Raises ValueError for what cannot be drawn, saying what can.
    """
    names = _fonts(fonts, pair)
    _refuse(n, held_out, characters, names, size, crop)
    rng, total = numpy.random.default_rng(seed), n + held_out
    factors = Factors(
        torch.from_numpy(rng.integers(len(characters), size=total)),
        torch.from_numpy(rng.integers(len(names), size=total)),
        _spread(rng, angle, total),
        _spread(rng, size, total),
        _spread(rng, slant, total),
        _spread(rng, shift, (total, 2)),
    )
    images = _images(factors, characters, names, threshold, crop, outlined=False)
    twins = images[:0]
    if pair:
        twin_names = tuple(TWINS[name] or "" for name in names) if pair == "slanted" else names
        twins = _images(factors, characters, twin_names, threshold, crop, outlined=pair == "outlined")
    return GlyphData(
        "glyphs",
        images[:n],
        factors.character[:n],
        images[n:],
        factors.character[n:],
        (crop, crop),
        characters,
        names,
        train_factors=factors[:n],
        held_out_factors=factors[n:],
        train_twins=twins[:n],
        held_out_twins=twins[n:],
    )


def _fonts(fonts: str | Sequence[str], pair: str | None) -> tuple[str, ...]:
    if pair is not None and pair not in PAIRS:
        raise ValueError(f"pair is {pair!r}, but must be one of {', '.join(map(repr, PAIRS))}, or None")
    chosen = {"upright": UPRIGHT, "slanted": SLANTED}.get(fonts, (fonts,)) if isinstance(fonts, str) else tuple(fonts)
    unknown = [name for name in chosen if name not in FONTS]
    if unknown or not chosen:
        raise ValueError(
            f'fonts names {unknown or "nothing"}; there are "upright", "slanted" and the names {", ".join(FONTS)}'
        )
    if pair == "slanted":
        chosen = tuple(name for name in chosen if TWINS.get(name))
        if not chosen:
            raise ValueError("none of these fonts has a slanted twin: choose among those of `TWINS` that have one")
    return chosen


def _refuse(n: int, held_out: int, characters: str, fonts: Sequence[str], size: Range, crop: int) -> None:
    """ValueError for what would fail later, or silently draw nothing."""
    if n < 1 or held_out < 0:
        raise ValueError(f"n is {n} and held_out is {held_out}, but n must be at least 1 and held_out at least 0")
    if not characters:
        raise ValueError("characters is empty: name at least one")
    if len(set(characters)) < len(characters):
        raise ValueError(f"characters names one more than once: {characters!r}")
    if min(numpy.atleast_1d(size)) <= 0:
        raise ValueError(f"size is {size}, but must be positive: 1 is the size that the font has")
    if not 1 <= crop <= SIDE:
        raise ValueError(f"crop is {crop}, but must lie between 1 and {SIDE}")


def _spread(rng: numpy.random.Generator, span: Range, shape: int | tuple[int, int]) -> Tensor:
    low, high = numpy.broadcast_to(numpy.asarray(span, dtype=float), 2)
    return torch.from_numpy(rng.uniform(low, high, shape).astype(numpy.float32))


def _images(
    factors: Factors, characters: str, fonts: Sequence[str], threshold: float | None, crop: int, *, outlined: bool
) -> Tensor:
    """[n, crop * crop] float32."""
    first = (SIDE - crop) // 2
    images = numpy.empty((len(factors), crop, crop), dtype=numpy.float32)
    rows = zip(*(getattr(factors, one.name).tolist() for one in fields(factors)), strict=True)
    for image, (character, font, angle, size, slant, shift) in zip(images, rows, strict=True):
        large = _large(characters[character], fonts[font], outlined)
        image[:] = _drawn(large, angle, size, slant, shift)[first : first + crop, first : first + crop]
    if threshold is not None:
        images = (images > threshold).astype(numpy.float32)
    return torch.from_numpy(images.reshape(len(images), -1))


@cache
def _large(character: str, font: str, outlined: bool) -> Image.Image:
    """The character upright in the middle of a large image; drawing it takes five times as long as turning it."""
    if font not in FONTS:
        raise ValueError(f"there is no font {font!r}; there are {', '.join(FONTS)}")
    file = str(FOLDER / f"{font}.ttf")
    if len(character) != 1 or character.isspace() or not FT2Font(file).get_char_index(ord(character)):
        raise ValueError(f"{font} cannot draw {character!r}: a single character that can be seen is needed")
    image, middle = Image.new("L", (SIDE * FINE, SIDE * FINE)), SIDE * FINE / 2
    fill, width = (0, STROKE) if outlined else (255, 0)
    drawn = ImageFont.truetype(file, BODY * FINE)
    place = (middle, middle)
    ImageDraw.Draw(image).text(place, character, fill, drawn, "mm", stroke_width=width, stroke_fill=255)
    return image


def _drawn(large: Image.Image, angle: float, size: float, slant: float, shift: Sequence[float]) -> numpy.ndarray:
    """[28, 28] float32: the large image turned, scaled, slanted and moved, then averaged down."""
    turn, (down, right) = numpy.deg2rad(angle), shift
    # From a point of the new image, (x to the right, y down) from its middle, to the point of the large one.
    back = numpy.array([[1.0, slant], [0.0, 1.0]]) / size
    back = back @ [[numpy.cos(turn), -numpy.sin(turn)], [numpy.sin(turn), numpy.cos(turn)]]
    middle = numpy.full(2, SIDE * FINE / 2)
    offset = middle - back @ (middle + FINE * numpy.array([right, down]))
    (a, b), (c, d) = back
    moved = large.transform(
        large.size, Image.Transform.AFFINE, (a, b, offset[0], c, d, offset[1]), Image.Resampling.BILINEAR
    )
    return numpy.asarray(moved.resize((SIDE, SIDE), Image.Resampling.BOX), numpy.float32) / 255
