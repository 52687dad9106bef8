"""`vae_loss`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.vae import vae_loss as public
from scipy import special, stats
from torch.distributions import Normal, kl_divergence

from ...exercise import Secret

secret = Secret(public.exercise)


def drawn_batch(draw, n=5, d=7, k=3):
    """logits, x [n, d] (grey pixels), mu, logvar [n, k] with log-variances far from 0, beta."""
    logits, x = tensor(3 * draw.normal(n, d)), tensor(draw.uniform(0, 1, n, d))
    return logits, x, tensor(draw.normal(n, k)), tensor(draw.uniform(-4, 3, n, k)), draw.uniform(0.2, 5.0)


@secret.case("agrees with the Bernoulli likelihood and the divergence of the two normals", weight=2)
def _(student, draw):
    logits, x, mu, logvar, beta = drawn_batch(draw)
    p = special.expit(logits.numpy())
    likelihood = stats.bernoulli(p).logpmf(1) * x.numpy() + stats.bernoulli(p).logpmf(0) * (1 - x.numpy())
    q, prior = Normal(mu, torch.exp(logvar / 2)), Normal(torch.zeros_like(mu), torch.ones_like(mu))
    wanted = float(beta * kl_divergence(q, prior).sum()) - likelihood.sum()
    expect.close(student(logits, x, mu, logvar, beta), wanted, what="the loss")


@secret.case("the gradients of a drawn batch are sigmoid - x, beta mu and beta (exp(logvar) - 1) / 2")
def _(student, draw):
    logits, x, mu, logvar, beta = drawn_batch(draw)
    _, grads = student.vjp((logits, x, mu, logvar, beta))
    expect.gradient(grads[0], special.expit(logits.numpy()) - x.numpy(), of="logits")
    expect.gradient(grads[2], beta * mu, of="mu")
    expect.gradient(grads[3], beta * np.expm1(logvar.numpy()) / 2, of="logvar")


@secret.case("a logit of 500 and log-variances of -90 and 30 cost what they cost")
def _(student, draw):
    zero = torch.zeros(1, 1, dtype=torch.float64)
    for logit, logvar, loss in ((500.0, -90.0, 500 + (90 - 1) / 2), (-500.0, 30.0, np.exp(30) / 2 - 15.5)):
        cost = student(zero + logit, zero, zero, zero + logvar)
        expect.close(cost, loss, rtol=1e-12, what=f"the loss at a logit of {logit:g} and a log-variance of {logvar:g}")


@secret.alternative("torch.distributions throughout")
def vae_loss(logits, x, mu, logvar, beta=1.0):
    q = torch.distributions.Normal(mu, torch.exp(logvar / 2))
    prior = torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
    likelihood = torch.distributions.Bernoulli(logits=logits, validate_args=False).log_prob(x).sum()
    return beta * torch.distributions.kl_divergence(q, prior).sum() - likelihood


@secret.alternative("softplus by hand, image by image")
def vae_loss(logits, x, mu, logvar, beta=1.0):
    total = torch.zeros((), dtype=logits.dtype)
    for row, target, m, lv in zip(logits, x, mu, logvar, strict=True):
        total = total + (F.softplus(row) - target * row).sum()
        total = total + beta * sum((v.exp() + u * u - 1.0 - v) / 2.0 for u, v in zip(m, lv, strict=True))
    return total


RECONSTRUCTION = 'F.binary_cross_entropy_with_logits(logits, x, reduction="sum")'
KL, TERMS = "-0.5 * (1 + logvar - mu**2 - torch.exp(logvar)).sum()", "(1 + logvar - mu**2 - torch.exp(logvar))"
LOSS = "cross_entropy + beta * kl"


secret.slips(
    {
        "averages over the batch": (LOSS, f"({LOSS}) / len(x)"),
        "averages the divergence over the batch": (KL, f"{KL} / len(x)"),
        "averages the reconstruction over the batch": (RECONSTRUCTION, f"{RECONSTRUCTION} / len(x)"),
        "averages the reconstruction over the pixels": ('"sum")', '"none").mean(dim=1).sum()'),
        "averages the divergence over the latent coordinates": (").sum()", ").mean(dim=1).sum()"),
        "averages the divergence over latents and images": (").sum()", ").mean()"),
    },
    hint="Both terms are sums over the batch, each image with all its pixels and latents: no mean, and no division.",
)
secret.slips(
    {
        "averages the reconstruction over pixels and images": (', reduction="sum"', ""),
        "averages both terms": ((', reduction="sum"', ""), (").sum()", ").mean()")),
        "returns one number per image": (('"sum")', '"none").sum(dim=1)'), (").sum()", ").sum(dim=1)")),
    },
    hint="The loss is one number, the sum over pixels, latents and images: use reduction='sum' (the default is a mean).",
)
secret.slips(
    {
        "subtracts the divergence": ("-0.5", "0.5"),
        "returns the ELBO itself": (LOSS, f"-({LOSS})"),
        "subtracts the reconstruction": (LOSS, "beta * kl - cross_entropy"),
        "leaves the divergence out": (LOSS, "cross_entropy"),
    },
    hint="The ELBO is a log-likelihood less a divergence; the loss is its negative: cross-entropy plus divergence.",
)
secret.slips(
    {
        "leaves out the factor 1/2 of the divergence": ("-0.5 * ", "-"),
        "leaves out the 1 of the divergence": ("1 + logvar", "logvar"),
        "leaves out the square of mu": ("mu**2", "mu"),
        "leaves mu out of the divergence": (" - mu**2", ""),
        "leaves logvar itself out of the divergence": ("1 + logvar", "1"),
        "leaves the variance out of the divergence": (" - torch.exp(logvar)", ""),
        "turns the sign of logvar in the divergence": ("1 + logvar", "1 - logvar"),
        "pulls only the mean to the prior": (TERMS, "(-(mu**2))"),
        "takes the divergence from the prior to q": (TERMS, "(1 - logvar - (1 + mu**2) / torch.exp(logvar))"),
    },
    hint="KL(N(mu, s^2) || N(0, 1)) is (s^2 + mu^2 - 1 - log s^2) / 2, with s^2 = exp(logvar): compare term by term.",
)
secret.slips(
    {
        "takes exp(logvar) for the standard deviation": (TERMS, "(1 + 2 * logvar - mu**2 - torch.exp(2 * logvar))"),
        "takes exp(logvar / 2) for the variance": ("torch.exp(logvar)", "torch.exp(logvar / 2)"),
        "takes logvar for the variance": (TERMS, "(1 + torch.log(logvar.abs() + 1e-12) - mu**2 - logvar)"),
    },
    hint="`logvar` is the logarithm of the variance: the variance is `exp(logvar)`, not its square or root.",
)
secret.slips(
    {
        "ignores beta": ("beta * kl", "kl"),
        "weights the reconstruction by beta as well": (LOSS, "beta * (cross_entropy + kl)"),
        "weights the reconstruction by beta instead": (LOSS, "beta * cross_entropy + kl"),
        "has another default for beta": ("beta: float = 1.0", "beta: float = 4.0"),
    },
    hint="Only the divergence carries beta, which is 1 if left out; at beta = 1 the mistake does not show.",
)
secret.slips(
    {
        "squashes the logits twice": ("logits(logits", "logits(torch.sigmoid(logits)"),
        "gives the cross-entropy its arguments the wrong way round": ("(logits, x", "(x, torch.sigmoid(logits)"),
        "rounds the pixels": ("(logits, x", "(logits, (x > 0.5).to(x)"),
        "counts only the bright pixels": (RECONSTRUCTION, "-(x * F.logsigmoid(logits)).sum()"),
    },
    hint="`binary_cross_entropy_with_logits` takes logits as they are, then pixels in [0, 1] as they are, and does the rest.",
)
secret.slips(
    {
        "measures the reconstruction by squared error": (RECONSTRUCTION, "((torch.sigmoid(logits) - x) ** 2).sum()"),
        "measures the squared error of the logits": (RECONSTRUCTION, "((logits - x) ** 2).sum()"),
    },
    hint="The decoder's likelihood is Bernoulli: its negative logarithm is the binary cross-entropy.",
)
FROM_P = "-(x * torch.log(torch.sigmoid(logits){0}) + (1 - x) * torch.log(1 - torch.sigmoid(logits){0})).sum()"
OF_P = 'F.binary_cross_entropy(torch.sigmoid(logits), x, reduction="sum")'
GUARDED = "protects the logarithms of the probabilities with "
secret.slips(
    {
        "takes logarithms of rounded probabilities": (RECONSTRUCTION, FROM_P.format("")),
        "computes the cross-entropy from probabilities": (RECONSTRUCTION, OF_P),
    }
    | {f"{GUARDED}{e}": (RECONSTRUCTION, FROM_P.format(f" + {e}")) for e in ("1e-6", "1e-7", "1e-8", "1e-10", "1e-12")},
    hint="At a logit of 50 the sigmoid rounds to 1 and log(1 - 1) is lost. Compute from the logits: "
    "`binary_cross_entropy_with_logits`, or softplus.",
)
secret.slips(
    {
        "lets no gradient through the divergence": (").sum()", ").sum().detach()"),
        "lets no gradient through the squared mean": ("mu**2", "mu.detach() ** 2"),
        "lets no gradient through the log-variance": ("    kl", "    logvar = logvar.detach()\n    kl"),
        "lets no gradient through the reconstruction": ("(logits, x", "(logits.detach(), x"),
    },
    hint="What is detached is never learned: encoder and decoder hear of the loss only through its gradients.",
)
secret.slips(
    {"clamps the logits": ("(logits, x", "(logits.clamp(-100, 100), x")}
    | {f"clamps the logits at {c}": ("(logits, x", f"(logits.clamp(-{c}, {c}), x") for c in (10, 20, 30)}
    | {"clamps the log-variance": ("    kl", "    logvar = logvar.clamp(-20, 20)\n    kl")},
    hint="Outside a clamp the loss is too cheap and no gradient leads back. Both terms are safe far out without one.",
)
secret.slips(
    {
        "adds a small constant inside the logarithm of the variance": ("+ logvar", "+ torch.log(torch.exp(logvar) + 1e-10)"),
        "overwrites logvar": ("    return", "    logvar.data.mul_(0.5)\n    return"),
    },
    hint="`logvar` is the logarithm of the variance: it needs no constant, and the caller still needs it as it is.",
)
