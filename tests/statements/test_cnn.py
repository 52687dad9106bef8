"""Certificates of the CNN chapter's statements and slips; each fails on the wrong variants named beside it."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from certify import certifies
from scipy import linalg, signal


def entries(*shape, seed=0):
    """Fixed normal numbers, a float64 tensor of this shape."""
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


# What a unit sees


def recursion(layers):
    r, jump = 1, 1
    for k, s in layers:
        r, jump = r + (k - 1) * jump, jump * s
    return r, jump


def with_jump(rule):
    """(r, jump) where `rule(strides before, own stride)` stands for the jump in r."""

    def field(layers):
        strides = [s for _, s in layers]
        r = 1 + sum((k - 1) * rule(strides[:i], s) for i, (k, s) in enumerate(layers))
        return r, math.prod(strides)

    return field


def heard(layers):
    """(r, jump) as gradients show them: the pixels that two neighbouring units depend on."""
    x = torch.ones(1, 1, 1200, dtype=torch.float64, requires_grad=True)
    h = x
    for k, s in layers:
        h = F.conv1d(h, torch.ones(1, 1, k, dtype=h.dtype), stride=s)
    reached = [torch.autograd.grad(h[0, 0, unit], x, retain_graph=True)[0][0, 0].nonzero() for unit in (0, 1)]
    return int(reached[0][-1] - reached[0][0]) + 1, int(reached[1][0] - reached[0][0])


OWN_STRIDE = {"the layer's own stride": with_jump(lambda before, own: own)}


@certifies(
    "cnn.receptive_field",
    right=recursion,
    wrong=OWN_STRIDE
    | {
        "the stride of the layer before": with_jump(lambda before, own: ([1] + before)[-1]),
        "own stride multiplied in too early": with_jump(lambda before, own: math.prod(before) * own),
        "strides added": with_jump(lambda before, own: 1 + sum(before)),
        "no strides": with_jump(lambda before, own: 1),
        "k in place of k - 1": lambda layers: recursion([(k + 1, s) for k, s in layers]),
    },
)
def test_gradients_reach_as_many_pixels_as_the_recursion_says(statement):
    assert tuple(statement([])) == (1, 1)
    for layers in ([(3, 2)] * 3, [(5, 3), (2, 1), (4, 2), (3, 1)], [(7, 2), (3, 2), (3, 1)], [(1, 2), (3, 3), (2, 2)]):
        assert tuple(statement(layers)) == heard(layers)


@certifies("cnn.slip_jump", right=recursion, wrong=OWN_STRIDE)
def test_three_layers_of_stride_two_see_fifteen_pixels(statement):
    assert statement([(7, 2), (3, 2), (3, 1)])[0] == 19, "the example that cannot tell the two apart"
    assert statement([(3, 2)] * 3)[0] == 15 == heard([(3, 2)] * 3)[0]


# Sizes and parameters


@certifies(
    "cnn.output_size",
    right=lambda size, k, s, p: (size + 2 * p - k) // s + 1,
    wrong={
        "rounded up": lambda size, k, s, p: -(-(size + 2 * p - k) // s) + 1,
        "no one added": lambda size, k, s, p: (size + 2 * p - k) // s,
        "padding on one side": lambda size, k, s, p: (size + p - k) // s + 1,
        "divided before the kernel is taken off": lambda size, k, s, p: (size + 2 * p) // s - k + 1,
    },
)
def test_as_many_places_as_torch_finds(statement):
    for size in (6, 7, 10):
        for k, s, p in ((3, 2, 0), (3, 2, 1), (2, 1, 0), (4, 3, 2)):
            output = F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, k), stride=s, padding=p)
            assert statement(size, k, s, p) == output.shape[2]


@certifies(
    "cnn.parameter_count",
    right=lambda kw, kh, c_in, c_out, g: (kw * kh * c_in // g + 1) * c_out,
    wrong={
        "one bias": lambda kw, kh, c_in, c_out, g: kw * kh * c_in // g * c_out + 1,
        "groups forgotten": lambda kw, kh, c_in, c_out, g: (kw * kh * c_in + 1) * c_out,
        "bias divided by the groups": lambda kw, kh, c_in, c_out, g: (kw * kh * c_in + 1) * c_out // g,
        "channels swapped": lambda kw, kh, c_in, c_out, g: (kw * kh * c_out // g + 1) * c_in,
        "channels forgotten": lambda kw, kh, c_in, c_out, g: (kw * kh + 1) * c_out,
    },
)
def test_torch_holds_as_many_parameters(statement):
    for kw, kh, c_in, c_out, g in ((2, 3, 4, 5, 1), (3, 3, 4, 6, 2), (5, 1, 6, 9, 3), (1, 1, 8, 8, 8)):
        layer = torch.nn.Conv2d(c_in, c_out, (kh, kw), groups=g)
        assert statement(kw, kh, c_in, c_out, g) == sum(p.numel() for p in layer.parameters())


@certifies(
    "cnn.slip_filters",
    right=lambda channels, filters_before, g: channels // g,
    wrong={
        "the filters of the layer before": lambda channels, filters_before, g: filters_before,
        "groups forgotten": lambda channels, filters_before, g: channels,
    },
)
def test_alexnets_first_two_layers(statement):
    for side, channels, before, filters, g, count in ((11, 3, 1, 96, 1, 34_944), (5, 96, 96, 256, 2, 307_456)):
        assert side * side * statement(channels, before, g) * filters + filters == count
        layer = torch.nn.Conv2d(channels, filters, side, groups=g, device="meta")
        assert sum(p.numel() for p in layer.parameters()) == count


# The layer as a matrix


def toeplitz(w, n):
    return np.array([[w[j - i] if 0 <= j - i < len(w) else 0.0 for j in range(n)] for i in range(n - len(w) + 1)])


@certifies(
    "cnn.toeplitz",
    right=toeplitz,
    wrong={
        "kernel turned": lambda w, n: toeplitz(w[::-1], n),
        "transposed": lambda w, n: toeplitz(w, n).T,
        "around the edge": lambda w, n: linalg.circulant(np.pad(w, (0, n - len(w)))).T,
    },
)
def test_the_matrix_correlates_and_its_transpose_convolves(statement):
    for w, n in (([1.0, 0.0, 2.0], 5), ([0.3, -1.0, 2.0, 0.7], 9)):
        w, x = np.array(w), entries(n).numpy()
        delta = entries(n - len(w) + 1, seed=1).numpy()
        matrix = statement(w, n)
        assert matrix.shape == (len(delta), n)
        assert np.allclose(matrix @ x, np.correlate(x, w, mode="valid"))
        assert np.allclose(matrix.T @ delta, signal.fftconvolve(delta, w))
        assert np.array_equal(matrix[1:, 1:], matrix[:-1, :-1])


@certifies(
    "cnn.learned_flip",
    right=lambda w: w[::-1],
    wrong={"the kernel itself": lambda w: w, "with the sign changed": lambda w: -w[::-1]},
)
def test_a_correlation_fitted_to_a_convolution_is_mirrored(statement):
    w, x = np.array([1.0, 2.0, 3.0]), entries(80).numpy()
    windows = np.lib.stride_tricks.sliding_window_view(x, 3)
    fitted, residual, *_ = np.linalg.lstsq(windows, np.convolve(x, w, mode="valid"), rcond=None)
    assert residual < 1e-20 and np.allclose(fitted, statement(w))


@certifies(
    "cnn.equivariance",
    right=lambda stride, t: t % stride == 0,
    wrong={
        "for every shift": lambda stride, t: True,
        "with stride 1 only": lambda stride, t: stride == 1,
        "for shifts that divide the stride": lambda stride, t: stride % t == 0,
    },
)
def test_a_shifted_image_gives_shifted_outputs(statement):
    w = entries(3, seed=8)
    x = F.pad(entries(12, seed=9), (24, 24))
    for stride in (1, 2, 4):
        outputs = [F.conv1d(row[None, None], w[None, None], stride=stride)[0, 0] for row in (x, x.roll(1))]
        outputs += [F.conv1d(x.roll(t)[None, None], w[None, None], stride=stride)[0, 0] for t in range(2, 9)]
        for t in range(1, 9):
            moves = any(torch.allclose(outputs[0].roll(by), outputs[t]) for by in range(-9, 10))
            assert moves == statement(stride, t), (stride, t)


# The way back: every gradient by autograd of the sum written out


def written_out(kind, h, w):
    """a[i', j'] as its sum: "convolves" with full padding, "correlates" without."""
    (rows, columns), (kh, kw) = h.shape, w.shape
    sign, grow = (1, 1) if kind == "convolves" else (-1, -1)
    size = rows + grow * (kh - 1), columns + grow * (kw - 1)
    a = [[torch.zeros((), dtype=h.dtype) for _ in range(size[1])] for _ in range(size[0])]
    for i, j in np.ndindex(*size):
        for m, n in np.ndindex(kh, kw):
            row, column = i - sign * m, j - sign * n
            if 0 <= row < rows and 0 <= column < columns:
                a[i][j] = a[i][j] + w[m, n] * h[row, column]
    return torch.stack([torch.stack(line) for line in a])


def by_autograd(kind, shape=(5, 5), kernel=(3, 2)):
    """(delta, h, w, gradient by h, gradient by w), arrays, for one layer of random numbers."""
    h, w = entries(*shape, seed=2).requires_grad_(), entries(*kernel, seed=3).requires_grad_()
    a = written_out(kind, h, w)
    delta = entries(*a.shape, seed=4)
    dh, dw = torch.autograd.grad(a, (h, w), delta)
    return tuple(tensor.detach().numpy() for tensor in (delta, h, w, dh, dw))


def correlated(mode):
    return lambda delta, w: signal.correlate2d(delta, w, mode)


def convolved(mode):
    return lambda delta, w: signal.convolve2d(delta, w, mode)


KINDS = ("convolves", "correlates")


@certifies(
    "cnn.backward_pass",
    right={"convolves": correlated("valid"), "correlates": convolved("full")},
    wrong={
        "rot180 always": {"convolves": correlated("valid"), "correlates": correlated("full")},
        "rot180 never": {"convolves": convolved("valid"), "correlates": convolved("full")},
        "the wrong way round": {"convolves": convolved("valid"), "correlates": correlated("full")},
    },
)
def test_the_errors_below_a_layer(statement):
    for kind in KINDS:
        for shape, kernel in (((5, 5), (3, 2)), ((4, 6), (2, 3))):
            delta, _, w, dh, _ = by_autograd(kind, shape, kernel)
            assert np.allclose(statement[kind](delta, w), dh)
            if kind == "convolves":
                assert np.allclose(statement[kind](delta, w), signal.convolve2d(delta, w[::-1, ::-1], "valid"))


@certifies(
    "cnn.slip_rot180",
    right=lambda delta, w: np.convolve(delta, w),
    wrong={"kernel turned first": lambda delta, w: np.convolve(delta, w[::-1])},
)
def test_the_row_of_the_chapter_goes_back_through_the_unrotated_kernel(statement):
    x, w, delta = torch.arange(1.0, 6, requires_grad=True), torch.tensor([1.0, 0, 2]), torch.tensor([1.0, 2, 3])
    (truth,) = torch.autograd.grad(F.conv1d(x[None], w[None, None])[0], x, delta)
    assert truth.tolist() == [1, 2, 5, 4, 6]
    assert statement(delta.numpy(), w.numpy()).tolist() == truth.tolist()
    symmetric = np.array([1.0, 2, 1])
    assert np.array_equal(statement(delta.numpy(), symmetric), np.convolve(delta.numpy(), symmetric))


@certifies(
    "cnn.kernel_gradient",
    right={
        "convolves": lambda delta, h: signal.correlate2d(delta, h, "valid"),
        "correlates": lambda delta, h: signal.correlate2d(h, delta, "valid"),
    },
    wrong={
        "turned in the layer that convolves": {
            "convolves": lambda delta, h: signal.convolve2d(delta, h, "valid"),
            "correlates": lambda delta, h: signal.correlate2d(h, delta, "valid"),
        },
        "turned in the layer that correlates": {
            "convolves": lambda delta, h: signal.correlate2d(delta, h, "valid"),
            "correlates": lambda delta, h: signal.convolve2d(h, delta, "valid"),
        },
        "averaged over the places": {
            "convolves": lambda delta, h: signal.correlate2d(delta, h, "valid") / delta.size,
            "correlates": lambda delta, h: signal.correlate2d(h, delta, "valid") / delta.size,
        },
    },
)
def test_the_gradient_of_the_kernel(statement):
    for kind in KINDS:
        for shape, kernel in (((5, 5), (3, 2)), ((4, 6), (2, 3))):
            delta, h, _, _, dw = by_autograd(kind, shape, kernel)
            assert np.allclose(statement[kind](delta, h), dw)


@certifies(
    "cnn.slip_index",
    right=lambda i, j, m, n: (i - m, j - n),
    wrong={"m twice": lambda i, j, m, n: (i - m, j - m), "m and n swapped": lambda i, j, m, n: (i - n, j - m)},
)
def test_the_sum_written_out(statement):
    delta, h, w, _, dw = by_autograd("convolves")
    found = np.zeros(w.shape)
    for (m, n), (i, j) in ((one, two) for one in np.ndindex(*w.shape) for two in np.ndindex(*delta.shape)):
        row, column = statement(i, j, m, n)
        if 0 <= row < h.shape[0] and 0 <= column < h.shape[1]:
            found[m, n] += delta[i, j] * h[row, column]
    assert np.allclose(found, dw)


@certifies(
    "cnn.slip_slide",
    right=lambda delta, h, w: signal.correlate2d(delta, h, "full"),
    wrong={
        "the kernel over the image": lambda delta, h, w: signal.convolve2d(h, w, "full"),
        "the kernel over the errors": lambda delta, h, w: signal.correlate2d(delta, w, "full"),
    },
)
def test_what_slides_over_what(statement):
    delta, h, w, _, dw = by_autograd("convolves")
    found = statement(delta, h, w)
    inner = found[h.shape[0] - 1 :, h.shape[1] - 1 :][: w.shape[0], : w.shape[1]]
    assert found.shape == tuple(np.add(delta.shape, h.shape) - 1)
    assert np.allclose(inner, dw)


# Pooling


def pooled_back(route):
    """Gradient of max pooling over k x k windows; route(dx, window's slices, window, error) sends one back."""

    def gradient(x, k, s, delta):
        dx = np.zeros(x.shape)
        for i, j in np.ndindex(*delta.shape):
            here = slice(i * s, i * s + k), slice(j * s, j * s + k)
            route(dx[here], x[here], delta[i, j])
        return dx

    return gradient


def add(dx, window, error):
    dx[np.unravel_index(window.argmax(), window.shape)] += error


def assign(dx, window, error):
    dx[np.unravel_index(window.argmax(), window.shape)] = error


def spread(dx, window, error):
    dx += error / window.size


def to_all(dx, window, error):
    dx += error


def times_the_value(dx, window, error):
    dx[np.unravel_index(window.argmax(), window.shape)] += error * window.max()


ASSIGNED = {"assigned": pooled_back(assign)}


@certifies(
    "cnn.max_pooling",
    right=pooled_back(add),
    wrong=ASSIGNED
    | {
        "spread evenly": pooled_back(spread),
        "to every pixel": pooled_back(to_all),
        "times the maximum": pooled_back(times_the_value),
    },
)
def test_errors_go_to_the_largest_pixel(statement):
    for k, s, shape in ((3, 2, (9, 7)), (2, 2, (6, 6)), (3, 1, (5, 5))):
        x = entries(*shape, seed=5).requires_grad_()
        y = F.max_pool2d(x[None], k, s)[0]
        delta = entries(*y.shape, seed=6)
        (truth,) = torch.autograd.grad(y, x, delta)
        assert np.allclose(statement(x.detach().numpy(), k, s, delta.numpy()), truth)


@certifies("cnn.slip_overlap", right=pooled_back(add), wrong=ASSIGNED)
def test_what_goes_in_comes_out(statement):
    peak = np.array([[-1.0] * 5, [0, 2, 9, 3, 1], [-1] * 5])
    assert statement(peak, 3, 2, np.ones((1, 2)))[1].tolist() == [0, 0, 2, 0, 0]
    x = entries(9, 9, seed=7).numpy()
    assert statement(x, 3, 3, np.ones((3, 3))).sum() == 9
    assert statement(x, 3, 2, np.ones((4, 4))).sum() == pytest.approx(16)
