"""Public cases of chapter 11: properties and numbers worked by hand."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import torch

from .. import expect
from ..draw import tensor
from ..exercises import Topic
from ..expression import Symbol

topic = Topic("11_vae")

elbo_linear_gaussian = topic.exercise("elbo_linear_gaussian", level=2)
kl_gauss_symbolic = topic.exercise("kl_gauss_symbolic", level=2)
reparameterize = topic.exercise("reparameterize", level=1)
log_px_importance = topic.exercise("log_px_importance", level=2)
vae_loss = topic.exercise("vae_loss", level=1)
ppca_ml = topic.exercise("ppca_ml", level=3)

# ---------------------------------------------------------------- reparameterize

# Standard deviations of columns whose log-variances are 3, -3, 0 and 1.
LOGVARS = (3.0, -3.0, 0.0, 1.0)
DEVIATIONS = np.array([4.48168907, 0.22313016, 1.0, 1.64872127])


def columns(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """mu and logvar [n, 4]: equal rows, one column for each of LOGVARS."""
    return tensor([0.5, -2.0, 3.0, 1.0]).expand(n, 4), tensor(LOGVARS).expand(n, 4)


def scaled_noise(z, mu) -> np.ndarray:
    """(z - mu) over the right standard deviations, [n, 4]."""
    expect.shape(z, tuple(mu.shape), what="z")
    expect.finite(z, what="z")
    return (expect.array(z) - mu.numpy()) / DEVIATIONS


@reparameterize.case("z scatters around mu with standard deviation exp(logvar / 2)", weight=2)
def _(student, draw):
    n = 25_000
    mu, logvar = columns(n)
    noise = scaled_noise(student.seeded(draw.seed())(mu, logvar), mu)
    deviations = np.sqrt((noise**2).mean(axis=0))
    expect.statistic(
        deviations * DEVIATIONS, DEVIATIONS, DEVIATIONS / math.sqrt(2 * n), what="the standard deviation of column"
    )
    expect.statistic(
        noise.mean(axis=0), np.zeros(4), 1 / math.sqrt(n), what="the mean of (z - mu) / deviation in column"
    )


@reparameterize.case("shape and dtype are those of mu, in one dimension and in two")
def _(student, draw):
    for shape, dtype in (((7,), torch.float64), ((5, 3), torch.float64), ((5, 3), torch.float32)):
        mu, logvar = tensor(draw.normal(*shape)).to(dtype), tensor(draw.uniform(-1, 1, *shape)).to(dtype)
        z = student.seeded(draw.seed())(mu, logvar)
        expect.shape(z, shape, what="z")
        expect.dtype(z, dtype, what="z")
        expect.finite(z, what="z")
        expect.differs(z, student.seeded(draw.seed())(mu, logvar), "two seeds gave the same z: it carries no noise")


@reparameterize.case("every call draws fresh noise, and the same torch seed repeats it")
def _(student, draw):
    mu, logvar = columns(3)
    first, second = student(mu, logvar), student(mu, logvar)
    expect.differs(first, second, "two calls gave the same z: the noise must be drawn anew each time")
    seeded = student.seeded(draw.seed(), only_torch=True)
    expect.close(seeded(mu, logvar), seeded(mu, logvar), what="z after the same torch.manual_seed")


@reparameterize.case("gradients: dz/dmu = 1 and dz/dlogvar = (z - mu) / 2")
def _(student, draw):
    mu, logvar = tensor(draw.normal(6, 3)), tensor(draw.uniform(-2, 2, 6, 3))
    weights = tensor(draw.normal(6, 3))
    z, grads = student.seeded(draw.seed()).vjp((mu, logvar), weights)
    expect.gradient(grads[0], weights, of="mu")
    expect.gradient(grads[1], weights * (z - mu) / 2, of="logvar")


@reparameterize.case("mu and logvar are left as they were")
def _(student, draw):
    mu, logvar = columns(50)
    z = student.seeded(draw.seed())(mu, logvar)
    expect.unchanged(student)
    expect.greater(scaled_noise(z, mu).std(axis=0), 0.1, what="the scatter of z in a column")


@reparameterize.probed(rtol=0.06, atol=0.06)
def _(student):
    n = 20_000
    mu, logvar = columns(n)
    seeded, torch_seeded = student.seeded(11), student.seeded(11, only_torch=True)

    @cache
    def noise():
        return scaled_noise(seeded(mu, logvar), mu)

    def slopes():
        z, grads = seeded.vjp((mu, logvar))
        noise_part = expect.array(z) - mu.numpy()
        by_mu, by_logvar = ("none" if g is None else g.numpy() for g in grads)
        ratio = (
            by_logvar
            if isinstance(by_logvar, str)
            else (by_logvar * noise_part).sum(axis=0) / (noise_part**2).sum(axis=0).clip(1e-12)
        )
        return [by_mu if isinstance(by_mu, str) else by_mu.mean(axis=0), ratio]

    def correlation():
        e = noise() - noise().mean(axis=0)
        return [
            np.mean(e[:, 0] * e[:, 1]) / (e[:, 0].std() * e[:, 1].std() + 1e-12),
            np.mean(e[1:] * e[:-1]) / (e.var() + 1e-12),
        ]

    def far():
        # Whether the spread at log-variances of 40 and -40 is wrong by a factor above e^2, and in which direction.
        ends = tensor(np.tile([40.0, -40.0], (100, 1)))
        spread = expect.array(seeded(0 * ends, ends)).std(axis=0).clip(1e-300) / np.exp([20, -20])
        return np.sign(np.log(spread)) * (np.abs(np.log(spread)) > 2)

    return {
        "deviations": lambda: np.sqrt((noise() ** 2).mean(axis=0)),
        "means": lambda: noise().mean(axis=0),
        "slopes": slopes,
        "correlations": correlation,
        "largest": lambda: [bool(np.abs(noise()).max() > bound) for bound in (2.5, 3.01)],
        "repeats": lambda: bool(torch.equal(student(mu[:3], logvar[:3]), student(mu[:3], logvar[:3]))),
        "dtypes": lambda: [
            str(seeded(mu[:9].to(dtype), logvar[:9].to(dtype)).dtype) for dtype in (torch.float32, torch.float64)
        ],
        "torch's seed repeats": lambda: bool(
            torch.equal(torch_seeded(mu[:9], logvar[:9]), torch_seeded(mu[:9], logvar[:9]))
        ),
        "far": far,
        "changed": lambda: [seeded(mu[:9], logvar[:9]) is None, *seeded.changed],
    }


# ---------------------------------------------------------------------- vae_loss


@vae_loss.case("the worked example: two images of three pixels, two latents", weight=2)
def _(student, draw):
    # A logit of 0 costs log 2 a pixel, so six pixels cost 4.158883. The rows' divergences are 0.5 and (4 - 1 - log 4) / 2.
    logits, x = torch.zeros(2, 3, dtype=torch.float64), tensor([[0, 1, 1], [1, 0, 0.5]])
    mu, logvar = tensor([[1, 0], [0, 0]]), tensor([[0, 0], [0, math.log(4)]])
    expect.close(student(logits, x, mu, logvar), 4.1588831 + 0.5 + 0.8068528, atol=1e-6, what="the loss")


@vae_loss.case("the loss of a batch is the sum of the losses of its images, one number")
def _(student, draw):
    logits, x = tensor(draw.normal(4, 6)), tensor(draw.uniform(0, 1, 4, 6))
    mu, logvar = tensor(draw.normal(4, 2)), tensor(draw.uniform(-2, 2, 4, 2))
    whole = student(logits, x, mu, logvar, 2.5)
    expect.finite(whole, what="the loss")
    single = [student(logits[i : i + 1], x[i : i + 1], mu[i : i + 1], logvar[i : i + 1], 2.5) for i in range(4)]
    expect.shape(whole, (), what="the loss")
    expect.close(whole, sum(float(expect.array(value).sum()) for value in single), what="the loss of the batch")
    expect.greater(whole, 1.0, what="the loss")


@vae_loss.case("beta weighs the divergence and nothing else, and is 1 if left out")
def _(student, draw):
    # One latent with mean 2 and variance 1 is 2 nats away from the prior.
    logits, x = torch.zeros(1, 5, dtype=torch.float64), torch.ones(1, 5, dtype=torch.float64)
    mu, logvar = tensor([[2.0]]), tensor([[0.0]])
    costs = [expect.array(student(logits, x, mu, logvar, beta), "the loss") for beta in (0.0, 1.0, 4.0)]
    expect.close(costs[2] - costs[0], 8.0, what="loss at beta = 4 less loss at beta = 0")
    expect.close(student(logits, x, mu, logvar), costs[1], what="the loss without beta")


@vae_loss.case("a confident logit of 50 on the wrong side costs 50 nats, not infinity")
def _(student, draw):
    logits, x = tensor([[50.0, -50.0, 50.0, -50.0]]), tensor([[0.0, 1.0, 1.0, 0.0]])
    zero = torch.zeros(1, 2, dtype=torch.float64)
    value, grads = student.vjp((logits, x, zero, zero))
    expect.close(value, 100.0, what="the loss")
    expect.gradient(grads[0], [[1.0, -1.0, 0.0, 0.0]], of="logits")


@vae_loss.case("the arguments are left as they were")
def _(student, draw):
    zero = torch.zeros(1, 2, dtype=torch.float64)
    value = student(tensor([[0.5, -2.0, 3.0]]), tensor([[0.0, 1.0, 0.5]]), zero + 1.5, zero - 2.0)
    expect.unchanged(student)
    expect.greater([value, 10 - value], 1.0, what="the loss, and 10 less the loss,")


@vae_loss.probed()
def _(student):
    logits, x = tensor([[0.3, -1.2, 2.0], [0.5, 0.1, -0.7]]), tensor([[0, 1, 1], [0.2, 0, 1]])
    mu, logvar = (
        tensor([[0.4, -1.0, 0.3, 0.2], [1.5, 0.2, -0.6, 0.9]]),
        tensor([[0.5, -0.8, 1.0, 0.1], [-1.5, 0.7, 0.2, -0.4]]),
    )
    far = tensor([[50.0, -50.0]])

    def slopes():
        return [[] if g is None else g for g in student.vjp((logits, x, mu, logvar)).grads]

    def too_cheap():
        # Costs far out: 300 nats for a logit of 300, 29.5 and e^25 / 2 - 13 for log-variances of -60 and 25; and log 2 where a logit is 0.
        points = ((300.0, 0.0, 300.0), (0.0, -60.0, 30.1), (0.0, 25.0, 3.6e10))
        return [
            float(expect.array(student(tensor([[a]]), tensor([[0.0]]), tensor([[0.0]]), tensor([[b]])))) < cost - 0.5
            for a, b, cost in points
        ]

    def changed():
        student(logits, x, mu, logvar)
        return list(student.changed)

    return {
        "too cheap": too_cheap,
        "changed": changed,
        "loss": lambda: student(logits, x, mu, logvar),
        "beta": lambda: student(logits, x, mu, logvar, 4.0),
        "one image": lambda: student(logits[:1], x[:1], mu[:1], logvar[:1], 0.5),
        "far": lambda: student(far, 1 - (far > 0).double(), far[:, :1] * 0, far[:, :1] * 0),
        "slopes": slopes,
    }


# ------------------------------------------------------------- log_px_importance


@log_px_importance.case("the weights 0.1 and 0.3 average to 0.2; a single weight is its own average")
def _(student, draw):
    expect.close(student(np.log([0.1, 0.3])), -1.6094379, atol=1e-6, what="the estimate from (log 0.1, log 0.3)")
    expect.close(student(np.array([-2.5])), -2.5, what="the estimate from a single log-weight of -2.5")


@log_px_importance.case("log-weights near -1000 and +1000 neither vanish nor overflow")
def _(student, draw):
    # Weights w and 3 w average to 2 w.
    for level in (-1000.0, 1000.0):
        expect.close(
            student(np.array([level, level + math.log(3)])),
            level + 0.6931472,
            atol=1e-6,
            rtol=0,
            what=f"the estimate near {level:g}",
        )
    # Beside e^1000 the weight e^-1000 is nothing, but it counts among the two.
    expect.close(
        student(np.array([-1000.0, 1000.0])), 999.3068528, atol=1e-6, rtol=0, what="the estimate from (-1000, 1000)"
    )


@log_px_importance.case("scaling every weight by c adds log c, and the estimate is above the mean log-weight")
def _(student, draw):
    logw = 2 * draw.normal(40)
    estimate = expect.array(student(logw), "the estimate")
    expect.shape(estimate, (), what="the estimate")
    expect.close(student(logw + 7.0), estimate + 7.0, what="the estimate after adding 7 to every log-weight")
    expect.greater(estimate - logw.mean(), 0.1, what="the estimate less the mean log-weight")
    expect.greater(logw.max() - estimate, 0.1, what="the largest log-weight less the estimate")


@log_px_importance.case("the log-weights are left as they were")
def _(student, draw):
    estimate = student(np.array([0.5, -0.5, 3.0]))
    expect.unchanged(student)
    expect.greater([estimate - 1, 3 - estimate], 0.5, what="the distances of the estimate from 1 and from 3")


@log_px_importance.probed()
def _(student):
    def changed():
        student(np.array([1.0, 2.0]))
        return list(student.changed)

    return {
        "three": lambda: student(np.array([-0.7, 0.2, 1.9])),
        "one": lambda: student(np.array([0.4])),
        "low": lambda: student(np.array([-1000.0, -1001.0])),
        "high": lambda: student(np.array([1000.0, 1001.0])),
        "negative": lambda: student(np.array([-3.0, -1.0, -2.0])),
        "apart": lambda: student(np.array([-900.0, -500.0, 1000.0])),
        "less apart": lambda: student(np.array([-500.0, 500.0])),
        "one among many": lambda: student(np.append(np.full(9999, -1000.0), 0.0)),
        "changed": changed,
    }


# ---------------------------------------------------------- elbo_linear_gaussian

KEYS = {"elbo", "logpx", "gap"}


def bound(student, *arguments: float) -> dict:
    """The answer at (x, a, t, m, s), with its three keys."""
    answer = student(*arguments)
    expect.keys(answer, KEYS)
    for key in KEYS:
        expect.shape(answer[key], (), what=f"`{key}`")
    return answer


@elbo_linear_gaussian.case("the worked example: -1.658909 = -1.766386 + 0.107477", weight=2)
def _(student, draw):
    answer = bound(student, 1.1, 1.5, 0.8, 0.7, 0.6)
    for key, value in (("logpx", -1.658909), ("elbo", -1.766386), ("gap", 0.107477)):
        expect.close(answer[key], value, rtol=0, atol=6e-7, what=f"`{key}`")


@elbo_linear_gaussian.case("elbo + gap = logpx, with a gap that is positive")
def _(student, draw):
    for _ in range(20):  # rounded answers fit together now and then
        x, a, t, m, s = (
            draw.uniform(-2, 2),
            *(draw.uniform(1.2, 2.5) for _ in range(2)),
            draw.uniform(2, 4),
            draw.positive(),
        )
        answer = bound(student, x, a, t, m, s)
        expect.close(answer["elbo"] + answer["gap"], answer["logpx"], rtol=0, atol=1e-10, what="`elbo` + `gap`")
        expect.greater(answer["gap"], 1e-3, what="`gap`")


@elbo_linear_gaussian.case("the gap closes where q is the posterior")
def _(student, draw):
    # For a = t = 1 the posterior of x = 2 has mean 1 and variance 1/2, and x has variance 2.
    answer = bound(student, 2.0, 1.0, 1.0, 1.0, math.sqrt(0.5))
    expect.close(answer["gap"], 0.0, atol=1e-10, what="`gap`")
    expect.close(answer["elbo"], -2.2655121, rtol=0, atol=1e-6, what="`elbo`")


@elbo_linear_gaussian.probed()
def _(student):
    points = ((1.1, 1.5, 0.8, 0.7, 0.6), (-0.4, -0.5, 1.7, 0.3, 2.2))
    return {f"point {i}": (lambda p=p: student(*p)) for i, p in enumerate(points)}


# ------------------------------------------------------------- kl_gauss_symbolic

NAMED = (Symbol("m_1"), Symbol("s_1", positive=True), Symbol("m_2"), Symbol("s_2", positive=True))


def divergence(student, *points: tuple[float, float, float, float], symbols=NAMED) -> list[float]:
    """Values of the expression at points (mu_q, s_q, mu_p, s_p)."""
    answer = expect.expression(student.once(*symbols))
    return [answer.evaluate(dict(zip((s.name for s in symbols), point, strict=True))) for point in points]


@kl_gauss_symbolic.case(
    "N(1, 1) against N(2, 2^2) is 0.443147 nats, the other way round 1.306853", weight=2, seconds=60
)
def _(student, draw):
    # No mean is 0 and none is far from 0 in deviations: what sympy integrates divides by mu_q, and loses digits in exp(mu_q^2 / 2 s_q^2).
    there, back = divergence(student, (1, 1, 2, 2), (2, 2, 1, 1))
    expect.close(there, 0.4431472, rtol=0, atol=1e-6, what="KL(N(1, 1) || N(2, 4))")
    expect.close(back, 1.3068528, rtol=0, atol=1e-6, what="KL(N(2, 4) || N(1, 1))")


@kl_gauss_symbolic.case("is zero where the two Gaussians agree and positive elsewhere", seconds=60)
def _(student, draw):
    mu, s = draw.uniform(-1, 1, 6), draw.positive(6)
    same = [(m, d, m, d) for m, d in zip(mu, s, strict=True)]
    apart = [(m, d, m + 1, d * 1.5) for m, d in zip(mu, s, strict=True)]
    expect.close(divergence(student, *same), np.zeros(6), what="the divergence at equal arguments")
    expect.greater(divergence(student, *apart), 0.01, what="the divergence at different arguments")


@kl_gauss_symbolic.probed()
def _(student):
    points = ((0.3, 0.8, -0.5, 1.7), (1.2, 2.1, 0.4, 0.9), (0.0, 1.3, 2.0, 1.3))
    names = {symbol.name for symbol in NAMED}
    return {
        "values": lambda: divergence(student, *points),
        "foreign symbols": lambda: not expect.expression(student.once(*NAMED)).symbols() <= names,
    }


# ----------------------------------------------------------------------- ppca_ml

# Rows on the three axes around (10, -5, 2): the covariance (with 1/n) is diagonal, 3, 4/3 and 1/3.
AXES = np.array([10.0, -5.0, 2.0]) + np.array([[3, 0, 0], [-3, 0, 0], [0, 2, 0], [0, -2, 0], [0, 0, 1], [0, 0, -1.0]])


def fitted(student, X: np.ndarray, k: int) -> tuple[np.ndarray, float]:
    """(W W^T [d, d], sigma2) of the answer; W is known only up to a rotation of its columns."""
    W, sigma2 = expect.parts(student(X, k), 2, "W and sigma2")
    expect.shape(W, (X.shape[1], k), what="W")
    expect.shape(sigma2, (), what="sigma2")
    W = expect.array(W)
    return W @ W.T, float(expect.array(sigma2))


@ppca_ml.case("the worked example: variances 3, 4/3 and 1/3 along the axes", weight=2)
def _(student, draw):
    outer, sigma2 = fitted(student, AXES, 1)
    expect.close(sigma2, 5 / 6, rtol=1e-5, what="sigma2 for k = 1")
    expect.close(outer, np.diag([13 / 6, 0, 0]), rtol=1e-5, atol=1e-6, what="W W^T for k = 1")
    outer, sigma2 = fitted(student, AXES, 2)
    expect.close(sigma2, 1 / 3, rtol=1e-5, what="sigma2 for k = 2")
    expect.close(outer, np.diag([8 / 3, 1, 0]), rtol=1e-5, atol=1e-6, what="W W^T for k = 2")


@ppca_ml.case("the model keeps the total variance of the data, wherever their mean is")
def _(student, draw):
    X = draw.normal(12, 5) @ np.diag([3, 2, 1, 0.7, 0.5]) + 20
    outer, sigma2 = fitted(student, X, 2)
    expect.close(np.trace(outer) + 5 * sigma2, X.var(axis=0).sum(), rtol=1e-5, what="trace(W W^T + sigma2 I)")
    expect.greater(sigma2, 1e-3, what="sigma2")
    expect.greater(np.trace(outer), 1.0, what="trace(W W^T)")


@ppca_ml.case("the data are left as they were")
def _(student, draw):
    outer, _ = fitted(student, AXES, 1)
    expect.unchanged(student)
    expect.greater([np.trace(outer), 5 - np.trace(outer)], 1.0, what="trace(W W^T), and 5 less the trace,")


@ppca_ml.probed(rtol=1e-5, atol=1e-6)
def _(student):
    skew = np.array(
        [
            [2.0, 0.3, 1.0, -1.0],
            [0.5, 1.7, -0.4, 0.2],
            [1.1, -0.6, 2.5, 0.9],
            [-1.3, 0.8, 0.1, 1.4],
            [0.2, 2.2, 1.9, -0.7],
            [3.1, 0.4, -2.0, 0.6],
        ]
    )

    def fit(k):
        outer, sigma2 = fitted(student, skew, k)
        return [outer, sigma2]

    def changed():
        fit(1)
        return list(student.changed)

    def small():
        outer, sigma2 = fitted(student, skew / 100, 1)
        return [1e4 * outer, 1e4 * sigma2]

    return {"one": lambda: fit(1), "two": lambda: fit(2), "small": small, "changed": changed}
