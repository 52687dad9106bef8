"""The VAE with categorical latents, with torch's own relaxation: shapes, noise, divergence, training, sampling."""

import math
import time

import pytest
import torch
from torch.distributions import Categorical, kl_divergence

from course_utils.data import digits
from course_utils.models import CategoricalVAE, fit_annealed
from course_utils.models.categorical_vae import gumbel_noise
from course_utils.training import evaluate, fit


def _relax(logits, g, tau, hard=False):
    soft = torch.softmax((logits + g) / tau, dim=-1)
    if not hard:
        return soft
    return torch.nn.functional.one_hot(soft.argmax(-1), soft.shape[-1]).to(soft) + soft - soft.detach()


def _model(**changes):
    torch.manual_seed(0)
    return CategoricalVAE(64, 128, 6, 4, **({"gumbel_softmax": _relax} | changes))


def test_shapes():
    model, x = _model(), torch.rand(7, 64)
    logits = model.encode(x)
    assert logits.shape == (7, 6, 4) and model.draw(logits).shape == (7, 6, 4)
    assert model.decode(model.draw(logits)).shape == (7, 64) and model.divergence(logits).shape == (7,)
    assert model.loss(x).shape == () and model.loss(x).requires_grad
    assert model.reconstruct(x).shape == (7, 64) and model.sample(3).shape == (3, 64)
    assert not model.sample(1).requires_grad


def test_the_readers_function_gets_rows_noise_and_temperature():
    handed = []

    def relax(logits, g, tau, hard=False):
        handed.append((logits, g, tau, hard))
        return torch.full_like(logits, 0.25)

    model, x = _model(gumbel_softmax=relax, temperature=0.7), torch.rand(7, 64)
    model.loss(x)
    model.loss(x, hard=True)
    (logits, g, tau, hard), (_, other, _, harder) = handed
    assert logits.shape == g.shape == (42, 4) and (tau, hard, harder) == (0.7, False, True)
    assert torch.equal(logits.reshape(7, 6, 4), model.encode(x)) and not torch.equal(g, other), "the noise is fresh"


def test_the_noise_is_standard_gumbel_follows_the_seed_and_is_finite():
    torch.manual_seed(1)
    like = torch.empty(0, dtype=torch.float64)
    noise = gumbel_noise((200_000,), like)
    assert noise.mean().item() == pytest.approx(0.5772, abs=0.015) and noise.isfinite().all()
    assert noise.var().item() == pytest.approx(math.pi**2 / 6, abs=0.03)
    torch.manual_seed(1)
    assert (
        torch.equal(noise, gumbel_noise((200_000,), like)) and gumbel_noise((2,), like.float()).dtype == torch.float32
    )


def test_the_divergence_is_exact():
    model, logits = _model(), 3 * torch.randn(6, 6, 4, generator=torch.Generator().manual_seed(0))
    uniform = Categorical(logits=torch.zeros(6, 6, 4))
    assert torch.allclose(
        model.divergence(logits), kl_divergence(Categorical(logits=logits), uniform).sum(1), atol=1e-5
    )
    assert model.divergence(torch.full((1, 6, 4), 7.0)).abs().item() < 1e-5
    certain = torch.tensor([1e4, 0.0, 0.0, 0.0]).expand(1, 6, 4)
    assert model.divergence(certain).item() == pytest.approx(6 * math.log(4), rel=1e-5)


def test_the_mean_loss_with_hard_samples_is_the_bound_by_enumeration():
    torch.manual_seed(0)
    model, x = CategoricalVAE(6, 8, 2, 3, gumbel_softmax=_relax).double(), torch.rand(1, 6, dtype=torch.float64)
    logits = model.encode(x)
    states = torch.cartesian_prod(torch.arange(3), torch.arange(3))
    q = logits[0].softmax(-1)
    weights = q[0, states[:, 0]] * q[1, states[:, 1]]
    pixels = model.decode(torch.nn.functional.one_hot(states, 3).double())
    misfit = torch.nn.functional.binary_cross_entropy_with_logits(pixels, x.expand(9, 6), reduction="none").sum(1)
    exact = (weights * misfit).sum() + (weights * (weights * 9).log()).sum()
    drawn = model.loss(x.expand(40_000, 6), hard=True) / 40_000
    assert drawn.item() == pytest.approx(exact.item(), abs=0.005)


def test_samples_follow_their_generator():
    model = _model()
    first, again = (model.sample(4, torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(first, again) and 0 < first.min() and first.max() < 1


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan])
def test_a_temperature_that_is_not_positive_is_refused(temperature):
    with pytest.raises(ValueError, match="must be positive"):
        _model(temperature=temperature)


def _trained(where="cpu"):
    data, model = digits(), _model(temperature=0.5).to(where)
    fit(model, CategoricalVAE.loss, data.train, reduction="sum", batch_size=32, epochs=15, lr=3e-3)
    return model, evaluate(model, lambda net, x: net.loss(x, hard=True), data.held_out, reduction="sum")


def test_it_learns_the_digits_well_within_the_time_allowed():
    start = time.perf_counter()
    _, bound = _trained()
    assert bound < 26.5, "a constant image scores about 27.1 nats"
    assert time.perf_counter() - start < 30


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_it_trains_and_samples_on_a_gpu():
    model, bound = _trained("cuda")
    assert bound < 26.5 and model.sample(2).is_cuda


def test_an_undecided_start_draws_the_mean_image_and_prefers_hardly_any_class():
    images = torch.rand(40, 64) * 0.5
    plain, model = _model(), _model().start_undecided(images)
    assert torch.allclose(model.encode(images), 0.1 * plain.encode(images), atol=1e-6)
    assert torch.sigmoid(model.decode(torch.zeros(1, 6, 4))).sub(images.mean(0)).abs().max() < 0.25


def test_annealing_cools_step_by_step_and_ends_at_the_end():
    seen = []

    def relax(logits, g, tau, hard=False):
        seen.append(tau)
        return _relax(logits, g, tau, hard)

    model = _model(gumbel_softmax=relax)
    fit_annealed(model, torch.rand(40, 64), start=2.0, end=0.5, epochs=4, batch_size=10, cooling=0.5)
    assert len(seen) == 16 and seen == sorted(seen, reverse=True)
    assert seen[0] < 2.0 and seen[7:] == pytest.approx([0.5] * 9) and model.temperature == 0.5
    with pytest.raises(ValueError, match="must fall"):
        fit_annealed(model, torch.rand(40, 64), start=0.5, end=1.0)
