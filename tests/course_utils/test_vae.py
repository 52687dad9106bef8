"""The VAE with functions of the test's own: shapes, training on the digits, sampling."""

import time

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from course_utils.data import digits
from course_utils.models import VAE
from course_utils.training import fit


def _draw(mu, logvar):
    return Normal(mu, (logvar / 2).exp()).rsample()


def _loss(logits, x, mu, logvar, beta):
    misfit = -Bernoulli(logits=logits, validate_args=False).log_prob(x).sum()
    return misfit + beta * kl_divergence(Normal(mu, (logvar / 2).exp()), Normal(0.0, 1.0)).sum()


def _model(**changes):
    torch.manual_seed(0)
    return VAE(64, 128, 2, **({"reparameterize": _draw, "vae_loss": _loss} | changes))


def test_shapes():
    model, x = _model(), torch.rand(5, 64)
    logits, mu, logvar = model(x)
    assert logits.shape == (5, 64) and mu.shape == logvar.shape == (5, 2)
    assert model.loss(x).shape == () and model.decode(torch.zeros(3, 2)).shape == (3, 64)
    assert model.reconstruct(x).shape == (5, 64) and model.sample(7).shape == (7, 64)
    assert not model.sample(1).requires_grad


def test_it_uses_the_functions_given_and_no_other():
    handed = []

    def loss(logits, x, mu, logvar, beta):
        handed.append((logits, x, mu, logvar, beta))
        return logits.sum()

    model = _model(reparameterize=lambda mu, logvar: mu * 0 + 3.0, vae_loss=loss)
    x = torch.rand(5, 64)
    model.loss(x, beta=4.0)
    logits, seen, _, _, beta = handed[0]
    assert torch.equal(logits, model.decode(torch.full((5, 2), 3.0))) and seen is x and beta == 4.0


def test_samples_follow_their_generator():
    model = _model()
    first, again = (model.sample(4, torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(first, again) and 0 < first.min() and first.max() < 1


def test_it_learns_the_digits_well_within_the_time_allowed():
    data, model, start = digits(), _model(), time.perf_counter()
    history = fit(
        model, VAE.loss, data.train, reduction="sum", held_out=data.held_out, batch_size=32, epochs=10, lr=2e-3
    )
    assert history.held_out[-1] < 26.5, "a constant image scores about 27.1 nats"
    assert time.perf_counter() - start < 30


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_it_trains_and_samples_on_a_gpu():
    data, model = digits(), _model().to("cuda")
    history = fit(
        model, VAE.loss, data.train, reduction="sum", held_out=data.held_out, batch_size=32, epochs=10, lr=2e-3
    )
    assert history.held_out[-1] < 26.5 and model.sample(2).is_cuda
