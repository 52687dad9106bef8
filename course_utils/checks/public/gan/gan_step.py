"""`gan_step`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np
import torch

from ... import expect
from ...named import Named
from . import topic
from .shared import numbers

exercise = topic.exercise("gan_step", level=2)
exercise.hints(
    "The forger's cost is the end of a chain: noise, forgery, logit, cost. Follow the blame back along it in the code of the "
    "cell above. Which link does it not pass?",
    "The critic's step may use forgeries that are cut off from the forger. The forger's own step needs a forgery that is not "
    "cut off, made by the same weights, and judged by the critic as it is *after* its step. Each optimizer clears its own "
    "slopes before `backward`.",
    "z[0] is for the critic, z[1] for the forger. After the critic's step: cost = F.softplus(-model.logits(model.generate(...)))"
    ".mean(), then zero_grad, backward and step of the forger's optimizer.",
)

SAME = "both costs are the same"
THETA, PSI = (1.0, 0.5), (0.5, -1.0, 0.25)


def batch(draw, n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """real [n, 1] and z [2, n, 1], float64."""
    return torch.from_numpy(draw.normal(n, 1)), torch.from_numpy(draw.normal(2, n, 1))


def played(student, rounds, theta=THETA, psi=PSI, lr=(0.1, 0.1), momentum=0.0):
    """Costs [T, 2], and the weights (theta [2], psi [3]) after these rounds (real, z)."""
    game = student.hold(Named("checks.functions:LittleGame", (tuple(theta), tuple(psi), tuple(lr), momentum)))
    parts = [game.get(name) for name in ("model", "critic_optimizer", "forger_optimizer")]
    costs = [numbers(student(*parts, real, z), (2,), "the two costs") for real, z in rounds]
    theta, psi = (expect.array(weights) for weights in game.call("weights"))
    return np.array(costs), theta, psi


@exercise.case("the critic's cost is J^(D) before any step, over the noise that is for the critic", weight=2)
def _(student, draw):
    # x = 1 + z / 2 is 2 at z = 2, and the logit 1/2 - x + x^2 / 4 is -1/2 there; at the real 0 it is 1/2.
    real, z = torch.zeros(1, 1, dtype=torch.float64), torch.tensor([[[2.0]], [[-2.0]]], dtype=torch.float64)
    costs, _, _ = played(student, [(real, z)])
    # (softplus(-1/2) + softplus(-1/2)) / 2
    expect.close(costs[0, 0], 0.4740770, atol=1e-7, what="the critic's cost of the first round")


@exercise.case("the critic's weights go down the slope of its cost, however well the forger does")
def _(student, draw):
    real, z = batch(draw, 5)
    costs, _, psi = played(student, [(real, z)], lr=(0.1, 1e-9))
    expect.differs(costs[0, 0], costs[0, 1], SAME)
    x, fake = real.numpy()[:, 0], 1 + 0.5 * z[0].numpy()[:, 0]
    powers, made = np.stack([x**0, x, x**2]), np.stack([fake**0, fake, fake**2])
    slope = -(powers / (1 + np.exp(np.array(PSI) @ powers))).mean(1) + (
        made / (1 + np.exp(-np.array(PSI) @ made))
    ).mean(1)
    expect.close(psi - np.array(PSI), -0.1 * slope / 2, what="what the critic's step changes")


@exercise.case("the forger's cost is -log D of the critic after its step, over the noise that is for the forger")
def _(student, draw):
    real, z = batch(draw, 4)
    costs, _, psi = played(student, [(real, z)], lr=(0.5, 1e-9))
    fake = 1 + 0.5 * z[1].numpy()[:, 0]
    after = np.logaddexp(0, -(psi[0] + psi[1] * fake + psi[2] * fake**2)).mean()
    expect.close(costs[0, 1], after, what="the forger's cost")


@exercise.case("the forger's weights go down the slope of that cost, through the critic and the forgery")
def _(student, draw):
    real, z = batch(draw, 4)
    costs, theta, psi = played(student, [(real, z)], lr=(0.2, 0.1))
    expect.differs(costs[0, 0], costs[0, 1], SAME)
    noise = z[1].numpy()[:, 0]
    fake = 1 + 0.5 * noise
    a = psi[0] + psi[1] * fake + psi[2] * fake**2
    blame = -1 / (1 + np.exp(a)) * (psi[1] + 2 * psi[2] * fake)  # d cost / d x of each forgery
    slope = np.array([blame.mean(), (blame * noise).mean()])
    expect.greater(np.abs(slope).max(), 1e-4, what="the slope that the forger should feel")
    expect.close(theta - np.array(THETA), -0.1 * slope, what="what the forger's step changes")


@exercise.case("a second round starts with fresh slopes")
def _(student, draw):
    first, second = batch(draw, 3), batch(draw, 3)
    _, theta, psi = played(student, [first])
    costs, theta2, psi2 = played(student, [first, second])
    expect.differs(costs[0, 0], costs[0, 1], SAME)
    # The same second round, played by a game that starts where the first one ended.
    again, theta3, psi3 = played(student, [second], tuple(theta.tolist()), tuple(psi.tolist()))
    expect.greater([np.abs(theta - THETA).max(), np.abs(psi - PSI).max()], 1e-6, what="what the first round changes")
    expect.close(psi2, psi3, what="the critic's weights after two rounds")
    expect.close(theta2, theta3, what="the forger's weights after two rounds")
    expect.close(costs[1], again[0], what="the costs of the second round")


@exercise.case("at logits of 800 and -800 the costs and the weights stay finite")
def _(student, draw):
    real, z = torch.zeros(2, 1, dtype=torch.float64), torch.zeros(2, 2, 1, dtype=torch.float64)
    # The critic gives -800 to a real 0 and 800 to a forgery at 1; with the forger's logit at 800 its cost is 0.
    costs, theta, psi = played(student, [(real, z)], psi=(-800.0, 1600.0, 0.0))
    expect.close(costs[0], [800, 0], atol=1e-9, what="the two costs far out")
    expect.close(psi, [-800, 1599.95, 0 - 0.05], what="the critic's weights far out")
    expect.close(theta, THETA, what="the forger's weights far out")
