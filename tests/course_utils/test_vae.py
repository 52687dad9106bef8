"""The VAE with functions of the test's own: shapes, training on the digits, sampling."""

import time

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from course_utils.data import digits
from course_utils.models import VAE
from course_utils.training import fit
from grader.exercises import secrets


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


def test_the_step_that_the_chapter_writes_out_is_the_step_that_fit_makes():
    namespace = {"torch": torch, "F": torch.nn.functional}
    exec(secrets()["vae.vae_step"].reference.source, namespace)
    torch.manual_seed(0)
    x, noise = torch.rand(20, 9).double(), torch.randn(6, 1, 3).double()
    given = iter(noise)

    def draw(mu, logvar):
        return mu + (logvar / 2).exp() * next(given)

    model = VAE(9, 7, 3, reparameterize=draw, vae_loss=_loss).double()
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            parameter.requires_grad_(False).zero_()
    layers = {"in": model.encoder[0], "mu": model.mu, "logvar": model.logvar}
    layers |= {"back": model.decoder[0], "out": model.decoder[2]}
    weights = {name: layer.weight.detach().T.clone() for name, layer in layers.items()}
    plain = {"epochs": 6, "batch_size": 20, "lr": 0.1, "optimizer": torch.optim.SGD}
    history = fit(model, lambda net, batch: net.loss(batch) / len(batch), x, reduction="mean", **plain)
    for loss, eps in zip(history.loss, noise, strict=True):
        written, weights = namespace["vae_step"](weights, x, eps.expand(20, 3), 0.1)
        assert written == pytest.approx(loss, rel=1e-9)
    for name, layer in layers.items():
        assert torch.allclose(weights[name], layer.weight.T, rtol=1e-9)
