"""The one comparison of stored outputs: integers exact, floats to three digits, figures by their grey levels."""

import base64
import io

import matplotlib
import numpy as np
import pytest

from grader.authoring.compare_outputs import outputs_difference, picture_difference, text_difference

matplotlib.use("agg")


@pytest.mark.parametrize(
    "stored, fresh",
    [
        ("loss 103.68 nats", "loss 103.71 nats"),
        ("0.12345678", "0.1234999"),
        ("[ 1.5    -0.25  ]", "[1.50001 -0.25]"),
        ("error 5.9e-11", "error 5.901e-11"),
        ("residual 2.2e-16", "residual -1.1e-16"),
        ("0.00", "-0.00"),
        ("ratio 12.31x", "ratio 12.30x"),
        ("$0.1234 x^{2}$", "$0.12341 x^{2}$"),
        ("epoch 1\repoch 2\n", "epoch 2\n"),
        ("9.999", "10.001"),
    ],
)
def test_texts_that_agree(stored, fresh):
    assert text_difference(stored, fresh) is None


@pytest.mark.parametrize(
    "stored, fresh",
    [
        ("loss 103.68 nats", "loss 104.72 nats"),
        ("loss 1.00", "loss 1.01"),
        ("9.99", "10.09"),
        ("error 5.9e-11", "error 5.96e-11"),
        ("12 points", "13 points"),
        ("10000000 weights", "10000001 weights"),
        ("12", "12.0"),
        ("x1.50", "x1.51"),
        ("version 2.13.0", "version 2.13.1"),
        ("0.5", "-0.5"),
        ("0.5", "nan"),
        ("passed", "failed"),
        ("one line", "one line\nand another"),
        ("<td>0.251</td>", "<th>0.251</th>"),
    ],
)
def test_texts_that_differ(stored, fresh):
    assert text_difference(stored, fresh) is not None


def test_the_message_shows_the_place():
    message = text_difference("first\n" + "a" * 80 + " mean 0.500", "first\n" + "a" * 80 + " mean 0.600")
    assert message.startswith("line 2") and "mean 0.5" in message and "mean 0.6" in message


def picture(draw) -> str:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 3), facecolor="#fbfaf7")
    axes = figure.add_subplot(facecolor="#fbfaf7")
    draw(axes)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()


def curve(scale=1.0, seed=0, noise=0.1):
    steps = np.arange(60)
    return lambda axes: axes.plot(scale * np.exp(-steps / 20) + noise * np.random.default_rng(seed).normal(size=60))


def test_a_figure_that_drifted_with_the_last_digits_agrees():
    assert picture_difference(picture(curve()), picture(curve(scale=1.0005))) is None


@pytest.mark.parametrize("other", [curve(seed=1), curve(noise=0.0), lambda axes: axes.scatter([1, 2], [3, 4])])
def test_another_figure_differs(other):
    assert picture_difference(picture(curve()), picture(other)) is not None


def test_one_point_more_in_a_sparse_figure_differs():
    few = picture(lambda axes: axes.plot([0, 1, 2], [0, 1, 2], linewidth=1))
    assert picture_difference(few, picture(lambda axes: axes.plot([0, 1, 2], [0, 2, 2], linewidth=1))) is not None


def test_figures_of_different_sizes_differ():
    assert "pixels" in picture_difference(picture(curve()), png(np.zeros((4, 4))))


def png(pixels) -> str:
    from matplotlib.image import imsave

    buffer = io.BytesIO()
    imsave(buffer, pixels, cmap="gray", vmin=0, vmax=1, format="png")
    return base64.b64encode(buffer.getvalue()).decode()


def test_pictures_of_samples_may_drift_and_may_not_be_redrawn():
    pixels = np.random.default_rng(0).uniform(size=(64, 64))
    assert picture_difference(png(pixels), png(np.clip(pixels + 0.003, 0, 1))) is None
    assert picture_difference(png(pixels), png(pixels[::-1])) is not None


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def shown(data, kind="display_data", metadata=None):
    return {"output_type": kind, "data": data, "metadata": metadata or {}}


def test_streams_are_compared_as_wholes():
    assert (
        outputs_difference(
            [stream("a\n"), shown({"text/plain": "x"}), stream("b\n")], [stream("a\nb\n"), shown({"text/plain": "x"})]
        )
        is None
    )
    assert "stderr" in outputs_difference([], [stream("a warning", "stderr")])


@pytest.mark.parametrize(
    "stored, fresh",
    [
        ([shown({"text/plain": "x"})], []),
        ([shown({"text/plain": "x"})], [shown({"text/plain": "x"}, kind="execute_result")]),
        ([shown({"text/plain": "x"})], [shown({"text/plain": "x", "text/html": "<b>x</b>"})]),
        ([shown({"text/html": "<b>x</b>"})], [shown({"text/html": "<i>x</i>"})]),
        ([shown({"application/json": {"a": 1}})], [shown({"application/json": {"a": 2}})]),
        ([shown({"text/plain": "x"}, metadata={"image/png": {"alt": "a curve"}})], [shown({"text/plain": "x"})]),
    ],
)
def test_outputs_that_differ(stored, fresh):
    assert outputs_difference(stored, fresh) is not None


def test_the_live_view_of_a_widget_is_no_difference_and_stays_where_it_is():
    view = shown({"application/vnd.jupyter.widget-view+json": {"model_id": "abc"}, "text/plain": "IntSlider()"})
    assert outputs_difference([view], [shown({"text/plain": "IntSlider()"})]) is None
    assert "application/vnd.jupyter.widget-view+json" in view["data"]


def test_a_picture_inside_html_is_compared_as_a_picture():
    stored, drifted, other = (
        [shown({"text/html": f'<img src="data:image/png;base64,{picture(draw)}" alt="a curve">'})]
        for draw in (curve(), curve(scale=1.0005), curve(scale=0.5))
    )
    assert stored != drifted and outputs_difference(stored, drifted) is None
    assert "figure differs" in outputs_difference(stored, other)
    renamed = [shown({"text/html": stored[0]["data"]["text/html"].replace("a curve", "a line")})]
    assert "text/html" in outputs_difference(stored, renamed)
