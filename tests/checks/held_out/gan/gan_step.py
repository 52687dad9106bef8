# ruff: noqa
# Right and wrong ways to write `gan_step` that grader/exercises does not hold. Each section is a file of its own.

# %% right: no detach at all, both slopes cleared before every step
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    a, b = model.logits(real), model.logits(model.generate(z[0]))
    critic = 0.5 * (F.softplus(-a).mean() + F.softplus(b).mean())
    critic_optimizer.zero_grad()
    forger_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    forger = F.softplus(-model.logits(model.generate(z[1]))).mean()
    critic_optimizer.zero_grad()
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% right: a list of numpy numbers
import numpy as np
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    costs = []
    for player in "critic", "forger":
        if player == "critic":
            cost = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
            optimizer = critic_optimizer
        else:
            cost = F.softplus(-model.logits(model.generate(z[1]))).mean()
            optimizer = forger_optimizer
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        costs.append(np.float64(cost.item()))
    return costs


# %% right: BCEWithLogitsLoss, twice, halved
import torch


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    loss = torch.nn.BCEWithLogitsLoss()
    critic_optimizer.zero_grad()
    on_real = model.logits(real)
    on_fake = model.logits(model.generate(z[0]).detach())
    d_loss = (loss(on_real, torch.ones_like(on_real)) + loss(on_fake, torch.zeros_like(on_fake))) / 2
    d_loss.backward()
    critic_optimizer.step()
    forger_optimizer.zero_grad()
    verdict = model.logits(model.generate(z[1]))
    g_loss = loss(verdict, torch.ones_like(verdict))
    g_loss.backward()
    forger_optimizer.step()
    return d_loss.item(), g_loss.item()


# %% right: two backward calls for the two halves
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic_optimizer.zero_grad()
    first = F.softplus(-model.logits(real)).mean() / 2
    first.backward()
    second = F.softplus(model.logits(model.generate(z[0]).detach())).mean() / 2
    second.backward()
    critic_optimizer.step()
    forger_optimizer.zero_grad()
    third = F.softplus(-model.logits(model.generate(z[1]))).mean()
    third.backward()
    forger_optimizer.step()
    return (first + second).item(), third.item()


# %% right: slopes set to None by hand
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    def clear(optimizer):
        for group in optimizer.param_groups:
            for weight in group["params"]:
                weight.grad = None

    cost = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    clear(critic_optimizer)
    cost.backward()
    critic_optimizer.step()
    answer = F.softplus(-model.logits(model.generate(z[1]))).mean()
    clear(forger_optimizer)
    answer.backward()
    forger_optimizer.step()
    return float(cost), float(answer)


# %% right: logaddexp with zero, and slopes cleared after each step
import torch


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic_optimizer.zero_grad()
    forger_optimizer.zero_grad()
    fake = model.generate(z[0]).detach()
    a, b = model.logits(real), model.logits(fake)
    zero = torch.zeros_like(a)
    critic = (torch.logaddexp(zero, -a) + torch.logaddexp(zero, b)).mean() / 2
    critic.backward()
    critic_optimizer.step()
    c = model.logits(model.generate(z[1]))
    forger = torch.logaddexp(zero, -c).mean()
    forger.backward()
    forger_optimizer.step()
    critic_optimizer.zero_grad()
    return critic.item(), forger.item()


# %% right: the optimizers' steps in a helper
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    def down(optimizer, cost):
        optimizer.zero_grad(set_to_none=False)
        cost.backward()
        optimizer.step()
        return cost.detach().item()

    fake = model.generate(z[0])
    paid = down(critic_optimizer, (F.softplus(-model.logits(real)) + F.softplus(model.logits(fake.detach()))).mean() / 2)
    return paid, down(forger_optimizer, F.softplus(-model.logits(model.generate(z[1]))).mean())


# %% right: the critic's weights frozen while the forger steps
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic_weights = [w for group in critic_optimizer.param_groups for w in group["params"]]
    a, b = model.logits(real), model.logits(model.generate(z[0]).detach())
    critic = (F.softplus(-a).mean() + F.softplus(b).mean()) / 2
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    for w in critic_weights:
        w.requires_grad_(False)
    forger = F.softplus(-model.logits(model.generate(z[1]))).mean()
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    for w in critic_weights:
        w.requires_grad_(True)
    return critic.item(), forger.item()


