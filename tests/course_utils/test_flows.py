"""Arrows and paths in the plane: where they point, where they start and end, and what is refused."""

import base64

import numpy
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.quiver import Quiver

from course_utils import plotting

VIEW = ((-2.0, 2.0), (-1.0, 1.0))
LABELS = {"title": "t", "x_label": "theta", "y_label": "psi"}
PATHS = {"out": [[1.0, 0.0], [1.0, 0.5], [0.5, 1.0]], "in": [[1.0, 0.0], [0.5, 0.0]]}


def turn(points):
    return numpy.stack([-points[:, 1], points[:, 0]], axis=1)


def arrows(ax):
    return next(drawing for drawing in ax.collections if isinstance(drawing, Quiver))


def drawn(**options):
    return plotting.trajectories(PATHS, **{**LABELS, **options})


def test_axes_are_returned_labelled_and_those_given_are_used():
    for draw in (lambda **o: plotting.vector_field(turn, limits=VIEW, **LABELS, **o), drawn):
        ax = draw()
        assert (
            isinstance(ax, Axes)
            and ax.get_title(loc="left") == "t"
            and (ax.get_xlabel(), ax.get_ylabel()) == ("theta", "psi")
        )
        _, given = plotting.figure()
        assert draw(ax=given) is given


def test_arrows_point_along_the_field_and_are_as_long_as_it_is_strong():
    ax = plotting.vector_field(turn, limits=VIEW, arrows=7, **LABELS)
    found = arrows(ax)
    velocities, lengths = turn(found.XY), numpy.stack([found.U, found.V], axis=1)
    assert numpy.allclose(
        lengths * numpy.linalg.norm(velocities, axis=1).max() / numpy.hypot(*lengths.T).max(), velocities
    )
    assert numpy.hypot(*lengths.T).max() == pytest.approx(2 / 8)
    assert ax.get_xlim() == VIEW[0] and ax.get_ylim() == VIEW[1]


def test_a_field_at_rest_is_drawn_too():
    assert not arrows(plotting.vector_field(lambda x: 0 * x, limits=VIEW, **LABELS)).U.any()


@pytest.mark.parametrize("field", [lambda x: x[:, 0], lambda x: x[:3], lambda x: x * numpy.inf])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_other_fields_are_refused(field):
    with pytest.raises(ValueError, match="finite velocities"):
        plotting.vector_field(field, limits=VIEW, **LABELS)


def test_each_path_is_drawn_whole_with_its_own_colour_and_style():
    handles, names = drawn().get_legend_handles_labels()
    assert names == list(PATHS)
    assert [line.get_xydata().tolist() for line in handles] == list(PATHS.values())
    assert len({line.get_color() for line in handles}) == len({line.get_linestyle() for line in handles}) == 2


def test_start_end_and_rest_are_marked():
    ax = drawn(rest=(0.0, 0.0))
    marks = {(line.get_marker(), *line.get_xydata()[0]) for line in ax.lines if line.get_marker() not in ("None", None)}
    assert {("o", 1.0, 0.0), ("o", 0.5, 1.0), ("o", 0.5, 0.0), ("x", 0.0, 0.0)} <= marks


def test_a_circle_is_a_circle_and_everything_is_in_view():
    ax = drawn(rest=(-3.0, 0.0))
    assert ax.get_aspect() == 1.0 and ax.get_xlim()[0] < -3.0 and ax.get_ylim()[1] > 1.0
    assert drawn(limits=VIEW).get_xlim() == VIEW[0]


def test_the_field_lies_behind_the_paths():
    ax = drawn(field=turn, limits=VIEW)
    assert len(arrows(ax).U) == 169 and len(ax.get_legend_handles_labels()[1]) == 2


def test_tensors_are_taken_as_they_are():
    ax = plotting.trajectories({"t": torch.tensor(PATHS["out"]).requires_grad_()}, **LABELS)
    assert ax.get_legend_handles_labels()[0][0].get_xydata().tolist() == PATHS["out"]


@pytest.mark.parametrize("path", [[1.0, 2.0], [[1.0, 2.0, 3.0]], numpy.zeros((0, 2))])
def test_other_paths_are_refused(path):
    with pytest.raises(ValueError, match=r"expected a path \[T \+ 1, 2\] for 'p'"):
        plotting.trajectories({"p": path}, **LABELS)


def test_a_picture_is_small_and_the_same_every_time():
    one, two = (plotting.mimebundle(drawn(field=turn), "alt")[0]["image/png"] for _ in range(2))
    assert one == two and len(base64.b64decode(one)) < 60_000


def test_clouds_differ_in_colour_and_marker_and_all_points_are_drawn():
    ax = plotting.point_clouds({"real": PATHS["out"], "generated": torch.tensor(PATHS["in"])}, **LABELS)
    handles, names = ax.get_legend_handles_labels()
    assert names == ["real", "generated"] and [len(line.get_xydata()) for line in handles] == [3, 2]
    assert len({line.get_color() for line in handles}) == len({line.get_marker() for line in handles}) == 2
    assert ax.get_aspect() == 1.0 and ax.get_xlim()[0] < 0.5 and ax.get_xlim()[1] > 1.0
    _, given = plotting.figure()
    assert plotting.point_clouds({"p": PATHS["in"]}, ax=given, limits=VIEW, **LABELS) is given
    assert given.get_ylim() == VIEW[1]


@pytest.mark.parametrize(
    "clouds", [{"p": [1.0, 2.0]}, {"p": numpy.zeros((0, 2))}, {}, {name: [[0, 0]] for name in "abcde"}]
)
def test_other_clouds_are_refused(clouds):
    with pytest.raises(ValueError, match="expected"):
        plotting.point_clouds(clouds, **LABELS)
