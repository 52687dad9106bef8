"""`clip_grad_norm`: hidden cases, misconceptions and accepted alternatives."""

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
NORM = "math.sqrt(sum((grad**2).sum() for grad in grads))"  # of the chapter's solution


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
        factors = expect.array(new) / grads[i]
        expect.close(factors, np.full(SHAPES[i], 2.0 / norm), rtol=1e-5, what=f"clipped[{i}] / grads[{i}]")


secret.slip(
    "clips every entry by value",
    ("factor * grad", "np.clip(grad, -max_norm, max_norm)"),
    hint="That bends the gradient's direction. Multiply all entries by the same factor, max_norm / norm.",
)
secret.slip(
    "clips every tensor by its own norm",
    ("factor * grad", "grad * min(1.0, max_norm / (np.linalg.norm(grad) or max_norm))"),
    hint="The limit is for all gradients together: one norm over all of them, and one factor for all.",
)
secret.slip(
    "shrinks only the tensors that are too long themselves",
    ("factor * grad", "(factor if np.linalg.norm(grad) > max_norm else 1) * grad"),
    hint="The joint norm decides, and then all tensors shrink by the same factor.",
)
secret.slip(
    "leaves vectors as they are",
    ("factor * grad", "(factor if grad.ndim > 1 else 1) * grad"),
    hint="Vectors, such as biases, are gradients too: all tensors shrink by the same factor.",
)
secret.slip(
    "rescales gradients below the limit as well",
    ("norm > max_norm", "norm > 0"),
    hint="Clipping only shortens: where the norm is at most max_norm, the gradients stay as they are.",
)
secret.slip(
    "rescales only gradients below the limit",
    ("norm > max_norm", "0 < norm < max_norm"),
    hint="The condition is the wrong way round: rescale where the norm exceeds max_norm.",
)
secret.slip(
    "compares the squared norm with the limit",
    ("norm > max_norm", "norm**2 > max_norm"),
    hint="max_norm limits the norm: take the root before you compare.",
)
for what, second in {
    "the norm after clipping": "factor * norm",
    "the factor in place of the norm": "factor",
    "the squared norm": "norm**2",
    "the norm as a whole number": "round(norm)",
}.items():
    hint = "The second result is the joint norm before clipping, which tells how loud the gradient was."
    secret.slip(f"returns {what}", ("grads], norm", f"grads], {second}"), hint=hint)
secret.slip("returns the gradients alone", ("grads], norm", "grads]"), hint="There are two results: `return clipped, norm`.")
secret.slip(
    "returns the norm first",
    ("return [factor * grad for grad in grads], norm", "return norm, [factor * grad for grad in grads]"),
    hint="The clipped gradients come first, then the norm.",
)
secret.slip(
    "adds up the norms of the tensors",
    (NORM, "sum(np.linalg.norm(grad) for grad in grads)"),
    hint="The joint norm is the root of the sum of all squares, not the sum of the norms: (3, 4) and (12) have 13, not 17.",
)
for name, norm in {
    "adds up absolute values": "sum(np.abs(grad).sum() for grad in grads)",
    "takes the largest of the tensors' norms": "max(np.linalg.norm(grad) for grad in grads)",
    "divides by the number of entries": "math.sqrt(np.mean(np.concatenate([grad.ravel() for grad in grads]) ** 2))",
    "takes the largest entry for the norm": "max(np.abs(grad).max() for grad in grads)",
    "takes the spectral norm of matrices": "np.linalg.norm([np.linalg.norm(g, 2 if g.ndim == 2 else None) for g in grads])",
    "leaves vectors out of the norm": "math.sqrt(sum((g**2).sum() for g in grads if g.ndim > 1))",
    "measures the spread about the mean": "(lambda flat: np.sqrt(flat.size) * flat.std())(np.concatenate([*map(np.ravel, grads)]))",
}.items():
    secret.slip(
        name, (NORM, norm), hint="The joint norm is the root of the sum of the squares of all entries: (3, 4) and (12) have norm 13."
    )
for which, index in {"first": 0, "last": -1}.items():
    hint = "A `return` or `=` inside the loop keeps one tensor: add up the squares of all, and take the root after the loop."
    secret.slip(f"takes the norm of the {which} tensor alone", (NORM, f"np.linalg.norm(grads[{index}])"), hint=hint)
secret.slip("forgets the square root", ("math.sqrt", ""), hint="The norm is the root of the sum of squares: (3, 4) has norm 5.")
secret.slip(
    "forgets to square",
    ("grad**2", "grad"),
    ("math.sqrt", "np.sqrt(abs"),
    ("in grads))\n", "in grads)))\n"),
    hint="Square the entries before they are added: signs must not cancel.",
)
secret.slip("scales to norm 1 whatever the limit", ("max_norm / norm", "1 / norm"), hint="Multiply by max_norm as well.")
secret.slip("forgets to divide by the norm", ("max_norm / norm", "max_norm"), hint="The factor is max_norm / norm: divide too.")
secret.slip(
    "turns the factor upside down",
    ("max_norm / norm", "norm / max_norm"),
    hint="The factor must shrink what is too long: max_norm / norm is below 1, norm / max_norm above.",
)
secret.slip(
    "turns the factor upside down and caps it at 1",
    ("max_norm / norm if norm > max_norm else 1.0", "min(1.0, norm / max_norm)"),
    hint="That shrinks what is below the limit: the factor is min(1, max_norm / norm).",
)
secret.slip(
    "takes the root of the factor",
    ("max_norm / norm", "math.sqrt(max_norm / norm)"),
    hint="A vector that is multiplied by a factor has its norm multiplied by the same factor: no root.",
)
secret.slip("sets gradients above the limit to zero", ("max_norm / norm", "0.0"), hint="Clipping shortens; it does not erase.")
secret.slip(
    "gives no number where all gradients are 0",
    ("factor * grad", "min(norm, max_norm) * (grad / np.float64(norm))"),
    hint="0 / 0 is no number: gradients within the limit are returned as they are, without a division.",
)
secret.slip(
    "overwrites the gradients",
    ("    return [factor * grad for grad in grads]", "    for grad in grads:\n        grad *= factor\n    return grads"),
    hint="`g *= scale` changes the caller's arrays: build new ones, `scale * g`.",
)
secret.slip(
    "returns one long vector",
    ("[factor * grad for grad in grads]", "factor * np.concatenate([grad.ravel() for grad in grads])"),
    hint="The optimizer needs each gradient in the shape of its parameter: return a list of arrays.",
)
secret.slip(
    "returns the gradients flattened",
    ("factor * grad for", "factor * grad.ravel() for"),
    hint="The optimizer needs each gradient in the shape of its parameter: scale the tensors one by one.",
)
