"""`vae_loss`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import torch

from ... import expect
from ...draw import tensor
from . import topic

exercise = topic.exercise("vae_loss", level=1)


@exercise.case("the worked example: two images of three pixels, two latents", weight=2)
def _(student, draw):
    # A logit of 0 costs log 2 a pixel, so six pixels cost 4.158883. The rows' divergences are 0.5 and (4 - 1 - log 4) / 2.
    logits, x = torch.zeros(2, 3, dtype=torch.float64), tensor([[0, 1, 1], [1, 0, 0.5]])
    mu, logvar = tensor([[1, 0], [0, 0]]), tensor([[0, 0], [0, math.log(4)]])
    expect.close(student(logits, x, mu, logvar), 4.1588831 + 0.5 + 0.8068528, atol=1e-6, what="the loss")


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
    # One latent with mean 2 and variance 1 is 2 nats away from the prior.
    logits, x = torch.zeros(1, 5, dtype=torch.float64), torch.ones(1, 5, dtype=torch.float64)
    mu, logvar = tensor([[2.0]]), tensor([[0.0]])
    costs = [expect.array(student(logits, x, mu, logvar, beta), "the loss") for beta in (0.0, 1.0, 4.0)]
    expect.close(costs[2] - costs[0], 8.0, what="loss at beta = 4 less loss at beta = 0")
    expect.close(student(logits, x, mu, logvar), costs[1], what="the loss without beta")


@exercise.case("a confident logit of 50 on the wrong side costs 50 nats, not infinity")
def _(student, draw):
    logits, x = tensor([[50.0, -50.0, 50.0, -50.0]]), tensor([[0.0, 1.0, 1.0, 0.0]])
    zero = torch.zeros(1, 2, dtype=torch.float64)
    value, grads = student.vjp((logits, x, zero, zero))
    expect.close(value, 100.0, what="the loss")
    expect.gradient(grads[0], [[1.0, -1.0, 0.0, 0.0]], of="logits")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    zero = torch.zeros(1, 2, dtype=torch.float64)
    value = student(tensor([[0.5, -2.0, 3.0]]), tensor([[0.0, 1.0, 0.5]]), zero + 1.5, zero - 2.0)
    expect.unchanged(student)
    expect.greater([value, 10 - value], 1.0, what="the loss, and 10 less the loss,")


@exercise.probed()
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
