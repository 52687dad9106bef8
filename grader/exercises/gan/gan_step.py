"""`gan_step`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.functions import LittleGame
from course_utils.checks.public.gan import gan_step as public
from course_utils.checks.public.gan.gan_step import SAME, batch, played

from ...exercise import Secret

secret = Secret(public.exercise)


def by_hand(rounds, theta, psi, lr):
    """Costs, theta and psi after plain gradient steps, whose slopes are taken by torch.autograd.grad, weight by weight."""
    theta, psi = (torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in (theta, psi))
    costs = []

    def logits(x):
        return psi[0] + psi[1] * x[:, 0] + psi[2] * x[:, 0] ** 2

    for real, z in rounds:
        fake = theta[0] + theta[1] * z[0]
        labels = torch.cat([torch.ones(len(real)), torch.zeros(len(real))]).double()
        critic = F.binary_cross_entropy_with_logits(torch.cat([logits(real), logits(fake)]), labels)
        (slope,) = torch.autograd.grad(critic, [psi])
        psi.data -= lr[0] * slope
        forger = -F.logsigmoid(logits(theta[0] + theta[1] * z[1])).mean()
        (slope,) = torch.autograd.grad(forger, [theta])
        theta.data -= lr[1] * slope
        costs.append((critic.item(), forger.item()))
    return np.array(costs), theta.detach().numpy(), psi.detach().numpy()


@secret.case("three rounds are those of algorithm 1, with slopes taken weight by weight", weight=2)
def _(student, draw):
    theta, psi = tuple(draw.normal(2).tolist()), tuple(draw.normal(3).tolist())
    rounds = [batch(draw, n) for n in (4, 6, 5)]
    want = by_hand(rounds, theta, psi, (0.05, 0.2))
    found = played(student, rounds, theta, psi, (0.05, 0.2))
    expect.close(found[0], want[0], what="the costs of three rounds")
    expect.close(found[1], want[1], what="the forger's weights after three rounds")
    expect.close(found[2], want[2], what="the critic's weights after three rounds")


@secret.case("the steps are the optimizers' own: with momentum they go further")
def _(student, draw):
    rounds = [batch(draw, 4) for _ in range(2)]
    start = (0.5, 1.0), (0.25, -0.5, 0.125)
    _, theta1, psi1 = played(student, rounds[:1], *start, (0.1, 0.1), 0.5)
    costs, theta, psi = played(student, rounds, *start, (0.1, 0.1), 0.5)
    expect.differs(costs[0, 0], costs[0, 1], SAME)
    # The second step is half of the first and a plain one from where that led.
    _, plain_theta, plain_psi = by_hand_from(rounds[1], theta1, psi1, np.array(psi1) - start[1])
    expect.close(psi, plain_psi, what="the critic's weights with momentum")
    expect.close(theta, plain_theta + 0.5 * (np.array(theta1) - start[0]), what="the forger's weights with momentum")


def by_hand_from(one, theta, psi, last):
    """One round from theta and psi; the critic goes half of its last step further before the forger moves."""
    game = LittleGame(torch.tensor(theta), torch.tensor(psi))
    real, z = one
    cost = (F.softplus(-game.model.logits(real)).mean() + F.softplus(game.model.logits(game.model.generate(z[0]))).mean()) / 2
    (slope,) = torch.autograd.grad(cost, [game.model.psi])
    game.model.psi.data += 0.5 * torch.from_numpy(last) - 0.1 * slope
    cost = F.softplus(-game.model.logits(game.model.generate(z[1]))).mean()
    (slope,) = torch.autograd.grad(cost, [game.model.theta])
    game.model.theta.data -= 0.1 * slope
    return cost.item(), *(w.numpy() for w in game.weights())


FRESH = "model.logits(model.generate(forger_z))"

secret.slip(
    "leaves the forger's weights where they are",
    (FRESH, "model.logits(model.generate(forger_z).detach())"),
    hint="An optimizer may make its step and move nothing. Does the forger's cost reach its weights, through the critic and then through the forgery?",
)
secret.slip(
    "never clears the critic's slopes",
    ("    critic_optimizer.zero_grad()\n", ""),
    hint="The forger's `backward` leaves slopes in the critic's weights too. Clear them before the critic's next step.",
)
secret.slip(
    "never clears the forger's slopes",
    ("    forger_optimizer.zero_grad()\n", ""),
    hint="`backward` adds to the slopes that are there already: clear them before each step.",
)
secret.slip(
    "lets the forger minimise log(1 - D)",
    (f"F.softplus(-{FRESH}).mean()", f"-F.softplus({FRESH}).mean()"),
    hint="Algorithm 1 is played here with the cost -log D, which does not fade where the critic is sure of a forgery.",
)
secret.slip(
    "lets the forger help the critic",
    (f"F.softplus(-{FRESH})", f"F.softplus({FRESH})"),
    hint="-log D is small where the critic says real: check the sign of the logit in the forger's cost.",
)
secret.slip(
    "has the critic's labels exchanged",
    (
        "F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()",
        "F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()",
    ),
    hint="The critic pays -log D on real samples and -log(1 - D) on forged ones.",
)
secret.slip(
    "forgets the half of the critic's cost",
    (") / 2", ")"),
    hint="J^(D) is the cross-entropy averaged over both halves of the batch: the mean over the real ones counts half.",
)
secret.slip(
    "uses the critic's noise for the forger too",
    (FRESH, "model.logits(model.generate(critic_z))"),
    hint="z holds noise for both: z[0] for the critic's step, z[1] for the forger's.",
)
secret.slip(
    "exchanges the noise of both",
    ("critic_z, forger_z = z", "forger_z, critic_z = z"),
    hint="z[0] is for the critic's step, z[1] for the forger's.",
)
secret.slip(
    "shows the critic no forgery",
    (
        "(F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()) / 2",
        "(F.softplus(-real_logits).mean() + 0 * fake_logits.mean()) / 2",
    ),
    hint="Half of the critic's batch is forged: it pays -log(1 - D) there.",
)
secret.slip(
    "returns the costs in the other order",
    ("critic_cost.item(), forger_cost.item()", "forger_cost.item(), critic_cost.item()"),
    hint="The critic's cost comes first.",
)
secret.slip(
    "adds the costs up over the batch",
    (
        "(F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()) / 2",
        "(F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()) / 2",
    ),
    (f"F.softplus(-{FRESH}).mean()", f"F.softplus(-{FRESH}).sum()"),
    hint="Both costs are means: with sums, a step would grow with the size of the batch.",
)
secret.slip(
    "takes logarithms of probabilities that round to 0 or 1",
    (
        "F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()",
        "-torch.log(torch.sigmoid(real_logits)).mean() - torch.log(1 - torch.sigmoid(fake_logits)).mean()",
    ),
    hint="At a logit of 800 the machine's D is 1 and log(1 - D) infinite. log(1 + e^a), softplus, is finite for every logit.",
)
secret.slip(
    "forgets the critic's step",
    ("    critic_optimizer.step()\n", ""),
    hint="The slopes are computed but nothing moves: call the optimizer's step.",
)


@secret.misconception(
    "lets the forger move first", hint="Algorithm 1 moves the critic first; the forger's cost is taken with the critic as it is after that."
)
def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    forger_cost = F.softplus(-model.logits(model.generate(z[1]))).mean()
    forger_optimizer.zero_grad()
    forger_cost.backward()
    forger_optimizer.step()
    critic_cost = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    critic_optimizer.zero_grad()
    critic_cost.backward()
    critic_optimizer.step()
    return critic_cost.item(), forger_cost.item()


@secret.misconception(
    "moves both at once", hint="The forger answers the critic as it is after its step: compute the forger's cost when the critic has moved."
)
def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic_cost = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    forger_cost = F.softplus(-model.logits(model.generate(z[1]))).mean()
    forger_optimizer.zero_grad()
    forger_cost.backward()
    critic_optimizer.zero_grad()
    critic_cost.backward()
    critic_optimizer.step()
    forger_optimizer.step()
    return critic_cost.item(), forger_cost.item()


@secret.misconception(
    "moves the critic down the forger's cost as well",
    hint="In the forger's step nobody else moves: only the forger's optimizer makes a step there.",
)
def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic_cost = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    critic_optimizer.zero_grad()
    critic_cost.backward()
    critic_optimizer.step()
    forger_cost = F.softplus(-model.logits(model.generate(z[1]))).mean()
    for optimizer in (critic_optimizer, forger_optimizer):
        optimizer.zero_grad()
    forger_cost.backward()
    for optimizer in (critic_optimizer, forger_optimizer):
        optimizer.step()
    return critic_cost.item(), forger_cost.item()


@secret.misconception(
    "trains on the sum of both costs",
    hint="Each player moves down its own cost. In the sum the critic is also pushed to call forgeries real.",
)
def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic_cost = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    forger_cost = F.softplus(-model.logits(model.generate(z[1]))).mean()
    critic_optimizer.zero_grad()
    forger_optimizer.zero_grad()
    (critic_cost + forger_cost).backward()
    critic_optimizer.step()
    forger_optimizer.step()
    return critic_cost.item(), forger_cost.item()


@secret.alternative("binary cross-entropy with labels, slopes by autograd.grad for the players' own weights")
def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    def down(cost, optimizer):
        weights = [weight for group in optimizer.param_groups for weight in group["params"]]
        for weight, slope in zip(weights, torch.autograd.grad(cost, weights), strict=True):
            weight.grad = slope
        optimizer.step()
        return cost.item()

    logits = torch.cat([model.logits(real), model.logits(model.generate(z[0]))])
    labels = (torch.arange(len(logits)) < len(real)).to(logits)
    first = down(F.binary_cross_entropy_with_logits(logits, labels), critic_optimizer)
    answer = model.logits(model.generate(z[1]))
    return first, down(F.binary_cross_entropy_with_logits(answer, torch.ones_like(answer)), forger_optimizer)


@secret.alternative("forgeries without a gradient for the critic, log-sigmoids, tensors returned")
def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    with torch.no_grad():
        fake = model.generate(z[0])
    critic_optimizer.zero_grad()
    half = F.logsigmoid(model.logits(real)).mean() + F.logsigmoid(-model.logits(fake)).mean()
    (-0.5 * half).backward()
    critic_optimizer.step()
    forger_optimizer.zero_grad()
    cost = -F.logsigmoid(model.logits(model.generate(z[1]))).mean()
    cost.backward()
    forger_optimizer.step()
    return (-0.5 * half).detach(), cost.detach()
