"""`vae_loss`: both terms of a loss worked by hand, how they add up, and what they cost and pull far out."""

from __future__ import annotations

import math

import torch

from ... import expect
from ...draw import tensor
from . import topic

exercise = topic.exercise("vae_loss", level=1)
exercise.hints(
    "The bound is reconstruction minus divergence. Which signs do the two have in a loss that is minimised, "
    "and does anything get averaged?",
    "Cross-entropy from logits and pixels, summed, not averaged: torch has it ready, with a `reduction`. "
    "KL(N(mu, v) || N(0, 1)) is (v + mu^2 - 1 - log v) / 2 for each latent, v = exp(logvar); beta multiplies "
    "only this part.",
    "F.binary_cross_entropy_with_logits(logits, x, reduction=...) + beta * kl, where kl = -0.5 * (1 + logvar "
    "- mu**2 - ...).sum().",
)

ZERO = torch.zeros(1, 1, dtype=torch.float64)


def compared(student, batch: tuple, reconstruction: float, divergence: float) -> None:
    """Both terms of the loss: what is left at beta = 0, and what beta = 1 adds."""
    first, both = (expect.array(student(*batch, beta), "the loss") for beta in (0.0, 1.0))
    expect.close(first, reconstruction, atol=1e-6, what="the reconstruction (the loss at beta = 0)")
    expect.close(both - first, divergence, atol=1e-6, what="the divergence (what beta = 1 adds to the loss)")


@exercise.case("the worked example: two images of three pixels, two latents", weight=2)
def _(student, draw):
    # A logit of 0 costs log 2 a pixel, so six pixels cost 4.158883. The rows' divergences are 0.5 and (4 - 1 - log 4) / 2.
    logits, x = torch.zeros(2, 3, dtype=torch.float64), tensor([[0, 1, 1], [1, 0, 0.5]])
    mu, logvar = tensor([[1, 0], [0, 0]]), tensor([[0, 0], [0, math.log(4)]])
    compared(student, (logits, x, mu, logvar), 4.1588831, 0.5 + 0.8068528)


@exercise.case("one image of three pixels, two latents: 2.289267 nats for the pixels and 2.122288 for the latents")
def _(student, draw):
    # softplus(-2) + softplus(1) + softplus(0.5) - 0.25 * 0.5; and ((e - 1 - 1) + (0.25 - 1 + log 4) + 2.25 + 0.64) / 2
    logits, x = tensor([[2.0, 1.0, 0.5]]), tensor([[1.0, 0.0, 0.25]])
    mu, logvar = tensor([[1.5, -0.8]]), tensor([[1.0, -math.log(4)]])
    compared(student, (logits, x, mu, logvar), 2.2892667, 2.1222881)


@exercise.case("the loss of a batch is the sum of the losses of its images, one number")
def _(student, draw):
    logits, x = tensor(draw.normal(4, 6)), tensor(draw.uniform(0, 1, 4, 6))
    mu, logvar = tensor(draw.normal(4, 2)), tensor(draw.uniform(-2, 2, 4, 2))
    whole = student(logits, x, mu, logvar, 2.5)
    expect.finite(whole, what="the loss")
    single = [student(logits[i : i + 1], x[i : i + 1], mu[i : i + 1], logvar[i : i + 1], 2.5) for i in range(4)]
    expect.shape(whole, (), what="the loss")
    expect.close(whole, sum(float(expect.array(value).sum()) for value in single), what="the loss of the batch")
    expect.greater(whole, 1.0, what="the loss")


@exercise.case("beta weighs the divergence and nothing else, and is 1 if left out")
def _(student, draw):
    # One latent with mean 1.5 and variance 1 is 1.125 nats away from the prior.
    batch = torch.zeros(1, 5, dtype=torch.float64), torch.ones(1, 5, dtype=torch.float64), ZERO + 1.5, ZERO
    costs = [expect.array(student(*batch, beta), "the loss") for beta in (0.0, 1.0, 4.0)]
    expect.close(costs[2] - costs[0], 4.5, what="loss at beta = 4 less loss at beta = 0")
    expect.close(
        expect.array(student(*batch), "the loss") - costs[0], 1.125, what="loss without beta less loss at beta = 0"
    )


@exercise.case("gradients reach logits, mu and logvar")
def _(student, draw):
    # sigmoid(logit) - x, and with beta = 2: 2 mu and e^logvar - 1
    logits, x = tensor([[math.log(3), -math.log(4)]]), tensor([[1.0, 0.5]])
    mu, logvar = tensor([[0.7, -1.3]]), tensor([[math.log(1.75), -math.log(5)]])
    grads = student.vjp((logits, x, mu, logvar, 2.0)).grads
    expect.gradient(grads[0], [[-0.25, -0.3]], of="logits")
    expect.gradient(grads[2], [[1.4, -2.6]], of="mu")
    expect.gradient(grads[3], [[0.75, -0.8]], of="logvar")


@exercise.case("a confident logit of 50 on the wrong side costs 50 nats, not infinity")
def _(student, draw):
    logits, x = tensor([[50.0, -50.0, 50.0, -50.0]]), tensor([[0.0, 1.0, 1.0, 0.0]])
    value, grads = student.vjp((logits, x, ZERO, ZERO))
    expect.close(value, 100.0, what="the loss")
    expect.gradient(grads[0], [[1.0, -1.0, 0.0, 0.0]], of="logits")


@exercise.case("far out the pull is as strong: logits of 300, log-variances of -60 and 40")
def _(student, draw):
    logits, x = tensor([[300.0, -300.0]]), tensor([[0.0, 1.0]])
    expect.gradient(student.vjp((logits, x, ZERO, ZERO)).grads[0], [[1.0, -1.0]], of="logits")
    for end, wanted in ((-60.0, -0.5), (40.0, math.expm1(40.0) / 2)):
        expect.gradient(student.vjp((ZERO, ZERO, ZERO, ZERO + end)).grads[3], [[wanted]], of="logvar")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    value = student(tensor([[0.5, -2.0, 3.0]]), tensor([[0.0, 1.0, 0.5]]), ZERO + 1.5, ZERO - 2.0)
    expect.unchanged(student)
    expect.finite(value, what="the loss")
    expect.shape(value, (), what="the loss")
    expect.greater(value, 1.0, what="the loss")
    other = student(tensor([[0.5, -2.0, 3.0]]), tensor([[1.0, 0.0, 0.5]]), ZERO + 1.5, ZERO - 2.0)
    expect.differs(other, value, "the loss is the same for other targets")
