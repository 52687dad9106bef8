"""Public cases of chapter 7: properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from .. import expect
from ..draw import Draw
from ..exercises import Topic

topic = Topic("07_rnn")

rnn_forward = topic.exercise("rnn_forward", level=1)
state_jacobian = topic.exercise("state_jacobian", level=2)
clip_grad_norm = topic.exercise("clip_grad_norm", level=1)
bptt = topic.exercise("bptt", level=3)
lstm_cell = topic.exercise("lstm_cell", level=2)

LOG2, LOG3 = math.log(2), math.log(3)  # tanh(log 2) = 0.6, tanh(log 3) = 0.8
HALF = LOG3 / 2  # tanh is 1/2 there and its slope 3/4
ROOT = math.atanh(math.sqrt(0.5))  # the slope of tanh is 1/2 there


def changed(student, *arguments) -> list[str]:
    """Names of the arguments that a call changes in place."""
    student(*arguments)
    return list(student.changed)


def numbers(answer, shape: tuple, what: str) -> np.ndarray:
    """The answer as an array, if it is finite and of this shape."""
    expect.shape(answer, shape, what=what)
    expect.finite(answer, what=what)
    return expect.array(answer)


# ------------------------------------------------------------------- rnn_forward


def drawn_network(draw, steps: int = 6, inputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """xs [steps, inputs], h0 [hidden], Whh [hidden, hidden], Wxh [hidden, inputs], b [hidden]; no entry near 0."""
    shapes = ((steps, inputs), (hidden,), (hidden, hidden), (hidden, inputs), (hidden,))
    return tuple(draw.uniform(0.2, 0.8, *s) * np.sign(draw.normal(*s)) for s in shapes)


def states(student, xs, h0, *weights) -> np.ndarray:
    """The answer as finite numbers [T, H]."""
    return numbers(student(xs, h0, *weights), (len(xs), len(h0)), "hs")


@rnn_forward.case("the worked example: what unit 2 holds, unit 1 gets a step later", weight=2)
def _(student, draw):
    Whh, Wxh, b = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [1.0]]), np.zeros(2)
    hs = states(student, np.array([[LOG2], [0.0], [0.0]]), np.array([0.0, LOG3]), Whh, Wxh, b)
    expect.close(hs, [[0.8, 0.6], [0.5370496, 0.0], [0.0, 0.0]], atol=1e-7, what="hs")


@rnn_forward.case("a sequence read in two parts leaves the same states as read in one go")
def _(student, draw):
    xs, h0, *weights = drawn_network(draw)
    whole, first = states(student, xs, h0, *weights), states(student, xs[:4], h0, *weights)
    second = states(student, xs[4:], first[-1], *weights)
    expect.greater(np.abs(whole).max(axis=1), 1e-6, what="the largest entry of a state")
    expect.close(np.concatenate([first, second]), whole, what="hs, read as steps 1 to 4 and then 5 to 6,")


@rnn_forward.case("a shift of the bias does what a shift of the inputs does")
def _(student, draw):
    xs, h0, Whh, _, b = drawn_network(draw, inputs=4)
    shift = draw.uniform(0.3, 0.6, 4)
    plain, moved = states(student, xs, h0, Whh, np.eye(4), b), states(student, xs, h0, Whh, np.eye(4), b + shift)
    expect.greater(np.abs(moved - plain)[0], 1e-6, what="what the bias moves")
    expect.close(moved, states(student, xs + shift, h0, Whh, np.eye(4), b), what="hs with the bias shifted")


@rnn_forward.case("inputs of 1000 drive the units to 1 and -1, and no number overflows")
def _(student, draw):
    weights = np.array([[0.5, 1.0], [-1.0, 0.3]]), np.array([[1.0], [-1.0]]), np.array([0.5, -0.5])
    hs = states(student, np.array([[1000.0], [-1000.0], [1000.0]]), np.array([0.2, -0.1]), *weights)
    expect.close(hs, [[1, -1], [-1, 1], [1, -1]], what="hs")


@rnn_forward.case("the arguments are left as they were")
def _(student, draw):
    hs = states(student, *drawn_network(draw))
    expect.unchanged(student)
    expect.greater(np.abs(hs), 0, what="the size of an entry of hs")


@rnn_forward.probed()
def _(student):
    xs, h0, Whh, Wxh, b = drawn_network(Draw(7, rnn_forward.id, "probe"), 4, 2, 3)
    return {
        "states": lambda: student(xs, h0, Whh, Wxh, b),
        "one step": lambda: student(xs[:1], h0, Whh, Wxh, b),
        "far": lambda: np.isfinite(expect.array(student(1000 * xs, h0, Whh, Wxh, b))).all(),
        "changed": lambda: changed(student, xs, h0, Whh, Wxh, b),
    }


# ---------------------------------------------------------------- state_jacobian

SHEAR = np.array([[1.0, 2.0], [0.0, 1.0]])


def drawn_trajectory(draw, steps: int = 6, hidden: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """States [steps + 1, hidden] with slopes well away from 0 and 1, and W [hidden, hidden]."""
    signs = np.sign(draw.normal(steps + 1, hidden))
    return draw.uniform(0.3, 1.2, steps + 1, hidden) * signs, draw.normal(hidden, hidden)


def jacobian(student, hs, W, t: int, k: int) -> np.ndarray:
    """The answer as finite numbers [H, H]."""
    return numbers(student(hs, W, t, k), W.shape, f"J for t = {t}, k = {k}")


@state_jacobian.case("the worked example: W = [[1, 2], [0, 1]] with slopes (1, 1/2), then (1/2, 1)", weight=2)
def _(student, draw):
    hs = np.array([[0.0, ROOT], [ROOT, 0.0], [3.0, -2.0]])
    expect.close(jacobian(student, hs, SHEAR, 1, 0), [[1, 1], [0, 0.5]], what="J for t = 1, k = 0")
    expect.close(jacobian(student, hs, SHEAR, 2, 1), [[0.5, 2], [0, 1]], what="J for t = 2, k = 1")
    expect.close(jacobian(student, hs, SHEAR, 2, 0), [[0.5, 1.5], [0, 0.5]], what="J for t = 2, k = 0")


@state_jacobian.case("a state depends on itself by the identity; one step on, it does not")
def _(student, draw):
    hs, W = drawn_trajectory(draw)
    for t in (0, 3, 6):
        expect.close(jacobian(student, hs, W, t, t), np.eye(3), what=f"J for t = k = {t}")
    expect.greater(np.abs(jacobian(student, hs, W, 4, 3) - np.eye(3)).max(), 1e-6, what="J for t = 4, k = 3, less I,")


@state_jacobian.case("from step 1 to 3 and on from 3 to 6 is from 1 to 6")
def _(student, draw):
    hs, W = drawn_trajectory(draw)
    whole = jacobian(student, hs, W, 6, 1)
    chained = jacobian(student, hs, W, 6, 3) @ jacobian(student, hs, W, 3, 1)
    expect.greater(np.abs([whole, whole - np.eye(3)]).max(axis=(1, 2)), 1e-6, what="J, and J less I,")
    expect.close(chained, whole, what="J(6, 3) J(3, 1)")


@state_jacobian.case("two rebels: norm 10 that dies in two steps, eigenvalues 0.9 that grow to 38.7")
def _(student, draw):
    zero, nilpotent = np.zeros((10, 2)), np.array([[0.0, 10.0], [0.0, 0.0]])
    expect.close(jacobian(student, zero, nilpotent, 6, 5), nilpotent, what="J of the first rebel after one step")
    expect.close(jacobian(student, zero, nilpotent, 6, 4), 0 * nilpotent, what="J of the first rebel after two steps")
    grown = jacobian(student, zero, np.array([[0.9, 10.0], [0.0, 0.9]]), 9, 0)
    expect.close(grown, [[0.3874205, 38.7420489], [0, 0.3874205]], rtol=1e-6, what="J of the second rebel, 9 steps")


@state_jacobian.case("with W a rotation no vector grows, however large the states are")
def _(student, draw):
    W = np.array([[0.6, -0.8], [0.8, 0.6]])
    hs = draw.uniform(2.0, 3.0, 6, 2) * np.sign(draw.normal(6, 2))
    for t in (3, 4):
        J = jacobian(student, hs, W, t, 2)
        expect.greater([np.abs(J).max(), 1 - np.linalg.norm(J, 2)], 0, what=f"|J|, and 1 - |J|, for t = {t}, k = 2,")


@state_jacobian.case("the arguments are left as they were")
def _(student, draw):
    J = jacobian(student, *drawn_trajectory(draw), 5, 2)
    expect.unchanged(student)
    expect.greater([np.abs(J).max(), np.abs(J - np.eye(3)).max()], 1e-6, what="J, and J less I,")


@state_jacobian.probed()
def _(student):
    hs, W = drawn_trajectory(Draw(7, state_jacobian.id, "probe"))
    return {
        "three steps": lambda: student(hs, W, 4, 1),
        "two steps": lambda: student(hs, W, 3, 1),
        "one step": lambda: student(hs, W, 2, 1),
        "no step": lambda: student(hs, W, 2, 2),
        "changed": lambda: changed(student, hs, W, 3, 1),
    }


# ---------------------------------------------------------------- clip_grad_norm


def clipped(student, grads: list[np.ndarray], max_norm: float) -> tuple[tuple, np.ndarray]:
    """(gradients, norm) of the answer, of the right shapes."""
    answer, norm = expect.parts(student(grads, max_norm), 2, "the clipped gradients and the norm")
    answer = expect.parts(answer, len(grads), "as many clipped gradients as there are gradients")
    for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
        expect.shape(new, old.shape, what=f"clipped[{i}]")
    expect.shape(norm, (), what="norm")
    return answer, expect.array(norm)


def signs(draw) -> list[np.ndarray]:
    """Sixteen entries of 1 and -1 in three tensors: together they have norm 4."""
    return [np.sign(draw.normal(*shape)) for shape in ((3, 2), (2, 2, 2), (2,))]


@clip_grad_norm.case("the worked example: (3, 4) and (12) have norm 13, and half of it is allowed", weight=2)
def _(student, draw):
    answer, norm = clipped(student, [np.array([3.0, 4.0]), np.array([[12.0]])], 6.5)
    expect.close(norm, 13.0, rtol=1e-5, what="norm")
    expect.close(answer[0], [1.5, 2.0], rtol=1e-5, what="clipped[0]")
    expect.close(answer[1], [[6.0]], rtol=1e-5, what="clipped[1]")


@clip_grad_norm.case("sixteen entries of 1 or -1, clipped to norm 1, are all 1/4 in size")
def _(student, draw):
    grads = signs(draw)
    answer, norm = clipped(student, grads, 1.0)
    for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
        expect.close(new, old / 4, rtol=1e-5, what=f"clipped[{i}]")
    expect.close(norm, 4.0, rtol=1e-5, what="norm")


@clip_grad_norm.case("a norm below the limit, or none at all, changes nothing")
def _(student, draw):
    grads = signs(draw)
    for factor, limit in ((1.0, 4.5), (0.1, 2.0), (0.0, 1.0)):
        answer, norm = clipped(student, [factor * g for g in grads], limit)
        for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
            expect.close(new, factor * old, what=f"clipped[{i}] at norm {4 * factor:g} and limit {limit:g}")
        expect.close(norm, 4 * factor, rtol=1e-5, what="norm")


@clip_grad_norm.case("the gradients are left as they were")
def _(student, draw):
    for limit in (0.5, 10.0):
        answer, norm = clipped(student, signs(draw), limit)
        expect.unchanged(student)
        expect.greater(norm, 3, what="norm")
        expect.greater(np.abs(expect.array(answer[0])), 0.1, what="the size of an entry of clipped[0]")


@clip_grad_norm.probed(rtol=1e-5)
def _(student):
    grads = [np.array([0.6, -0.4, 0.2]), np.array([[3.0, -1.0], [0.5, 2.0], [-2.5, 1.5]]), np.array([[4.0]])]

    def flat(limit, factor=1.0):
        answer, norm = clipped(student, [factor * g for g in grads], limit)
        return [np.concatenate([np.ravel(expect.array(a)) for a in answer]), norm]

    return {
        "above": lambda: flat(2.0),
        "far above": lambda: flat(1.5, 10.0),
        "below": lambda: flat(50.0),
        "zero": lambda: flat(1.0, 0.0),
        "type": lambda: type(student(grads, 2.0)).__name__,
        "shape": lambda: np.shape(student(grads, 2.0)[0][1]),
        "changed": lambda: changed(student, grads, 1.5),
    }


# -------------------------------------------------------------------------- bptt


def weight_gradient(student, xs, ys, h0, Whh, Wxh, Why) -> np.ndarray:
    """The answer as finite numbers [H, H]."""
    return numbers(student(xs, ys, h0, Whh, Wxh, Why), Whh.shape, "dWhh")


def drawn_problem(draw, steps: int = 6, inputs: int = 2, outputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """xs [steps, inputs], ys [steps, outputs], h0 [hidden], Whh, Wxh [hidden, inputs], Why [outputs, hidden]."""
    shapes = ((steps, inputs), (steps, outputs), (hidden,), (hidden, hidden), (hidden, inputs), (outputs, hidden))
    return tuple(draw.uniform(0.3, 0.9, *s) * np.sign(draw.normal(*s)) for s in shapes)


@bptt.case("one unit, two steps: 1 of the first loss, 1 and 1.5 of the second", weight=2)
def _(student, draw):
    # tanh is 1/2 at h_0 and h_1, h_2 = 1, and both predictions are 1 above their target: an error of 2 each.
    xs, ys = np.array([[HALF - 1.0], [0.0]]), np.array([[HALF - 1.0], [0.0]])
    one = np.ones((1, 1))
    expect.close(weight_gradient(student, xs, ys, np.array([HALF]), 2 * one, one, one), [[3.5]], what="dWhh")


@bptt.case("two units, of which the second feeds the first: both rows of the gradient are there", weight=2)
def _(student, draw):
    # The first prediction is right; the second, 0.5, is 1 too high. tanh(0.5) = 0.4621172.
    xs, ys, h0 = np.array([[HALF], [0.0]]), np.array([[0.5], [-0.5]]), np.array([HALF, HALF])
    Whh, Wxh, Why = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [1.0]]), np.array([[1.0, 0.0]])
    dWhh = weight_gradient(student, xs, ys, h0, Whh, Wxh, Why)
    expect.close(dWhh, [[0.9242343, 1.0], [0.75, 0.75]], atol=1e-7, what="dWhh")


@bptt.case("a single step: errors (2, 4) meet the squashed state (0.5, 0.8)")
def _(student, draw):
    xs, ys, h0 = np.array([[1.0]]), np.array([[0.0]]), np.array([HALF, LOG3])
    dWhh = weight_gradient(student, xs, ys, h0, np.zeros((2, 2)), np.array([[1.0], [0.0]]), np.array([[1.0, 2.0]]))
    expect.close(dWhh, [[1.0, 1.6], [2.0, 3.2]], what="dWhh")


@bptt.case("what the last step adds does not depend on the targets before it")
def _(student, draw):
    xs, ys, *rest = drawn_problem(draw)
    added = []
    for targets in (ys, ys + np.vstack([draw.uniform(1, 2, 5, 3), np.zeros((1, 3))])):
        longer = weight_gradient(student, xs, targets, *rest)
        added.append(longer - weight_gradient(student, xs[:5], targets[:5], *rest))
    expect.greater(np.abs(added[0]).max(), 1e-4, what="what the last step adds")
    expect.close(added[1], added[0], atol=1e-8, what="what the last step adds, with other targets before it,")


@bptt.case("the arguments are left as they were")
def _(student, draw):
    dWhh = weight_gradient(student, *drawn_problem(draw))
    expect.unchanged(student)
    expect.greater(np.abs(dWhh).max(), 1e-4, what="the largest entry of dWhh")


@bptt.probed(rtol=1e-6, atol=1e-8)
def _(student):
    xs, ys, *rest = drawn_problem(Draw(7, bptt.id, "probe"), 4)
    return {
        "four steps": lambda: student(xs, ys, *rest),
        "two steps": lambda: student(xs[:2], ys[:2], *rest),
        "one step": lambda: student(xs[:1], ys[:1], *rest),
        "changed": lambda: changed(student, xs, ys, *rest),
    }


# --------------------------------------------------------------------- lstm_cell


def drawn_cell(draw, inputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """x, h, c (entries above 1 in size), Wx, Wh, b; no weight near 0."""
    shapes = ((inputs,), (hidden,), (hidden,), (4 * hidden, inputs), (4 * hidden, hidden), (4 * hidden,))
    x, h, c, *weights = (draw.uniform(0.2, 0.8, *s) * np.sign(draw.normal(*s)) for s in shapes)
    return x, h, c + np.sign(c), *weights


def cell(student, x, h, c, *weights) -> tuple[np.ndarray, np.ndarray]:
    """(h2, c2) of the answer, finite and of the right shapes."""
    h2, c2 = expect.parts(student(x, h, c, *weights), 2, "h2 and c2")
    return numbers(h2, h.shape, "h2"), numbers(c2, h.shape, "c2")


def held(draw, forget: float, enter: float, show: float) -> tuple[np.ndarray, ...]:
    """A cell of two units whose three sigmoid gates are held by their biases; c = (log 2, -log 3)."""
    b = np.concatenate([np.full(2, enter), np.full(2, forget), draw.uniform(0.5, 1.0, 2), np.full(2, show)])
    return draw.normal(3), draw.normal(2), np.array([LOG2, -LOG3]), np.zeros((8, 3)), np.zeros((8, 2)), b


@lstm_cell.case("the worked example: i = 3/4, f = 1/4, g = 0.6, o = 0.8 and c = 2", weight=2)
def _(student, draw):
    # sigma(log 3) = 3/4, sigma(-log 3) = 1/4, tanh(log 2) = 0.6, sigma(log 4) = 0.8; 0.95 of memory, tanh(0.95) = 0.7397831.
    Wx = np.array([[LOG3, 0.0], [0.0, 0.0], [0.0, LOG2 / 2], [0.0, 0.0]])
    Wh, b = np.array([[0.0], [-2 * LOG3], [0.0], [0.0]]), np.array([0.0, 0.0, 0.0, 2 * LOG2])
    h2, c2 = cell(student, np.array([1.0, 2.0]), np.array([0.5]), np.array([2.0]), Wx, Wh, b)
    expect.close(c2, [0.95], what="c2")
    expect.close(h2, [0.5918264], atol=1e-7, what="h2")


@lstm_cell.case("gates held open or shut: memory is kept, dropped, shown or hidden")
def _(student, draw):
    kept, dropped, memory = (50.0, -50.0), (-50.0, -50.0), np.array([LOG2, -LOG3])
    for gates, show, want_h, want_c in (
        (kept, 50.0, [0.6, -0.8], memory),
        (kept, -50.0, [0, 0], memory),
        (dropped, 50.0, [0, 0], [0, 0]),
    ):
        h2, c2 = cell(student, *held(draw, *gates, show))
        told = f"f at {gates[0]:g}, i at {gates[1]:g}, o at {show:g} before sigma"
        expect.close(c2, want_c, atol=1e-8, what=f"c2 with {told}")
        expect.close(h2, want_h, atol=1e-8, what=f"h2 with {told}")


@lstm_cell.case("numbering the units differently numbers the answer differently and changes nothing else")
def _(student, draw):
    x, h, c, Wx, Wh, b = drawn_cell(draw)
    order = np.array([2, 0, 3, 1])
    rows = np.concatenate([order + 4 * gate for gate in range(4)])
    h2, c2 = cell(student, x, h, c, Wx, Wh, b)
    expect.greater([np.ptp(h2), np.ptp(c2), np.abs(c2 - c).max()], 1e-6, what="the spreads of h2 and c2, and c2 - c")
    turned_h, turned_c = cell(student, x, h[order], c[order], Wx[rows], Wh[rows][:, order], b[rows])
    expect.close(turned_h, h2[order], what="h2 of the renumbered cell")
    expect.close(turned_c, c2[order], what="c2 of the renumbered cell")


@lstm_cell.case("the arguments are left as they were")
def _(student, draw):
    x, h, c, *weights = drawn_cell(draw)
    h2, c2 = cell(student, x, h, c, *weights)
    expect.unchanged(student)
    expect.greater([np.abs(h2).max(), np.abs(c2).max(), np.abs(c2 - c).max()], 1e-3, what="h2, c2, and c2 - c")


@lstm_cell.probed()
def _(student):
    arguments = drawn_cell(Draw(7, lstm_cell.id, "probe"))

    def saturated():
        return [bool(np.isfinite(expect.array(part)).all()) for part in student(*arguments[:5], 1000 * arguments[5])]

    return {
        "step": lambda: student(*arguments),
        "saturated": saturated,
        "changed": lambda: changed(student, *arguments),
    }
