"""Drawings of computations: what stands in the picture at each stage, and what is refused."""

import base64
import io

import pytest
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from PIL import Image

from course_utils import plotting
from course_utils.plotting.graphs import layered

VALUES = {"p": 1.5, "q": -2.0, "r": 7.25, "s": 40.0}
EDGES = [("p", "r", 11.0), ("q", "r", 12.0), ("r", "s", 13.0), ("r", "s", 14.0)]
GRADIENTS = {"s": 1.0, "r": "13 + 14", "q": -31.0, "p": 32.0}


def draw(**options):
    return plotting.computational_graph(VALUES, EDGES, title="t", **({"gradients": GRADIENTS} | options))


def texts(ax):
    return [text.get_text().replace("\N{MINUS SIGN}", "-") for text in ax.texts]


def frames(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def test_everything_is_written_by_default():
    ax = draw(operations={"r": "p q"})
    assert isinstance(ax, Axes) and ax.get_title(loc="left") == "t"
    assert {"1.5", "-2", "7.25", "40", "11", "12", "13", "14", "1", "13 + 14", "-31", "32", "r = p q"} <= set(texts(ax))
    assert "?" not in texts(ax) and len(frames(ax)) == len(VALUES)
    _, given = plotting.figure()
    assert draw(ax=given) is given


@pytest.mark.parametrize(
    ("shown", "there", "absent", "empty"),
    [
        ((0, 0), set(), {"1.5", "11", "1"}, 8),
        ((2, 0), {"1.5", "-2"}, {"7.25", "11", "13"}, 6),
        ((3, 0), {"7.25", "11", "12"}, {"13", "40", "1"}, 5),
        ((4, 2), {"40", "13", "14", "1", "13 + 14"}, {"-31", "32"}, 2),
        ((4, 4), {"-31", "32"}, set(), 0),
    ],
)
def test_only_what_is_shown_is_filled_in(shown, there, absent, empty):
    written = texts(draw(shown=shown))
    assert there <= set(written) and not absent & set(written) and written.count("?") == empty


def test_without_gradients_a_box_has_one_line():
    written = texts(draw(gradients=None, shown=(1, 0)))
    assert written.count("?") == 3 and "gradient" not in " ".join(written)


def test_the_gradient_has_the_callers_name():
    assert any("slope of C" in text for text in texts(draw(gradient_name="slope of C")))


def test_a_highlight_is_told_by_colour_and_by_line():
    plain, marked = ({(p.get_edgecolor(), p.get_linestyle()) for p in frames(draw(highlight=h))} for h in ((), ("r",)))
    assert len(plain) == 1 and len(marked) == 2
    assert len({style for _, style in marked}) == 2


def test_the_layout_runs_from_the_inputs_to_the_result():
    places = layered(list(VALUES), EDGES)
    assert places["p"][0] == places["q"][0] < places["r"][0] < places["s"][0]
    assert places["p"][1] > places["q"][1] and places["r"][1] == pytest.approx(0)
    chain = layered("dcba", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")])
    assert [chain[name][0] / chain["b"][0] for name in "abcd"] == [0, 1, 2, 3]


def test_given_positions_are_kept():
    places = {"p": (0, 3), "q": (0, 0), "r": (3, 1), "s": (6, 1)}
    corners = {
        (patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2)
        for patch in frames(draw(positions=places))
    }
    assert {(round(x, 6), round(y, 6)) for x, y in corners} == {(float(x), float(y)) for x, y in places.values()}


def test_two_edges_between_the_same_nodes_do_not_cover_each_other():
    labels = {text.get_text(): text.get_position() for text in draw().texts}
    assert abs(labels["13"][1] - labels["14"][1]) > 0.2


def test_what_goes_back_is_drawn_once_its_node_has_its_gradient():
    flows = {("r", "s"): "27 back", ("p", "r"): "297 back"}
    for done, there in ((0, set()), (1, {"27 back"}), (2, {"27 back", "297 back"})):
        written = texts(draw(flows=flows, shown=(4, done)))
        assert {text for text in written if text.endswith("7 back")} == there
    assert any("dashed: gradient going back" in text for text in texts(draw(flows=flows)))


@pytest.mark.parametrize(
    "options",
    [
        {"flows": {("p", "nobody"): "1"}},
        {"gradients": {"nobody": 1.0}},
        {"operations": {"nobody": "+"}},
        {"highlight": ("nobody",)},
        {"positions": VALUES | {"nobody": (0, 0)}},
    ],
)
def test_a_name_that_is_no_node_is_refused(options):
    with pytest.raises(ValueError, match="'nobody' is not a node of this graph, whose nodes are: p, q, r, s"):
        draw(**options)


def test_missing_positions_cycles_and_loose_edges_are_refused():
    with pytest.raises(ValueError, match="positions lacks q, r, s"):
        draw(positions={"p": (0, 0)})
    with pytest.raises(ValueError, match="cycle"):
        plotting.computational_graph({"a": 1, "b": 2}, [("a", "b"), ("b", "a")], title="t")
    with pytest.raises(ValueError, match="not a node"):
        plotting.computational_graph({"a": 1}, [("a", "b")], title="t")


def test_the_picture_is_small_and_the_same_every_time():
    one, two = (plotting.mimebundle(draw(highlight=("r",)), "alt")[0]["image/png"] for _ in range(2))
    raw = base64.b64decode(one)
    assert one == two and len(raw) < 60_000 and Image.open(io.BytesIO(raw)).width > 300
