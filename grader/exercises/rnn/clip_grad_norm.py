"""`clip_grad_norm`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import clip_grad_norm as public
from course_utils.checks.public.rnn.clip_grad_norm import clipped

from ...exercise import Secret

secret = Secret(public.exercise)

SHAPES = ((3, 2), (4,), (2, 3, 2), (1,))


@secret.alternative("RENAME ME: the former reference")
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


def drawn_gradients(draw) -> list[np.ndarray]:
    """Four gradients of different shapes and sizes; their joint norm is far above 1."""
    return [draw.uniform(0.5, 3.0) * (draw.normal(*shape) + 0.5) + 1.0 for shape in SHAPES]


@secret.case("agrees with torch.nn.utils.clip_grad_norm_, above the limit and below it", weight=2)
def _(student, draw):
    grads = drawn_gradients(draw)
    total = float(np.linalg.norm(np.concatenate([g.ravel() for g in grads])))
    for limit in (0.3 * total, 0.9 * total, 1.1 * total, 5 * total):
        parameters = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads]
        for parameter, g in zip(parameters, grads, strict=True):
            parameter.grad = tensor(g)
        want = torch.nn.utils.clip_grad_norm_(parameters, limit)
        answer, norm = clipped(student, grads, limit)
        what = f"at {limit / total:.1f} times the norm"
        expect.close(norm, float(want), rtol=1e-5, what=f"norm with the limit {what}")
        for i, (new, parameter) in enumerate(zip(answer, parameters, strict=True)):
            expect.close(new, parameter.grad, rtol=1e-5, what=f"clipped[{i}] with the limit {what}")


@secret.case("one tensor of many carries the norm: all shrink by the same factor")
def _(student, draw):
    grads = [0.1 * np.sign(draw.normal(*shape)) for shape in SHAPES]
    grads[2] = np.full(SHAPES[2], 50.0)  # twelve entries of 50
    answer, norm = clipped(student, grads, 2.0)
    expect.close(norm, math.sqrt(12 * 2500 + 11 * 0.01), rtol=1e-5, what="norm")
    for i, new in enumerate(answer):
        expect.close(
            np.asarray(expect.array(new)) / grads[i],
            np.full(SHAPES[i], 2.0 / norm),
            rtol=1e-5,
            what=f"clipped[{i}] / grads[{i}]",
        )


@secret.misconception(
    "clips every entry by value",
    hint="That bends the gradient's direction. Multiply all entries by the same factor, max_norm / norm.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    return [np.clip(g, -max_norm, max_norm) for g in grads], norm


@secret.misconception(
    "clips every tensor by its own norm",
    hint="The limit is for all gradients together: one norm over all of them, and one factor for all.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    return [g * min(1.0, max_norm / max(float(np.sqrt((g**2).sum())), 1e-300)) for g in grads], norm


@secret.misconception(
    "rescales gradients below the limit as well",
    hint="Clipping only shortens: where the norm is at most max_norm, the gradients stay as they are.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    return [max_norm * g / max(norm, 1e-300) for g in grads], norm


@secret.misconception(
    "rescales only gradients below the limit",
    hint="The condition is the wrong way round: rescale where the norm exceeds max_norm.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    scale = max_norm / norm if 0 < norm < max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "returns the norm after clipping",
    hint="After clipping the norm never exceeds the limit and tells nothing: return the one from before.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    return [min(1.0, max_norm / max(norm, 1e-300)) * g for g in grads], min(norm, max_norm)


@secret.misconception(
    "returns the factor in place of the norm",
    hint="The second result is the joint norm before clipping, not the factor that the gradients were scaled by.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], scale


@secret.misconception(
    "adds up the norms of the tensors",
    hint="The joint norm is the root of the sum of all squares, not the sum of the norms: (3, 4) and (12) have 13, not 17.",
)
def clip_grad_norm(grads, max_norm):
    norm = sum(float(np.sqrt((g**2).sum())) for g in grads)
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "takes the largest of the tensors' norms",
    hint="The joint norm counts all tensors: the root of the sum of all squares.",
)
def clip_grad_norm(grads, max_norm):
    norm = max(float(np.sqrt((g**2).sum())) for g in grads)
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "takes the norm of the first tensor alone",
    hint="A `return` or an assignment inside the loop keeps one tensor: add the squares of all before the root.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(float((grads[0] ** 2).sum()))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception("forgets the square root", hint="The norm is the root of the sum of squares: (3, 4) has norm 5.")
def clip_grad_norm(grads, max_norm):
    norm = sum(float((g**2).sum()) for g in grads)
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "divides by the number of entries",
    hint="The norm is the root of the sum of squares, not of their mean.",
)
def clip_grad_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = float(np.sqrt(np.mean(flat**2)))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "takes the largest entry for the norm", hint="The norm here is the Euclidean one: the root of the sum of squares."
)
def clip_grad_norm(grads, max_norm):
    norm = max(float(np.abs(g).max()) for g in grads)
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "takes the spectral norm of matrices",
    hint="`np.linalg.norm(g, 2)` of a matrix is its largest singular value: flatten the matrix first.",
)
def clip_grad_norm(grads, max_norm):
    norms = [np.linalg.norm(g, 2) if g.ndim == 2 else np.linalg.norm(g) for g in grads]
    norm = float(np.linalg.norm(norms))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "scales to norm 1 whatever the limit",
    hint="Dividing by the norm gives length 1; multiply by max_norm to reach the limit.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    return [g / norm if norm > max_norm else g for g in grads], norm


@secret.misconception(
    "turns the factor upside down",
    hint="The factor must shrink what is too long: max_norm / norm is below 1, norm / max_norm above.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    scale = norm / max_norm if norm > max_norm else 1.0
    return [scale * g for g in grads], norm


@secret.misconception(
    "overwrites the gradients",
    hint="`g *= scale` changes the caller's arrays: build new ones, `scale * g`.",
)
def clip_grad_norm(grads, max_norm):
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return grads, norm


@secret.misconception(
    "returns the gradients flattened",
    hint="The optimiser needs each gradient in the shape of its parameter: scale the tensors one by one.",
)
def clip_grad_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = float(np.linalg.norm(flat))
    return [max_norm / max(norm, max_norm) * g.ravel() for g in grads], norm


@secret.alternative("one flat vector, cut up again")
def clip_grad_norm(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = np.linalg.norm(flat)
    flat = flat * (max_norm / max(norm, max_norm))
    ends = np.cumsum([g.size for g in grads])
    return [part.reshape(g.shape) for part, g in zip(np.split(flat, ends[:-1]), grads, strict=True)], norm


@secret.alternative("torch's own, on copies")
def clip_grad_norm(grads, max_norm):
    parameters = []
    for g in grads:
        parameters.append(torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.float64)))
        parameters[-1].grad = torch.tensor(g)
    norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    return [p.grad.numpy() for p in parameters], float(norm)


@secret.alternative("the norm of the norms, and torch's epsilon")
def clip_grad_norm(grads, max_norm):
    norm = float(np.linalg.norm([np.linalg.norm(g) for g in grads]))
    return tuple(np.multiply(g, min(1.0, max_norm / (norm + 1e-6))) for g in grads), norm