# %% wrong: the cell of the bug hunt with z unpacked
# told: leaves the forger's weights where they are
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    fake = model.generate(z[0]).detach()
    cost = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(fake)).mean()) / 2
    critic_optimizer.zero_grad()
    cost.backward()
    critic_optimizer.step()
    answer = F.softplus(-model.logits(fake)).mean()
    forger_optimizer.zero_grad()
    answer.backward()
    forger_optimizer.step()
    return cost.item(), answer.item()


# %% wrong: the forger's forgeries made without a gradient
# told: leaves the forger's weights where they are
import torch
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    with torch.no_grad():
        fakes = [model.generate(noise) for noise in z]
    critic = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(fakes[0])).mean()) / 2
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    forger = F.softplus(-model.logits(fakes[1])).mean()
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: the slopes are cleared between backward and step
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    critic.backward()
    critic_optimizer.zero_grad()
    critic_optimizer.step()
    forger = F.softplus(-model.logits(model.generate(z[1]))).mean()
    forger.backward()
    forger_optimizer.zero_grad()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: the minimax cost, so that the game is zero-sum
# told: lets the forger minimise log(1 - D)
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    forger = F.logsigmoid(-model.logits(model.generate(z[1]))).mean()
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: labels 0 for real and 1 for forged
# told: has the critic's labels exchanged
import torch
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    bce = F.binary_cross_entropy_with_logits
    a, b = model.logits(real), model.logits(model.generate(z[0]).detach())
    critic = (bce(a, torch.zeros_like(a)) + bce(b, torch.ones_like(b))) / 2
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    c = model.logits(model.generate(z[1]))
    forger = bce(c, torch.ones_like(c))
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: the sum of the two halves, as in much published code
# told: forgets the half of the critic's cost
import torch
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    bce = F.binary_cross_entropy_with_logits
    a, b = model.logits(real), model.logits(model.generate(z[0]).detach())
    critic = bce(a, torch.ones_like(a)) + bce(b, torch.zeros_like(b))
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    c = model.logits(model.generate(z[1]))
    forger = bce(c, torch.ones_like(c))
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: one noise for both steps
# told: uses the critic's noise for the forger too
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    noise = z[0]
    critic = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(noise).detach())).mean()) / 2
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    forger = F.softplus(-model.logits(model.generate(noise))).mean()
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: both backward passes, then both steps
# told: moves both at once
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    forger = F.softplus(-model.logits(model.generate(z[1]))).mean()
    forger_optimizer.zero_grad()
    forger.backward()
    critic_optimizer.zero_grad()
    critic.backward()
    forger_optimizer.step()
    critic_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: no zero_grad anywhere
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    critic = (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2
    critic.backward()
    critic_optimizer.step()
    forger = F.softplus(-model.logits(model.generate(z[1]))).mean()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: sigmoids and logarithms
# told: takes logarithms of probabilities that round to 0 or 1
import torch


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    D_real, D_fake = torch.sigmoid(model.logits(real)), torch.sigmoid(model.logits(model.generate(z[0]).detach()))
    critic = -0.5 * torch.log(D_real).mean() - 0.5 * torch.log(1 - D_fake).mean()
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    forger = -torch.log(torch.sigmoid(model.logits(model.generate(z[1])))).mean()
    forger_optimizer.zero_grad()
    forger.backward()
    forger_optimizer.step()
    return critic.item(), forger.item()


# %% wrong: the costs after the steps
import torch
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    def critic():
        return (F.softplus(-model.logits(real)).mean() + F.softplus(model.logits(model.generate(z[0]).detach())).mean()) / 2

    def forger():
        return F.softplus(-model.logits(model.generate(z[1]))).mean()

    critic_optimizer.zero_grad()
    critic().backward()
    critic_optimizer.step()
    forger_optimizer.zero_grad()
    forger().backward()
    forger_optimizer.step()
    return critic().item(), forger().item()


# %% wrong: the optimizer of the forger is never asked to step
# told: leaves the forger's weights where they are
import torch.nn.functional as F


def gan_step(model, critic_optimizer, forger_optimizer, real, z):
    a, b = model.logits(real), model.logits(model.generate(z[0]).detach())
    critic = (F.softplus(-a).mean() + F.softplus(b).mean()) / 2
    critic_optimizer.zero_grad()
    critic.backward()
    critic_optimizer.step()
    forger = F.softplus(-model.logits(model.generate(z[1]))).mean()
    forger_optimizer.zero_grad()
    forger.backward()
    return critic.item(), forger.item()
