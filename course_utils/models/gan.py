"""The generative adversarial network of Goodfellow et al. (2014), with a multilayer perceptron on each side.

The two costs that make it a game are the reader's, passed to `fit_gan` as arguments. Steps of the discriminator and of
the generator alternate, one of each, as in the paper's algorithm 1 with k = 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from course_utils import environment
from course_utils.models.mlp import MLP
from course_utils.progress import Progress

# Radford, Metz & Chintala (2016, section 3): with a momentum of 0.9 the two players overshoot each other.
ADAM = partial(torch.optim.Adam, betas=(0.5, 0.99), fused=True)


class GAN(nn.Module):
    """Generator z -> x and discriminator x -> logit of "x is real"; n samples of d numbers, k latent coordinates.

    n_latent, n_data: k and d. n_hidden: width of the two hidden layers on each side.
    """

    def __init__(self, n_latent: int, n_data: int, n_hidden: int = 64) -> None:
        super().__init__()
        self.n_latent = n_latent
        self.generator = MLP((n_latent, n_hidden, n_hidden, n_data))
        self.discriminator = MLP((n_data, n_hidden, n_hidden, 1), partial(functional.leaky_relu, negative_slope=0.2))

    def generate(self, z: Tensor) -> Tensor:
        """z: [n, k]. Returns G(z), [n, d]; the gradient reaches the generator."""
        return self.generator(z)

    def logits(self, x: Tensor) -> Tensor:
        """x: [n, d]. Returns a(x), [n], with D(x) = sigmoid(a(x)) the probability that x is real."""
        return self.discriminator(x)[:, 0]

    def latents(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """z [n, k] from N(0, I), on the model's device.

        generator: a generator on the CPU; the same one gives the same z on every device.
        """
        return torch.randn(n, self.n_latent, generator=generator).to(self._where())

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """G(z) [n, d] for n fresh draws of z, without a gradient. generator: as for `latents`."""
        return self.generate(self.latents(n, generator))

    def _where(self) -> torch.device:
        return next(self.parameters()).device


@dataclass
class GANHistory:
    """What a run recorded, one entry per step of the generator, each taken before that player's step.

    discriminator, generator: the two costs of the batch.
    fake_logit: mean logit that the discriminator gives to the generator's batch.
    """

    discriminator: list[float] = field(default_factory=list)
    generator: list[float] = field(default_factory=list)
    fake_logit: list[float] = field(default_factory=list)

    def __repr__(self) -> str:
        if not self.generator:
            return "GANHistory(0 steps)"
        last = f"discriminator {self.discriminator[-1]:.3g}, generator {self.generator[-1]:.3g}"
        return f"GANHistory({len(self.generator)} steps, {last})"


def fit_gan(
    model: GAN,
    discriminator_loss: Callable[[Tensor, Tensor], Tensor],
    generator_loss: Callable[[Tensor], Tensor],
    train: Tensor,
    *,
    steps: int = 1000,
    batch_size: int = 128,
    lr: float = 1e-3,
    head_start: int = 0,
    generator_optimizer: Callable[..., torch.optim.Optimizer] = ADAM,
    generator_lr: float | None = None,
    seed: int = 0,
    device: str | torch.device | None = None,
    progress: str = "training",
) -> GANHistory:
    """Alternate a step of the discriminator and a step of the generator, each on its own cost.

    model: trained in place; it ends in evaluation mode.
    discriminator_loss: (logits of real samples [n], logits of generated ones [n]) -> scalar, minimised by the
        discriminator alone: the generated samples reach it without a gradient.
    generator_loss: (logits of generated samples [n]) -> scalar, minimised by the generator alone.
    train: [N, d], the real samples; a fresh batch of n = batch_size is drawn for each step, with replacement.
    head_start: steps of the discriminator before the first step of the generator.
    generator_optimizer, generator_lr: called as generator_optimizer(parameters, lr=generator_lr); by default Adam with
        the discriminator's lr.
    seed: fixes batches and latents (not the initial parameters, drawn earlier), the same on every device.
    device: where to train; by default where the model is.
    progress: the label of the progress bar, which is quiet under COURSE_STATIC.
    Returns a GANHistory. Only one step is made while nbgrader grades or validates the notebook.
    Raises ValueError for unusable arguments, FloatingPointError when a cost is not finite.
    """
    _validate(train, steps, batch_size, head_start)
    if device is not None:
        model.to(environment.device(str(device)))
    if environment.grading():
        steps, head_start = 1, 0
    train = train.to(model._where())
    critic = ADAM(model.discriminator.parameters(), lr=lr)
    forger = generator_optimizer(model.generator.parameters(), lr=generator_lr or lr)
    history, draws = GANHistory(), torch.Generator().manual_seed(seed)
    model.train()
    with Progress(steps, progress, "step") as bar:
        for step in range(-head_start, steps):
            real = train[torch.randint(len(train), (batch_size,), generator=draws).to(train.device)]
            logits = model.logits(torch.cat([real, model.sample(batch_size, draws)]))
            paid = _descend(discriminator_loss(logits[:batch_size], logits[batch_size:]), critic, "discriminator", step)
            if step < 0:
                continue
            logits = model.logits(model.generate(model.latents(batch_size, draws)))
            history.generator.append(_descend(generator_loss(logits), forger, "generator", step))
            history.discriminator.append(paid)
            history.fake_logit.append(logits.detach().mean().item())
            bar.advance()
    model.eval()
    return history


def _descend(cost: Tensor, optimizer: torch.optim.Optimizer, player: str, step: int) -> float:
    """One step of one player. What it leaves in the other's gradients is cleared before the other's step."""
    if not isinstance(cost, Tensor) or cost.dim() != 0:
        shape = tuple(cost.shape) if isinstance(cost, Tensor) else type(cost).__name__
        raise ValueError(f"the {player}'s cost must be a scalar tensor, but is {shape}")
    value = cost.item()
    if not math.isfinite(value):
        raise FloatingPointError(
            f"the {player}'s cost is {value} in step {step + 1}: try a smaller lr, and look for log(0) in the cost"
        )
    optimizer.zero_grad(set_to_none=True)
    cost.backward()
    optimizer.step()
    return value


def _validate(train: Tensor, steps: int, batch_size: int, head_start: int) -> None:
    if not isinstance(train, Tensor) or train.dim() != 2 or not len(train):
        raise ValueError("train must be a tensor [N, d] with at least one sample")
    for name, value, least in (("steps", steps, 1), ("batch_size", batch_size, 1), ("head_start", head_start, 0)):
        if value < least:
            raise ValueError(f"{name} is {value}, but must be at least {least}")
