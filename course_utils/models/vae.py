"""The variational autoencoder of Kingma & Welling (2014), with a Gaussian q(z|x) and Bernoulli pixels.

The layers are those of pytorch/examples `vae`: one hidden layer on each side. The two functions that
make it a VAE, the sampling of z and the loss, are the reader's, passed in as arguments.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn


class VAE(nn.Module):
    """Encoder x -> q(z|x), decoder z -> p(x|z); n images, d pixels, k latent coordinates.

    n_pixels, n_hidden, n_latent: sizes of the layers (d, hidden, k).
    reparameterize: (mu [n, k], logvar [n, k]) -> z [n, k].
    vae_loss: (logits [n, d], x [n, d], mu [n, k], logvar [n, k], beta) -> scalar, summed over the batch.
    """

    def __init__(
        self,
        n_pixels: int,
        n_hidden: int,
        n_latent: int,
        *,
        reparameterize: Callable[[Tensor, Tensor], Tensor],
        vae_loss: Callable[..., Tensor],
    ) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(n_pixels, n_hidden), nn.ReLU())
        self.mu = nn.Linear(n_hidden, n_latent)
        self.logvar = nn.Linear(n_hidden, n_latent)
        self.decoder = nn.Sequential(nn.Linear(n_latent, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_pixels))
        self.reparameterize, self.vae_loss = reparameterize, vae_loss

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: [n, d]. Returns the mean and the log variance of q(z|x), each [n, k]."""
        hidden = self.encoder(x)
        return self.mu(hidden), self.logvar(hidden)

    def decode(self, z: Tensor) -> Tensor:
        """z: [n, k]. Returns the logits of the pixels, [n, d]."""
        return self.decoder(z)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x: [n, d]. Returns (logits [n, d], mu [n, k], logvar [n, k]), with z drawn afresh on every call."""
        mu, logvar = self.encode(x)
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar

    def loss(self, x: Tensor, beta: float = 1.0) -> Tensor:
        """x: [n, d], pixels in [0, 1]. Returns the reader's loss of the batch, a scalar in nats."""
        logits, mu, logvar = self(x)
        return self.vae_loss(logits, x, mu, logvar, beta)

    @torch.no_grad()
    def reconstruct(self, x: Tensor) -> Tensor:
        """x: [n, d]. Returns pixel probabilities [n, d], decoded from the mean of q(z|x)."""
        return torch.sigmoid(self.decode(self.encode(x)[0]))

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities [n, d] of n images, decoded from draws of z from the prior N(0, I).

        generator: a generator on the CPU; the same one gives the same z on every device.
        """
        z = torch.randn(n, self.mu.out_features, generator=generator)
        return torch.sigmoid(self.decode(z.to(self.mu.weight.device)))
