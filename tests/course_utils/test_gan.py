"""The GAN with costs of the test's own: shapes, whose weights move, the record, and a mixture that it learns."""

import math

import pytest
import torch
from torch.nn import functional

from course_utils.models import GAN, GlyphGAN, fit_gan, play_gan


def _critic(real, fake):
    return (functional.softplus(-real).mean() + functional.softplus(fake).mean()) / 2


def _forger(fake):
    return functional.softplus(-fake).mean()


def _model(seed=0, **sizes):
    torch.manual_seed(seed)
    return GAN(**({"n_latent": 2, "n_data": 2, "n_hidden": 32} | sizes))


def _points(n=400):
    """Two clusters, at (2, 0) and (-2, 0), of standard deviation 0.2."""
    generator = torch.Generator().manual_seed(5)
    side = 4.0 * (torch.rand(n, 1, generator=generator) < 0.5) - 2.0
    return torch.cat([side, torch.zeros(n, 1)], 1) + 0.2 * torch.randn(n, 2, generator=generator)


def _flat(part):
    return torch.cat([weight.detach().flatten().clone() for weight in part.parameters()])


@pytest.mark.parametrize("missing", ["critic", "forger"])
def test_a_cost_that_is_not_written_yet_leaves_no_bar_behind(capsys, missing):
    def unwritten(*logits):
        raise NotImplementedError

    costs = {"critic": _critic, "forger": _forger} | {missing: unwritten}
    with pytest.raises(NotImplementedError):
        fit_gan(_model(), costs["critic"], costs["forger"], _points(), steps=3)
    assert capsys.readouterr() == ("", "")


def test_shapes():
    model = _model(n_latent=3, n_data=5)
    assert model.generate(torch.zeros(7, 3)).shape == (7, 5) and model.logits(torch.zeros(7, 5)).shape == (7,)
    assert model.sample(4).shape == (4, 5) and not model.sample(1).requires_grad and model.latents(6).shape == (6, 3)


