"""`clip_grad_norm`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import signs

exercise = topic.exercise("clip_grad_norm", level=1)
exercise.hints(
    "If each gradient were shortened by itself, would their joint direction stay the same?",
    "All arrays together are one long vector: its norm is the root of the sum of all squares. If it is too "
    "long, every entry is multiplied by one and the same factor; if not, by 1.",
    "norm = math.sqrt(sum of (grad**2).sum() over grads). factor = max_norm / norm if norm ... max_norm, else "
    "1.0. Return new arrays, and the norm from ... the clipping.",
)


def clipped(student, grads: list[np.ndarray], max_norm: float) -> tuple[tuple, np.ndarray]:
    """(gradients, norm) of the answer, of the right shapes."""
    return parts(student(grads, max_norm), grads)


def parts(answer, grads: list[np.ndarray]) -> tuple[tuple, np.ndarray]:
    """(gradients, norm) of an answer for these gradients, of the right shapes."""
    answer, norm = expect.parts(answer, 2, "the clipped gradients and the norm")
    expect.shape(norm, (), what="norm")
    answer = expect.parts(answer, len(grads), "as many clipped gradients as there are gradients")
    for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
        expect.shape(new, old.shape, what=f"clipped[{i}]")
    return answer, expect.array(norm)


@exercise.case("the worked example: (3, 4) and (12) have norm 13, and half of it is allowed", weight=2)
def _(student, draw):
    answer, norm = clipped(student, [np.array([3.0, 4.0]), np.array([[12.0]])], 6.5)
    expect.close(norm, 13.0, rtol=1e-5, what="norm")
    expect.close(answer[0], [1.5, 2.0], rtol=1e-5, what="clipped[0]")
    expect.close(answer[1], [[6.0]], rtol=1e-5, what="clipped[1]")


@exercise.case("three gradients of one entry: 2, -3 and 6 have norm 7, and 2.8 is allowed")
def _(student, draw):
    answer, norm = clipped(student, [np.array([entry]) for entry in (2.0, -3.0, 6.0)], 2.8)
    expect.close(norm, 7.0, rtol=1e-5, what="norm")
    for i, want in enumerate((0.8, -1.2, 2.4)):
        expect.close(answer[i], [want], rtol=1e-5, what=f"clipped[{i}]")


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
        told = f"at norm {4 * factor:g} and limit {limit:g}"
        answer, norm = clipped(student, [factor * g for g in grads], limit)
        for i, (new, old) in enumerate(zip(answer, grads, strict=True)):
            expect.close(new, factor * old, what=f"clipped[{i}] {told}")
        expect.close(norm, 4 * factor, rtol=1e-5, what=f"norm {told}")


@exercise.case("the gradients are left as they were")
def _(student, draw):
    for limit in (0.5, 10.0):
        grads = signs(draw)
        answer = student(grads, limit)
        expect.unchanged(student)
        new, norm = parts(answer, grads)
        expect.greater(norm, 3, what=f"norm with the limit {limit:g}")
        expect.greater(np.abs(new[0]).min(), 0, what=f"the size of an entry of clipped[0] with the limit {limit:g}")
        along = min((n * g).min() for n, g in zip(new, grads, strict=True))
        expect.greater(along, 0, what=f"an entry of clipped times its gradient, with the limit {limit:g}")
