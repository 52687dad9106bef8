"""`generator_logit_grads`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import mpmath
import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.gan import generator_logit_grads as public
from course_utils.checks.public.gan.generator_logit_grads import slopes

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("agrees with torch's derivative of log(1 - D) and of -log D", weight=2)
def _(student, draw):
    a = draw.uniform(-6, 6, 24)
    for shape in ((24,), (4, 6), (2, 3, 4), (1, 24)):
        found = slopes(student, a.reshape(shape))
        for what, cost, got in zip(("minimax", "nonsat"), (1, -1), found, strict=True):
            logits = tensor(a.reshape(shape)).requires_grad_()
            # log(1 - D) = log sigma(-a), -log D = -log sigma(a)
            torch.sum(cost * F.logsigmoid(-cost * logits)).backward()
            expect.close(got, logits.grad.numpy(), what=f"`{what}`")


@secret.case("predicts how the costs move, with 60 digits, at logits from -30 to 30")
def _(student, draw):
    a = np.concatenate([draw.uniform(-30, 30, 4), [-30.0, -5.0, 0.0, 2.0, 30.0]])
    minimax, nonsat = slopes(student, a)
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -20

        def moved(cost):
            sides = [[cost(1 / (1 + mpmath.exp(-mpmath.mpf(float(v)) - s))) for v in a] for s in (step, -step)]
            return [float((up - down) / (2 * step)) for up, down in zip(*sides, strict=True)]

        want = moved(lambda D: mpmath.log(1 - D)), moved(lambda D: -mpmath.log(D))
    for found, right, what in zip((minimax, nonsat), map(np.array, want), ("minimax", "nonsat"), strict=True):
        expect.close(found / right, np.ones(9), what=f"`{what}`, in units of the right slope")


@secret.case("far out, to either side, both slopes have settled")
def _(student, draw):
    a = draw.uniform(200, 5000, 5)  # for most of them e^a is infinite to the machine
    for sign, minimax, nonsat in ((1, -1, 0), (-1, 0, -1)):
        found = slopes(student, sign * a)
        expect.close(found[0], np.full(5, minimax), what="`minimax` far out")
        expect.close(found[1], np.full(5, nonsat), what="`nonsat` far out")


# The two parts of the chapter's answer.
MINIMAX, NONSAT = "-expit(a)", "-expit(-a)"


def both(name: str, minimax: str, nonsat: str, *, hint: str) -> None:
    """A slip that returns other slopes."""
    secret.slip(name, (MINIMAX, minimax), (NONSAT, nonsat), hint=hint)


both(
    "swaps the two costs",
    "-expit(0.0 - a)",
    "-expit(a)",
    hint="Where D rejects the sample (a = -5) the minimax cost is nearly flat, and the non-saturating one is steep.",
)
both(
    "has the sign of both costs turned",
    "expit(a)",
    "expit(-a)",
    hint="Both costs fall when the critic's logit rises: both derivatives are negative.",
)
secret.slip(
    "has the sign of the minimax cost turned",
    (MINIMAX, "expit(a)"),
    hint="The generator's minimax cost is +log(1 - D), which falls as D rises.",
)
secret.slip(
    "has the sign of the non-saturating cost turned",
    (NONSAT, "expit(-a)"),
    hint="The cost is -log D: with the minus, its slope is negative.",
)
both(
    "takes the derivative with respect to D",
    "-1 / np.clip(expit(0.0 - a), 1e-12, 1)",
    "-1 / np.clip(expit(a), 1e-12, 1)",
    hint="-1 / (1 - D) and -1 / D are slopes in D. The chain rule brings in dD/da = D (1 - D).",
)
both(
    "returns the costs",
    "-np.logaddexp(0, a)",
    "np.logaddexp(0, -a)",
    hint="log(1 - D) and -log D are the costs: return their derivatives with respect to a.",
)
both(
    "stops the chain rule at D",
    "-expit(a) * expit(0.0 - a)",
    "-expit(a) * expit(-a)",
    hint="D (1 - D) is dD/da alone: multiply it by the slope of the cost in D.",
)
both(
    "returns D and 1 - D",
    "expit(a)",
    "1 - expit(a)",
    hint="The sizes are right. Both costs fall when the critic's logit rises, so both slopes are negative; and 1 - D loses its digits where D is near 1.",
)
both(
    "clips the logits",
    "-expit(np.clip(a, -10, 10))",
    "-expit(-np.clip(a, -10, 10))",
    hint="No clipping: at a = 30 the slope of the minimax cost is -1 to twelve digits, the other nearly 0.",
)
both(
    "divides by the number of samples",
    "-expit(a) / a.size",
    "-expit(-a) / a.size",
    hint="Each entry is the slope of the cost of its own sample: no mean over the batch, no division.",
)
both(
    "adds the slopes of the batch up",
    "-expit(a).sum()",
    "-expit(-a).sum()",
    hint="Return one slope for each logit, in arrays shaped like `a`.",
)
both(
    "returns flat arrays", "-expit(a).ravel()", "-expit(-a).ravel()", hint="Both arrays have the shape of `a`, in any number of dimensions."
)
both(
    "halves both costs, as a mean over 2N labels does",
    "-0.5 * expit(a)",
    "-0.5 * expit(-a)",
    hint="The costs are log(1 - D) and -log D, without a factor 1/2: at a = 0 both slopes are -1/2.",
)
secret.slip(
    "gives both costs the slope of log(1 - D)",
    (NONSAT, MINIMAX),
    hint="-log D is not log(1 - D): its slope is large exactly where the other is small.",
)
both(
    "forgets to halve the logit in the tanh",
    "-0.5 - 0.5 * np.tanh(a)",
    "0.5 * np.tanh(a) - 0.5",
    hint="sigma(a) = (1 + tanh(a / 2)) / 2: the argument is halved too.",
)
both(
    "loses the digits of a small slope",
    "-0.5 - 0.5 * np.tanh(0.5 * a)",
    "0.5 * np.tanh(0.5 * a) - 0.5",
    hint="Where a slope is small it is the difference of two numbers near 1/2 or 1, and most digits cancel. sigma(-a) is 1 - sigma(a) without a subtraction.",
)
secret.slip(
    "subtracts 1 from D",
    (NONSAT, "expit(a) - 1"),
    hint="Where D is near 1 most digits of D - 1 cancel. sigma(-a) is 1 - sigma(a) without a subtraction.",
)
both(
    "overflows far out",
    "-np.exp(a) / (1 + np.exp(a))",
    "-1 / (1 + np.exp(a))",
    hint="e^800 is infinite to the machine, and inf / inf is NaN. Write the quotient with e^(-|a|), or let `expit` do it.",
)
secret.slip(
    "overwrites the logits",
    ("return", "expit(a, out=a)\n    return"),
    (MINIMAX, "-a.copy()"),
    (NONSAT, "a - 1"),
    hint="`out=a` changes the caller's array: compute into a new one.",
)


@secret.misconception(
    "differentiates the logarithm of a D that rounds to 0 or 1",
    hint="Far out D is 0 or 1 and its logarithm infinite: 0 times infinity is NaN. Simplify on paper before you code.",
)
def generator_logit_grads(a):
    found = {}
    for key, cost in (("minimax", lambda D: torch.log(1 - D)), ("nonsat", lambda D: -torch.log(D))):
        logits = torch.tensor(a, requires_grad=True)
        cost(torch.sigmoid(logits)).sum().backward()
        found[key] = logits.grad.numpy()
    return found


@secret.alternative("torch's derivative of stable costs")
def generator_logit_grads(a):
    found = {}
    for key, sign in (("minimax", 1), ("nonsat", -1)):
        logits = torch.tensor(a, requires_grad=True)
        (-sign * torch.nn.functional.softplus(sign * logits)).sum().backward()
        found[key] = logits.grad
    return found


@secret.alternative("an exponential that never exceeds 1")
def generator_logit_grads(a):
    small = np.exp(-np.abs(a))
    larger, smaller = 1 / (1 + small), small / (1 + small)
    return {"minimax": -np.where(a > 0, larger, smaller), "nonsat": -np.where(a > 0, smaller, larger)}


@secret.alternative("a complex step through log(1 + e^(-|a|))")
def generator_logit_grads(a):
    def slope(x):  # of log(1 + e^x) at x <= 0, then mirrored
        z = -np.abs(x) + 1e-30j
        left = np.log1p(np.exp(z)).imag / 1e-30
        return np.where(x <= 0, left, 1 / (1 + np.exp(-np.abs(x))))

    return {"minimax": -slope(a), "nonsat": -slope(-a)}
