"""Points and the sides of a classifier: what is shaded, where the line runs, and what is refused."""

import base64
import io

import numpy
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from PIL import Image

from course_utils import plotting

POINTS = numpy.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND = numpy.array([-1, -1, -1, 1])
VIEW = ((-0.5, 1.5), (-0.5, 1.5))


def ring(places):
    """A score whose boundary is a circle of radius 1/2 about the origin."""
    return 0.25 - (places**2).sum(axis=1)


SCORES = {"points": None, "line": (1, -1), "line with constant": (-3, 2, 2), "function": ring}


def drawn(score=None, **options):
    return plotting.decision_boundary(POINTS, AND, score, title="t", **{"limits": VIEW, **options})


def signs(ax):
    """The large signs: text -> place."""
    return {text.get_text(): numpy.array(text.get_position()) for text in ax.texts}


def boundary(ax):
    """The vertices of the line between the sides, [m, 2]."""
    lines = [drawing for drawing in ax.collections if hasattr(drawing, "levels") and len(drawing.levels) == 1]
    return numpy.concatenate([path.vertices for line in lines for path in line.get_paths()]) if lines else None


def sides(ax):
    return [drawing for drawing in ax.collections if hasattr(drawing, "levels") and len(drawing.levels) == 2]


@pytest.mark.parametrize("score", SCORES.values(), ids=SCORES)
def test_axes_are_returned_labelled_and_those_given_are_used(score):
    ax = drawn(score)
    assert isinstance(ax, Axes) and ax.get_title(loc="left") == "t" and ax.get_xlabel() and ax.get_ylabel()
    _, given = plotting.figure()
    assert drawn(score, ax=given) is given


@pytest.mark.parametrize("score", SCORES.values(), ids=SCORES)
def test_a_picture_is_small_and_the_same_every_time(score):
    one, two = (plotting.mimebundle(drawn(score), "alt")[0]["image/png"] for _ in range(2))
    assert one == two and len(base64.b64decode(one)) < 60_000


def test_the_line_lies_where_the_score_is_zero():
    vertices = boundary(drawn((-3, 2, 2)))
    assert numpy.allclose(vertices.sum(axis=1), 1.5, atol=1e-9)
    assert numpy.allclose(boundary(drawn((1, -1))) @ [1, -1], 0, atol=1e-9)


def test_a_function_draws_its_own_boundary():
    assert numpy.allclose(numpy.linalg.norm(boundary(drawn(ring)), axis=1), 0.5, atol=1e-3)


def test_a_function_may_answer_with_a_tensor_or_a_column():
    for answer in (lambda x: torch.as_tensor(ring(x)).requires_grad_(), lambda x: ring(x)[:, None]):
        assert numpy.allclose(boundary(drawn(answer)), boundary(drawn(ring)))


def test_the_threshold_moves_the_boundary():
    probability = drawn(lambda x: 1 / (1 + numpy.exp(-4 * x[:, 0])), threshold=0.5)
    assert numpy.allclose(boundary(probability)[:, 0], 0, atol=1e-3)


@pytest.mark.parametrize("score", [(-3, 2, 2), (3, -2, -2), ring])
def test_each_sign_stands_on_its_side(score):
    value = score if callable(score) else lambda x: numpy.array([[1.0, *place] for place in x]) @ score
    places = signs(drawn(score))
    assert set(places) == {"+", "\N{MINUS SIGN}"}
    assert value(places["+"][None])[0] > 0 > value(places["\N{MINUS SIGN}"][None])[0]


def test_sides_differ_in_colour_and_in_hatch():
    above, below = sides(drawn((-3, 2, 2)))
    assert above.hatches != below.hatches
    assert not numpy.allclose(above.get_facecolor()[0], below.get_facecolor()[0])


def test_classes_differ_in_colour_marker_and_name():
    ax = drawn(names=("spam", "mail"))
    handles, names = ax.get_legend_handles_labels()
    assert names == ["spam", "mail"]
    assert len({tuple(handle.get_facecolor()[0]) for handle in handles}) == 2
    assert len({handle.get_paths()[0].vertices.shape for handle in handles}) == 2
    assert handles[0].get_offsets().tolist() == [[1.0, 1.0]]


def test_labels_zero_and_one_are_classes_too():
    ax = plotting.decision_boundary(POINTS, AND > 0, title="t")
    assert ax.get_legend_handles_labels()[0][0].get_offsets().tolist() == [[1.0, 1.0]]


@pytest.mark.parametrize(("score", "kept"), [((0, 0, 0), []), ((-1, 0, 0), ["\N{MINUS SIGN}"]), ((2, 0, 0), ["+"])])
def test_a_score_without_a_boundary(score, kept):
    ax = drawn(score)
    assert boundary(ax) is None and len(sides(ax)) == len(kept) and list(signs(ax)) == kept


def test_a_side_without_room_has_no_sign():
    assert set(signs(drawn((-2.98, 1, 1)))) == {"\N{MINUS SIGN}"}


def test_mistakes_are_ringed():
    ax = drawn((-0.5, 1, 1), highlight=[1, 2])
    handles, names = ax.get_legend_handles_labels()
    rings = handles[names.index("mistake")]
    assert rings.get_offsets().tolist() == POINTS[[1, 2]].tolist() and len(rings.get_facecolor()) == 0


def test_the_view_is_the_one_given_or_has_room_for_every_point():
    assert drawn().get_xlim() == VIEW[0]
    free = plotting.decision_boundary(10 * POINTS, AND, title="t")
    assert free.get_xlim()[0] < 0 and free.get_xlim()[1] > 10
    one = plotting.decision_boundary([[2.0, 2.0]], [1], title="t")
    assert one.get_xlim() == (1.0, 3.0)


def test_tensors_are_taken_as_they_are():
    ax = plotting.decision_boundary(torch.tensor(POINTS), torch.tensor(AND), torch.tensor([-3.0, 2.0, 2.0]), title="t")
    assert numpy.allclose(boundary(ax).sum(axis=1), 1.5)


def test_both_sides_are_seen_on_paper():
    figure, ax = plotting.figure(size=(3, 3))
    drawn((0, 1, 0), ax=ax)
    picture = Image.open(io.BytesIO(base64.b64decode(plotting.mimebundle(figure, "alt")[0]["image/png"]))).convert(
        "RGB"
    )
    colours = {colour for count, colour in picture.getcolors(2**16) if count > 400}
    paper = tuple(round(255 * part) for part in to_rgb(plotting.PAPER))
    assert paper in colours and len(colours) >= 3


@pytest.mark.parametrize(
    "arguments",
    [
        (POINTS[:, :1], AND),
        (POINTS, AND[:3]),
        (POINTS.ravel(), AND),
        (numpy.zeros((0, 2)), numpy.zeros(0)),
    ],
)
def test_wrong_points_are_refused(arguments):
    with pytest.raises(ValueError, match=r"expected points \[n, 2\] and labels \[n\]"):
        plotting.decision_boundary(*arguments, title="t")


@pytest.mark.parametrize(
    ("score", "says"),
    [
        ((1, 2, 3, 4), "constant first"),
        (1.0, "constant first"),
        (lambda x: x[:5, 0], "returned 5 scores"),
        (lambda x: x[:, 0] / 0.0, "not finite"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_wrong_scores_are_refused(score, says):
    with pytest.raises(ValueError, match=says):
        drawn(score)