def test_samples_follow_their_generator():
    first, again = (_model().sample(4, torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(first, again)


def test_each_cost_moves_its_own_player_only():
    """A cost that is constant has no gradient, so its player must stay where it is."""
    for still, moving in (("generator", "discriminator"), ("discriminator", "generator")):
        model = _model()
        before = {part: _flat(getattr(model, part)) for part in (still, moving)}
        critic = _critic if moving == "discriminator" else lambda real, fake: 0.0 * real.sum()
        forger = _forger if moving == "generator" else lambda fake: 0.0 * fake.sum()
        fit_gan(model, critic, forger, _points(), steps=3)
        assert torch.equal(_flat(getattr(model, still)), before[still])
        assert not torch.equal(_flat(getattr(model, moving)), before[moving])


def test_the_discriminator_sees_real_and_generated_samples_and_no_gradient_reaches_the_generator():
    model, seen = _model(), []

    def critic(real, fake):
        seen.append((len(real), len(fake)))
        (gradient,) = torch.autograd.grad(
            fake.sum(), next(model.generator.parameters()), retain_graph=True, allow_unused=True
        )
        assert gradient is None
        return _critic(real, fake)

    fit_gan(model, critic, _forger, _points(), steps=2, batch_size=8)
    assert seen == [(8, 8)] * 2


def test_the_record_has_one_entry_a_step_and_starts_at_ignorance():
    model = _model()
    history = fit_gan(model, _critic, _forger, _points(), steps=5)
    assert len(history.discriminator) == len(history.generator) == len(history.fake_logit) == 5
    assert history.discriminator[0] == pytest.approx(math.log(2), abs=0.1)
    assert repr(history).startswith("GANHistory(5 steps, discriminator 0.") and not model.training


def test_a_head_start_trains_the_discriminator_alone():
    history = fit_gan(_model(), _critic, _forger, _points(), steps=1, head_start=100)
    assert len(history.generator) == 1 and history.discriminator[0] < 0.35 and history.generator[0] > 0.6


def test_the_generator_may_have_an_optimizer_of_its_own():
    handed = []

    def plain(parameters, lr):
        handed.append(lr)
        return torch.optim.SGD(parameters, lr=lr)

    model = _model()
    before = _flat(model.generator)
    fit_gan(model, _critic, _forger, _points(), steps=1, generator_optimizer=plain, generator_lr=1e-9)
    assert handed == [1e-9] and torch.allclose(_flat(model.generator), before, atol=1e-7)


def test_two_runs_are_the_same_and_another_seed_is_not():
    runs = [fit_gan(_model(), _critic, _forger, _points(), steps=4, seed=seed).generator for seed in (0, 0, 1)]
    assert runs[0] == runs[1] != runs[2]


def test_it_leaves_torchs_own_generator_alone():
    model = _model()
    state = torch.get_rng_state()
    fit_gan(model, _critic, _forger, _points(), steps=2)
    assert torch.equal(torch.get_rng_state(), state)


def test_grading_makes_one_step(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert len(fit_gan(_model(), _critic, _forger, _points(), steps=50, head_start=50).generator) == 1


def test_it_finds_every_cluster_and_says_nothing_meanwhile(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    generator, angles = torch.Generator().manual_seed(1), 2 * math.pi * torch.arange(5) / 5
    centres = 2 * torch.stack([angles.cos(), angles.sin()], dim=1)
    noise = 0.2 * torch.randn(2000, 2, generator=generator)
    points = centres[torch.randint(5, (2000,), generator=generator)] + noise
    model = _model(n_hidden=64)
    fit_gan(model, _critic, _forger, points, steps=800)
    near = torch.cdist(model.sample(500, torch.Generator().manual_seed(0)), centres) < 0.6
    assert near.float().mean(dim=0).min() > 0.03 and near.any(dim=1).float().mean() > 0.6
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("change", [{"steps": 0}, {"batch_size": 0}, {"head_start": -1}])
def test_counts_below_the_least_are_refused(change):
    with pytest.raises(ValueError, match=f"{next(iter(change))} is"):
        fit_gan(_model(), _critic, _forger, _points(), **change)


@pytest.mark.parametrize("train", [torch.zeros(0, 2), torch.zeros(3), [[1.0, 2.0]]])
def test_other_data_are_refused(train):
    with pytest.raises(ValueError, match=r"train must be a tensor \[N, d\]"):
        fit_gan(_model(), _critic, _forger, train)


def test_costs_that_are_no_finite_scalars_are_refused():
    with pytest.raises(ValueError, match="discriminator's cost must be a scalar"):
        fit_gan(_model(), lambda real, fake: real, _forger, _points(), steps=1)
    with pytest.raises(FloatingPointError, match="generator's cost is nan in step 1"):
        fit_gan(_model(), _critic, lambda fake: fake.mean() * float("nan"), _points(), steps=1)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_it_trains_and_samples_on_a_gpu():
    model = _model()
    history = fit_gan(model, _critic, _forger, _points(), steps=20, device="cuda")
    assert math.isfinite(history.generator[-1]) and model.sample(2).is_cuda


def _round(model, critic_optimizer, forger_optimizer, real, z):
    """A round as a reader would write it."""
    paid = _critic(model.logits(real), model.logits(model.generate(z[0]).detach()))
    critic_optimizer.zero_grad()
    paid.backward()
    critic_optimizer.step()
    answer = _forger(model.logits(model.generate(z[1])))
    forger_optimizer.zero_grad()
    answer.backward()
    forger_optimizer.step()
    return paid.item(), answer.item()


@pytest.mark.parametrize("made", [_model, GlyphGAN], ids=["points", "glyphs"])
def test_a_reader_s_round_and_the_library_s_are_the_same_game(made):
    data = _points() if made is _model else torch.rand(40, 784, generator=torch.Generator().manual_seed(0))
    torch.manual_seed(0)
    own, theirs = made(), made()
    theirs.load_state_dict(own.state_dict())
    played = play_gan(_round, own, data, rounds=4, batch_size=16)
    fitted = fit_gan(theirs, _critic, _forger, data, steps=4, batch_size=16)
    assert played.discriminator == pytest.approx(fitted.discriminator, rel=1e-3)
    assert played.generator == pytest.approx(fitted.generator, rel=1e-3)
    for one, other in zip(own.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-2, atol=1e-3)


def test_both_loops_let_one_look_on_in_evaluation_mode():
    for play in (
        lambda model, look: play_gan(_round, model, _points(), rounds=3, look=look),
        lambda model, look: fit_gan(model, _critic, _forger, _points(), steps=3, head_start=2, look=look),
    ):
        model, seen = _model(), []

        def look(number, model=model, seen=seen):
            seen.append((number, model.training))

        play(model, look)
        assert seen == [(number, False) for number in range(4)] and not model.training


def test_a_round_with_an_infinite_cost_stops_the_game():
    with pytest.raises(FloatingPointError, match="round 1"):
        play_gan(lambda *asked: (0.5, math.inf), _model(), _points(), rounds=3)


def test_the_glyph_gan_s_shapes():
    model = GlyphGAN(n_latent=5, channels=4)
    images = model.sample(3)
    assert images.shape == (3, 784) and images.min() >= 0 and images.max() <= 1
    assert model.logits(images).shape == (3,)
