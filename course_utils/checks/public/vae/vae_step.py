"""`vae_step`: loss and step of the smallest network worked by hand, and how batches, noise and ReLUs enter."""

from __future__ import annotations

import math

import torch

from ... import expect
from ...draw import tensor
from . import topic

exercise = topic.exercise("vae_step", level=2)
exercise.hints(
    "An image goes through three boxes before it can be judged. What does each of them hand to the next, and which of "
    "these are needed for the two costs?",
    "hidden, then mu and logvar; then z from mu, logvar and eps; then hidden again, then logits. The costs are those of "
    "`vae_loss`, divided by the number of images. For the gradients the weights must be tensors that require them: copies of what you were given.",
    "w = {name: value.detach().clone().requires_grad_() ...}; h = torch.relu(x @ ...); mu, logvar = ...; z = mu + "
    "... * eps; logits = torch.relu(...) @ ...; slopes = torch.autograd.grad(loss, ...); each new weight is "
    "the old one minus lr times its slope.",
)

NAMES = ("in", "mu", "logvar", "back", "out")


def network(*matrices) -> dict:
    """The weights by name, from nested lists or tensors in the order of NAMES."""
    return {name: tensor(matrix) for name, matrix in zip(NAMES, matrices, strict=True)}


def drawn(draw, n=4, d=5, h=6, k=2):
    """Weights, images and noise of these sizes."""
    shapes = ((d, h), (h, k), (h, k), (k, h), (h, d))
    weights = network(*(0.7 * draw.normal(*shape) for shape in shapes))
    return weights, tensor(draw.uniform(0, 1, n, d)), tensor(draw.normal(n, k))


def stepped(student, weights: dict, x, eps, lr: float):
    """(loss, how far each weight went, divided by lr): the gradient, if the step is right."""
    loss, new = expect.parts(student(weights, x, eps, lr), 2, "the loss and the new weights")
    expect.keys(new, NAMES)
    return loss, {name: (weights[name].numpy() - expect.array(new[name], f"`new[{name!r}]`")) / lr for name in NAMES}


def compared(student, arguments: tuple, loss: float, slopes: dict) -> None:
    """The loss, and the gradient that the step followed, matrix by matrix."""
    found, gone = stepped(student, *arguments)
    expect.close(found, loss, atol=1e-6, what="the loss")
    for name, slope in slopes.items():
        expect.close(gone[name], slope, atol=1e-6, what=f"step of `{name}`, divided by lr")


@exercise.case("one pixel, one latent, all weights 1 but that of logvar: loss 0.701413", weight=2)
def _(student, draw):
    # h = mu = 1, logvar = 0, z = 1.5, logit 1.5: log(1 + e^-1.5) for the pixel, 1/2 for the latent.
    # Blame of the logit: sigmoid(1.5) - 1 = -0.182426; of z the same; of mu 1 more; of logvar a quarter of it.
    weights = network([[1]], [[1]], [[0]], [[1]], [[1]])
    slopes = {"out": -0.2736382, "back": -0.2736382, "mu": 0.8175745, "logvar": -0.0456064, "in": 0.8175745}
    slopes = {name: [[slope]] for name, slope in slopes.items()}
    compared(student, (weights, tensor([[1.0]]), tensor([[0.5]]), 0.1), 0.7014133, slopes)


@exercise.case("a wide q: with log-variance log 4 the noise counts twice, and width costs 0.806853 nats")
def _(student, draw):
    # z = 0 + 2 * 0.75 = 1.5 and logits 1.5, -1.5: each pixel costs log(1 + e^-1.5) = 0.2014133 and sends back 0.1824255.
    weights = network([[1], [0]], [[0]], [[math.log(4)]], [[1]], [[1, -1]])
    slopes = {"mu": [[-0.3648510]], "logvar": [[-0.3648510 * 0.75 + 1.5]], "out": [[-0.2736382, 0.2736382]]}
    compared(student, (weights, tensor([[1.0, 0.0]]), tensor([[0.75]]), 0.2), 2 * 0.2014133 + 0.8068528, slopes)


@exercise.case("two pixels and three images: the loss is averaged over the images, not over the pixels")
def _(student, draw):
    # All weights 0: each of the pixels costs log 2, and nothing moves but nothing is lost either.
    zero = network(*(torch.zeros(*shape) for shape in ((2, 3), (3, 1), (3, 1), (1, 3), (3, 2))))
    x, eps = tensor([[1, 0], [0, 1], [0.5, 0.5]]), tensor([[0.3], [-1.2], [0.4]])
    compared(student, (zero, x, eps, 0.1), 1.3862944, {"in": torch.zeros(2, 3)})
    weights, x, eps = drawn(draw)
    loss, gone = stepped(student, weights, x, eps, 0.05)
    twice, further = stepped(student, weights, x.repeat(2, 1), eps.repeat(2, 1), 0.05)
    expect.greater(loss, 0.5, what="the loss of a drawn batch")
    expect.close(twice, loss, what="the loss of the batch taken twice over, as that of the batch")
    expect.close(further["out"], gone["out"], what="step of `out` for the batch taken twice over, as for the batch")
    expect.greater(abs(gone["out"]).max(), 1e-4, what="largest step of `out`, divided by lr")


@exercise.case("a unit below 0 is silent, in both hidden layers")
def _(student, draw):
    # Encoder: h = relu(-1) = 0, so z is the noise, 0.5, and the logit 0.5. Decoder: relu(-1) = 0 leaves a logit of 0.
    weights = network([[-1]], [[1]], [[1]], [[1]], [[1]])
    compared(student, (weights, tensor([[1.0]]), tensor([[0.5]]), 0.1), math.log1p(math.exp(-0.5)), {"in": [[0.0]]})
    weights = network([[1]], [[-1]], [[0]], [[1]], [[1]])
    slopes = {"back": [[0.0]], "out": [[0.0]], "mu": [[-1.0]]}
    compared(student, (weights, tensor([[1.0]]), tensor([[0.0]]), 0.1), math.log(2) + 0.5, slopes)


@exercise.case("forty steps lower the loss, and the weights that were handed in stay as they were")
def _(student, draw):
    weights, x, eps = drawn(draw)
    first = student(weights, x, eps, 0.1)[0]
    expect.unchanged(student)
    expect.close(student(weights, x, eps, 0.1)[0], first, what="the loss of the same call again, as before")
    for _ in range(40):
        loss, weights = student(weights, x, eps, 0.05)
        weights = {name: tensor(expect.array(weights[name], f"`new[{name!r}]`")) for name in NAMES}
    expect.greater(first - loss, 0.2, what="what forty steps take off the loss")
    expect.greater(loss, 0.0, what="the loss after forty steps")
