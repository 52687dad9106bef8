"""Glyphs: the factors are what the pictures show, and what cannot be drawn is said."""

import pytest
import torch

from course_utils.data import glyph, load
from course_utils.data.glyphs import FONTS, SLANTED, TWINS, UPRIGHT

PLACES = torch.arange(28, dtype=torch.float32)


def middle(image: torch.Tensor) -> tuple[float, float]:
    """(row, column) of the centre of the ink."""
    ink = image.sum()
    return float((image.sum(1) * PLACES).sum() / ink), float((image.sum(0) * PLACES).sum() / ink)


def lean(image: torch.Tensor) -> float:
    """Columns to the right per row up, from the lower half's middle to the upper half's."""
    upper, lower = image.clone(), image.clone()
    upper[14:], lower[:14] = 0, 0
    (row, column), (row_below, column_below) = middle(upper), middle(lower)
    return (column - column_below) / (row_below - row)


def test_a_set_is_flat_images_in_the_unit_interval_with_factors():
    data = load("glyphs", n=40, held_out=10)
    assert data.train.shape == (40, 784) and data.held_out.shape == (10, 784) and data.image_shape == (28, 28)
    assert data.train.dtype == torch.float32 and data.train.min() == 0 and 0.9 < data.train.max() <= 1
    assert data.train_labels.equal(data.train_factors.character) and len(data.held_out_factors) == 10
    assert repr(data) == "glyphs: 40 training and 10 held-out images of 28 x 28"
    assert data.train_factors.shift.shape == (40, 2) and data.train_factors.angle.abs().max() <= 20
    assert set(data.fonts) == set(FONTS) and len(FONTS) == 18 and len(SLANTED) == 8


def test_an_image_is_the_glyph_of_its_factors():
    data = load("glyphs", n=5, held_out=3, characters="aB7")
    for image, number in ((data.train[4], 4), (data.held_out[2], 2)):
        factors = (data.train_factors if number == 4 else data.held_out_factors)[number]
        drawn = glyph(
            data.characters[factors.character],
            data.fonts[factors.font],
            angle=float(factors.angle),
            size=float(factors.size),
            slant=float(factors.slant),
            shift=tuple(factors.shift.tolist()),
        )
        assert torch.equal(image.view(28, 28), drawn)


def test_the_seed_fixes_everything():
    one, again, other = (load("glyphs", n=20, held_out=5, seed=seed) for seed in (3, 3, 4))
    assert torch.equal(one.train, again.train) and torch.equal(one.held_out_factors.size, again.held_out_factors.size)
    assert not torch.equal(one.train, other.train)


def test_a_shift_moves_the_ink_down_and_to_the_right():
    here, there = middle(glyph("H")), middle(glyph("H", shift=(3.0, -2.0)))
    assert there[0] - here[0] == pytest.approx(3, abs=0.02) and there[1] - here[1] == pytest.approx(-2, abs=0.02)


def test_a_positive_angle_turns_anticlockwise_and_a_positive_slant_leans_to_the_right():
    assert lean(glyph("l", angle=20.0)) < -0.3 and lean(glyph("l", angle=-20.0)) > 0.3
    assert lean(glyph("l", slant=0.2)) == pytest.approx(0.2, abs=0.01)


def test_size_scales_the_ink():
    assert glyph("H", size=1.4).sum() / glyph("H").sum() == pytest.approx(1.4**2, rel=0.02)


@pytest.mark.parametrize("factor, fixed", [("angle", 15.0), ("size", 1.0), ("slant", 0.3), ("shift", 1.0)])
def test_a_number_fixes_a_factor(factor, fixed):
    data = load("glyphs", n=12, held_out=0, **{factor: fixed})
    assert getattr(data.train_factors, factor).eq(torch.tensor(fixed)).all()
    assert len(set(data.train_factors.angle.tolist())) == (1 if factor == "angle" else 12)


def test_threshold_and_crop():
    data = load("glyphs", n=30, held_out=0, threshold=0.35, crop=20)
    assert data.train.shape == (30, 400) and data.image_shape == (20, 20)
    assert set(data.train.unique().tolist()) == {0.0, 1.0}
    whole = load("glyphs", n=30, held_out=0)
    assert torch.equal(data.train.view(30, 20, 20), (whole.train.view(30, 28, 28)[:, 4:24, 4:24] > 0.35).float())


def test_a_slanted_twin_differs_by_the_font_alone():
    data = load("glyphs", n=8, held_out=4, pair="slanted", slant=0.0)
    assert set(data.fonts) <= set(UPRIGHT) and len(data.train_twins) == 8 and len(data.held_out_twins) == 4
    first = data.train_factors[0]
    alike = {"angle": float(first.angle), "size": float(first.size), "shift": tuple(first.shift.tolist())}
    twin = glyph(data.characters[first.character], TWINS[data.fonts[first.font]], **alike)
    assert torch.equal(data.train_twins[0].view(28, 28), twin)
    upright, slanted = glyph("l", "DejaVuSans"), glyph("l", "DejaVuSans-Oblique")
    assert abs(lean(upright)) < 0.01 and lean(slanted) > 0.15


def test_an_outline_is_empty_inside():
    data = load(
        "glyphs", n=6, held_out=0, pair="outlined", fonts="DejaVuSans-Bold", characters="I", angle=0.0, shift=0.0
    )
    filled, outline = data.train.view(6, 28, 28), data.train_twins.view(6, 28, 28)
    assert (filled[:, 14, 13:15] > 0.9).all() and (outline[:, 14, 13:15] < 0.3).all()
    assert ((outline > 0.5) & (filled < 0.5)).any()


def test_only_slanted_fonts_are_called_slanted():
    assert load("glyphs", n=2, held_out=0, fonts="slanted").fonts == SLANTED
    assert not any("Ita" in name or "Oblique" in name for name in UPRIGHT)


@pytest.mark.parametrize(
    "options, said",
    [
        ({"characters": ""}, "characters is empty"),
        ({"characters": "aa"}, "more than once"),
        ({"characters": "漢"}, "cannot draw '漢'"),
        ({"characters": "a "}, "cannot draw ' '"),
        ({"fonts": "Arial"}, "there are .*DejaVuSans"),
        ({"fonts": ()}, "nothing"),
        ({"fonts": ("cmr10",), "pair": "slanted"}, "no.* slanted twin|none of these fonts"),
        ({"pair": "mirrored"}, "'outlined', 'slanted'"),
        ({"n": 0}, "at least 1"),
        ({"size": (0.0, 1.0)}, "must be positive"),
        ({"crop": 29}, "between 1 and 28"),
    ],
)
def test_what_cannot_be_drawn_is_said(options, said):
    with pytest.raises(ValueError, match=said):
        load("glyphs", **{"n": 30, "held_out": 0} | options)


def test_a_glyph_of_no_size_or_no_font_is_refused():
    with pytest.raises(ValueError, match="must be positive"):
        glyph("a", size=0)
    with pytest.raises(ValueError, match="there is no font 'Arial'"):
        glyph("a", "Arial")
