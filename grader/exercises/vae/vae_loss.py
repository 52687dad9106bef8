"""`vae_loss`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from scipy import special, stats

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.vae import vae_loss as public

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    divergence = 0.5 * torch.sum(logvar.exp() + mu**2 - 1 - logvar)
    return reconstruction + beta * divergence


def drawn_batch(draw, n=5, d=7, k=3):
    """logits, x [n, d] (grey pixels), mu, logvar [n, k] with log-variances far from 0, beta."""
    logits, x = tensor(3 * draw.normal(n, d)), tensor(draw.uniform(0, 1, n, d))
    return logits, x, tensor(draw.normal(n, k)), tensor(draw.uniform(-4, 3, n, k)), draw.uniform(0.2, 5.0)


@secret.case("agrees with the Bernoulli likelihood and the divergence of the two normals", weight=2)
def _(student, draw):
    logits, x, mu, logvar, beta = drawn_batch(draw)
    p = special.expit(logits.numpy())
    likelihood = stats.bernoulli(p).logpmf(1) * x.numpy() + stats.bernoulli(p).logpmf(0) * (1 - x.numpy())
    posterior = torch.distributions.Normal(mu, torch.exp(logvar / 2))
    divergences = torch.distributions.kl_divergence(
        posterior, torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
    )
    expect.close(
        student(logits, x, mu, logvar, beta), float(beta * divergences.sum()) - likelihood.sum(), what="the loss"
    )


@secret.case("gradients reach logits, mu and logvar")
def _(student, draw):
    logits, x, mu, logvar, beta = drawn_batch(draw)
    _, grads = student.vjp((logits, x, mu, logvar, beta))
    expect.gradient(grads[0], special.expit(logits.numpy()) - x.numpy(), of="logits")
    expect.gradient(grads[2], beta * mu, of="mu")
    expect.gradient(grads[3], beta * np.expm1(logvar.numpy()) / 2, of="logvar")


@secret.case("a logit of 300 and log-variances of -60 and 25 cost what they cost")
def _(student, draw):
    zero = torch.zeros(1, 1, dtype=torch.float64)
    value, grads = student.vjp((zero + 300, zero, zero, zero - 60))
    expect.close(value, 300 + (60 - 1) / 2, rtol=1e-9, what="the loss at a logit of 300 and a log-variance of -60")
    expect.gradient(grads[0], [[1.0]], of="logits")
    expect.gradient(grads[3], [[-0.5]], of="logvar")
    expect.close(
        student(zero, zero, zero, zero + 25),
        np.exp(25) / 2 - 13 + np.log(2),
        rtol=1e-9,
        what="the loss at a log-variance of 25",
    )


@secret.misconception(
    "averages over the batch",
    hint="The negative ELBO of the batch is a sum over its images: do not divide by their number here.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    divergence = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return (reconstruction + beta * divergence) / len(x)


@secret.misconception(
    "averages the reconstruction over pixels and images",
    hint="The default `reduction` is a mean, which makes the divergence weigh d times more: use reduction='sum'.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    return F.binary_cross_entropy_with_logits(logits, x) - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "averages the divergence over the latent coordinates",
    hint="The divergence of independent coordinates is the sum of theirs: use a sum, not a mean.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction - beta * 0.5 * torch.mean(1 + logvar - mu.pow(2) - logvar.exp(), dim=1).sum()


@secret.misconception(
    "subtracts the divergence",
    hint="The ELBO subtracts it; the loss is minus the ELBO and adds it. Far from the prior the loss must grow.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction + beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "returns the ELBO itself", hint="A loss is minimised and the ELBO maximised: return its negative."
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = -F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction + beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "leaves out the factor 1/2 of the divergence", hint="Every term of the Gaussian divergence carries a factor 1/2."
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction - beta * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "takes exp(logvar) for the standard deviation",
    hint="`exp(logvar)` is already the variance: do not square it in the divergence.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    std = logvar.exp()
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") + beta * 0.5 * torch.sum(
        std**2 + mu**2 - 1 - 2 * logvar
    )


@secret.misconception(
    "takes logvar for the variance",
    hint="`logvar` is a logarithm: the divergence needs `exp(logvar)` where the variance stands.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction + beta * 0.5 * torch.sum(logvar + mu.pow(2) - 1 - torch.log(logvar.abs() + 1e-12))


@secret.misconception(
    "leaves out the square of mu",
    hint="The mean enters the divergence as mu squared; without it nothing pulls q to the prior.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction - beta * 0.5 * torch.sum(1 + logvar - mu - logvar.exp())


@secret.misconception("ignores beta", hint="Multiply the divergence by `beta`; at beta = 1 the mistake does not show.")
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction - 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "weighs the reconstruction by beta as well",
    hint="Only the divergence carries beta: put the bracket around it alone.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return beta * (reconstruction - 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()))


@secret.misconception(
    "squashes the logits twice",
    hint="`binary_cross_entropy_with_logits` applies the sigmoid itself: give it the logits as they are.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(torch.sigmoid(logits), x, reduction="sum")
    return reconstruction - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "takes logarithms of rounded probabilities",
    hint="At a logit of 50 the sigmoid rounds to 1 and log(1 - 1) is lost. Compute from the logits: `binary_cross_entropy_with_logits`, or softplus.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    p = torch.sigmoid(logits)
    reconstruction = -torch.sum(x * torch.log(p + 1e-30) + (1 - x) * torch.log(1 - p + 1e-30))
    return reconstruction - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "measures the reconstruction by squared error",
    hint="The decoder's likelihood is Bernoulli: its negative logarithm is the binary cross-entropy.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    return torch.sum((torch.sigmoid(logits) - x) ** 2) - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "lets no gradient through the divergence",
    hint="Without its gradient the encoder never hears of the prior: do not detach it.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()).detach()


@secret.misconception(
    "clamps the logits",
    hint="The binary cross-entropy with logits is safe at any logit: a clamp makes confident mistakes cheap.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits.clamp(-100, 100), x, reduction="sum")
    return reconstruction - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "clamps the log-variance",
    hint="Outside the clamp the divergence is too cheap and no gradient brings logvar back: leave it as it is.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    logvar = logvar.clamp(-20, 20)
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction - beta * 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


@secret.misconception(
    "adds a small constant inside the logarithm of the variance",
    hint="The logarithm of the variance is `logvar` itself: no logarithm, no constant.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    variance = logvar.exp()
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return reconstruction + beta * 0.5 * torch.sum(variance + mu.pow(2) - 1 - torch.log(variance + 1e-10))


@secret.misconception(
    "overwrites logvar",
    hint="Methods that end in `_` work in place, and the caller still needs logvar: use `exp`, not `exp_`.",
)
def vae_loss(logits, x, mu, logvar, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    divergence = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    logvar.data.mul_(0.5)
    return reconstruction + beta * divergence


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
