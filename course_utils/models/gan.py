"""The generative adversarial network of Goodfellow et al. (2014), and its training.

Steps of the discriminator and of the generator alternate, one of each, as in the paper's algorithm 1 with k = 1.
`play_gan` leaves both steps to a function of the reader's; `fit_gan` takes them itself, on costs that it is given.
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
        self.generator: nn.Module = MLP((n_latent, n_hidden, n_hidden, n_data))
        self.discriminator: nn.Module = MLP(
            (n_data, n_hidden, n_hidden, 1), partial(functional.leaky_relu, negative_slope=0.2)
        )

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


class GlyphGAN(GAN):
    """Both players for images of 28 x 28 with pixels in [0, 1], with convolutions (Radford, Metz & Chintala 2016).

    The generator turns z into maps of 7 x 7 and doubles them twice by transposed convolutions; batch normalisation keeps
    its maps at one scale. The discriminator halves the image twice by convolutions of stride 2, and reads its logit off.
    n_latent: k. channels: maps of the discriminator's first layer; d is 784.
    """

    def __init__(self, n_latent: int = 32, channels: int = 16) -> None:
        nn.Module.__init__(self)
        self.n_latent = n_latent
        few, more, most = channels, 2 * channels, 4 * channels
        self.generator = nn.Sequential(
            nn.Linear(n_latent, most * 49),
            nn.BatchNorm1d(most * 49),
            nn.ReLU(),
            nn.Unflatten(1, (most, 7, 7)),
            nn.ConvTranspose2d(most, more, 4, stride=2, padding=1),
            nn.BatchNorm2d(more),
            nn.ReLU(),
            nn.ConvTranspose2d(more, 1, 4, stride=2, padding=1),
            nn.Sigmoid(),
            nn.Flatten(),
        )
        self.discriminator = nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)),
            nn.Conv2d(1, few, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(few, more, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(more * 49, 1),
        )

    def logits(self, x: Tensor) -> Tensor:
        """As for GAN; paper becomes -1 and ink 1, so that the discriminator's input has a mean nearer 0."""
        return self.discriminator(2 * x - 1)[:, 0]


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
    look: Callable[[int], object] | None = None,
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
    look: called as look(step) before each step of the generator, and after the last, with the model in evaluation mode.
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
    with Progress(steps, progress, "step") as bar:
        for step in range(-head_start, steps):
            if look and step >= 0:
                model.eval()
                look(step)
            model.train()
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
    if look:
        look(steps)
    return history


def play_gan(
    step: Callable[..., tuple[float, float]],
    model: GAN,
    train: Tensor,
    *,
    rounds: int = 1000,
    batch_size: int = 128,
    lr: float = 1e-3,
    seed: int = 0,
    look: Callable[[int], object] | None = None,
    progress: str = "training",
) -> GANHistory:
    """Call `step` once a round, with fresh samples and fresh noise, as `fit_gan` does with its own.

    step: called as step(model, critic_optimizer, forger_optimizer, real, z) with real [n, d] and z [2, n, k], noise for
        either player's step; makes both steps, and returns the two costs.
    model, train, batch_size, lr, seed, progress: as for `fit_gan`; both optimizers are Adam's.
    look: called as look(round) before each round, and after the last, with the model in evaluation mode.
    Returns a GANHistory without logits. Only one round is played while nbgrader grades or validates the notebook.
    Raises FloatingPointError when a cost is not finite.
    """
    _validate(train, rounds, batch_size, 0)
    if environment.grading():
        rounds = 1
    train = train.to(model._where())
    critic, forger = (ADAM(player.parameters(), lr=lr) for player in (model.discriminator, model.generator))
    history, draws = GANHistory(), torch.Generator().manual_seed(seed)
    with Progress(rounds, progress, "round") as bar:
        for number in range(rounds):
            if look:
                model.eval()
                look(number)
            model.train()
            real = train[torch.randint(len(train), (batch_size,), generator=draws).to(train.device)]
            z = torch.stack([model.latents(batch_size, draws) for _ in range(2)])
            paid = [float(cost) for cost in step(model, critic, forger, real, z)]
            if not all(map(math.isfinite, paid)):
                raise FloatingPointError(f"the costs are {paid} in round {number + 1}: look for log(0) in the step")
            history.discriminator.append(paid[0])
            history.generator.append(paid[1])
            bar.advance()
    model.eval()
    if look:
        look(rounds)
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
