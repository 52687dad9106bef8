"""The image data sets of the course, as flat float32 tensors with pixels in [0, 1], and the letters of five languages.

`digits` and `glyphs` need no network: the first comes with scikit-learn, the second is drawn here, from fonts.
"""

from __future__ import annotations

from collections.abc import Callable

from .digits import digits
from .glyphs import GlyphData, glyph, glyphs
from .images import ImageData
from .letters import letter_frequencies, letters_of
from .mnist import fashion, mnist

__all__ = [
    "GlyphData",
    "ImageData",
    "digits",
    "fashion",
    "glyph",
    "glyphs",
    "letter_frequencies",
    "letters_of",
    "load",
    "mnist",
]


def load(name: str, **options) -> ImageData:
    """A data set by its name, "digits", "glyphs", "mnist" or "fashion"; options go to the function of that name."""
    loaders: dict[str, Callable[..., ImageData]] = {
        "digits": digits,
        "glyphs": glyphs,
        "mnist": mnist,
        "fashion": fashion,
    }
    if name not in loaders:
        raise ValueError(f"no data set {name!r}; there are: {', '.join(loaders)}")
    return loaders[name](**options)
