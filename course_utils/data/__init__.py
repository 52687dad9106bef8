"""The data sets of the course: images as flat float32 tensors with pixels in [0, 1], a text, and the letters of five languages.

`digits`, `glyphs` and `prose` need no network: scikit-learn brings the first, the second is drawn here, from fonts, and the
third lies beside this file.
"""

from __future__ import annotations

from collections.abc import Callable

from .digits import digits
from .glyphs import GlyphData, glyph, glyphs
from .images import ImageData
from .letters import letter_frequencies, letters_of
from .mnist import fashion, mnist
from .prose import ALPHABET, prose

__all__ = [
    "ALPHABET",
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
    "prose",
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
