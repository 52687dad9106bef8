"""`clip_grad_norm`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import changed, signs

exercise = topic.exercise("clip_grad_norm", level=1)


def clipped(student, grads: list[np.ndarray], max_norm: float) -> tuple[tuple, np.ndarray]:
    """(gradients, norm) of the answer, of the right shapes."""
    answer, norm = expect.parts(student(grads, max_norm), 2, "the clipped gradients and the norm")
    answer = expect.parts(answer, len(grads), "as many clipped gradients as there are gradients")
    for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
        expect.shape(new, old.shape, what=f"clipped[{i}]")
    expect.shape(norm, (), what="norm")
    return answer, expect.array(norm)


@exercise.case("the worked example: (3, 4) and (12) have norm 13, and half of it is allowed", weight=2)
def _(student, draw):
    answer, norm = clipped(student, [np.array([3.0, 4.0]), np.array([[12.0]])], 6.5)
    expect.close(norm, 13.0, rtol=1e-5, what="norm")
    expect.close(answer[0], [1.5, 2.0], rtol=1e-5, what="clipped[0]")
    expect.close(answer[1], [[6.0]], rtol=1e-5, what="clipped[1]")


@exercise.case("sixteen entries of 1 or -1, clipped to norm 1, are all 1/4 in size")
def _(student, draw):
    grads = signs(draw)
    answer, norm = clipped(student, grads, 1.0)
    for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
        expect.close(new, old / 4, rtol=1e-5, what=f"clipped[{i}]")
    expect.close(norm, 4.0, rtol=1e-5, what="norm")


@exercise.case("a norm below the limit, or none at all, changes nothing")
def _(student, draw):
    grads = signs(draw)
    for factor, limit in ((1.0, 4.5), (0.1, 2.0), (0.0, 1.0)):
        answer, norm = clipped(student, [factor * g for g in grads], limit)
        for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
            expect.close(new, factor * old, what=f"clipped[{i}] at norm {4 * factor:g} and limit {limit:g}")
        expect.close(norm, 4 * factor, rtol=1e-5, what="norm")


@exercise.case("the gradients are left as they were")
def _(student, draw):
    for limit in (0.5, 10.0):
        answer, norm = clipped(student, signs(draw), limit)
        expect.unchanged(student)
        expect.greater(norm, 3, what="norm")
        expect.greater(np.abs(expect.array(answer[0])), 0.1, what="the size of an entry of clipped[0]")


@exercise.probed(rtol=1e-5)
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
