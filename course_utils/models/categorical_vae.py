"""A variational autoencoder with categorical latents, relaxed as in Jang, Gu & Poole (2017) and Maddison et al. (2017).

The relaxation is the reader's `gumbel_softmax`, passed in as an argument; the noise is drawn here. The divergence from
the prior needs no sample: a categorical distribution has few enough states to sum over.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_utils.training import History, fit


def gumbel_noise(shape: tuple[int, ...], like: Tensor) -> Tensor:
    """Standard Gumbel noise g = -log C with C ~ Exp(1), of this shape, with the dtype and device of `like`.

    Drawn from torch's generator; finite, because a draw of 0 is replaced by the smallest positive number.
    """
    arrival = torch.empty(shape, dtype=like.dtype, device=like.device).exponential_()
    return -arrival.clamp_min(torch.finfo(like.dtype).tiny).log()


class CategoricalVAE(nn.Module):
    """Encoder x -> logits of M categorical latents with K classes each, decoder z -> Bernoulli pixels; uniform prior.

    n_pixels, n_hidden: sizes d and hidden. n_latents, n_classes: M and K.
    gumbel_softmax: (logits [m, K], g [m, K], tau, hard) -> [m, K], rows on the simplex; called with m = n M rows.
    temperature: tau, positive. hard: True for straight-through samples.
    Raises ValueError for a temperature that is not positive.
    Source: Jang, Gu & Poole 2017, sections 2 and 4.2.
    """

    def __init__(
        self,
        n_pixels: int,
        n_hidden: int,
        n_latents: int,
        n_classes: int,
        *,
        gumbel_softmax: Callable[..., Tensor],
        temperature: float = 1.0,
        hard: bool = False,
    ) -> None:
        super().__init__()
        if not temperature > 0:
            raise ValueError(f"temperature is {temperature}, but must be positive")
        self.n_latents, self.n_classes = n_latents, n_classes
        self.temperature, self.hard, self.gumbel_softmax = temperature, hard, gumbel_softmax
        self.encoder = nn.Sequential(
            nn.Linear(n_pixels, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_latents * n_classes)
        )
        self.decoder = nn.Sequential(
            nn.Linear(n_latents * n_classes, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_pixels)
        )

    @torch.no_grad()
    def start_undecided(self, images: Tensor) -> CategoricalVAE:
        """Before training: every class draws the mean of the images [n, d], and the encoder hardly prefers any. Returns self.

        From a random start one class may win all images before the others have had a chance to differ from it.
        """
        mean = images.mean(dim=0).clamp(0.01, 0.99)
        for name, parameter in self.named_parameters():
            if name == "decoder.2.bias":
                parameter.copy_(torch.logit(mean).to(parameter))
            elif name.startswith("encoder.2."):
                parameter.mul_(0.1)
        return self

    def encode(self, x: Tensor) -> Tensor:
        """x: [n, d]. Returns the logits of q(z|x), [n, M, K]."""
        return self.encoder(x).unflatten(1, (self.n_latents, self.n_classes))

    def decode(self, z: Tensor) -> Tensor:
        """z: [n, M, K], each row on the simplex. Returns the logits of the pixels, [n, d]."""
        return self.decoder(z.flatten(1))

    def draw(self, logits: Tensor, hard: bool | None = None) -> Tensor:
        """logits: [n, M, K]. Returns one sample z [n, M, K] through the reader's function, with fresh noise.

        hard: True for one-hot rows; by default the model's own setting.
        """
        rows = logits.reshape(-1, self.n_classes)
        hard = self.hard if hard is None else hard
        noise = gumbel_noise(tuple(rows.shape), rows)
        return self.gumbel_softmax(rows, noise, self.temperature, hard).reshape(logits.shape).to(logits)

    def divergence(self, logits: Tensor) -> Tensor:
        """logits: [n, M, K]. Returns KL(q(z|x) || uniform) of each image, [n], in nats: exact, log K minus the entropy."""
        log_q = F.log_softmax(logits, dim=-1)
        return (log_q.exp() * (log_q + math.log(self.n_classes))).sum(dim=(1, 2))

    def loss(self, x: Tensor, hard: bool | None = None) -> Tensor:
        """x: [n, d], pixels in [0, 1]. Returns cross-entropy of one sample + divergence, summed over the batch, in nats.

        Its mean is minus a bound on log p(x) only for hard=True: a relaxed z is not a state of the model.
        """
        logits = self.encode(x)
        pixels = self.decode(self.draw(logits, hard))
        return F.binary_cross_entropy_with_logits(pixels, x, reduction="sum") + self.divergence(logits).sum()

    @torch.no_grad()
    def reconstruct(self, x: Tensor) -> Tensor:
        """x: [n, d]. Returns pixel probabilities [n, d], decoded from the most probable class of each latent."""
        best = self.encode(x).argmax(dim=-1)
        return torch.sigmoid(self.decode(self._one_hot(best)))

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities [n, d] of n images, decoded from draws of z from the uniform prior.

        generator: a generator on the CPU; the same one gives the same z on every device.
        """
        drawn = torch.randint(self.n_classes, (n, self.n_latents), generator=generator)
        return torch.sigmoid(self.decode(self._one_hot(drawn)))

    def _one_hot(self, classes: Tensor) -> Tensor:
        weight = next(self.decoder.parameters())
        return F.one_hot(classes.to(weight.device), self.n_classes).to(weight.dtype)


def fit_annealed(
    model: CategoricalVAE,
    images: Tensor,
    *,
    start: float,
    end: float,
    epochs: int = 40,
    batch_size: int = 64,
    lr: float = 4e-3,
    cooling: float = 0.7,
) -> History:
    """Train while the temperature falls from `start` to `end`, by the same factor at every step; the model keeps `end`.

    images: [n, d], pixels in [0, 1]. cooling: the share of the steps after which `end` is reached. start = end: no cooling.
    Returns the History of `fit`. Raises ValueError for temperatures that are not positive, or that rise.
    """
    if not start >= end > 0:
        raise ValueError(f"the temperature must fall and stay positive, but start is {start} and end is {end}")
    steps = epochs * math.ceil(len(images) / batch_size)
    factor = (end / start) ** (1 / max(1.0, cooling * steps))

    def loss(model: CategoricalVAE, batch: Tensor) -> Tensor:
        model.temperature = max(end, model.temperature * factor)
        return model.loss(batch)

    model.temperature = start
    history = fit(model, loss, images, reduction="sum", epochs=epochs, batch_size=batch_size, lr=lr)
    model.temperature = end
    return history
