"""The training loop, on a line to be fitted: y = 3 x + 1."""

import pytest
import torch
from torch import nn

from course_utils.training import History, evaluate, fit

X = torch.linspace(-1, 1, 96).unsqueeze(1)
DATA = (X, 3 * X + 1)


def _line():
    torch.manual_seed(0)
    return nn.Linear(1, 1)


def _sum(model, batch):
    x, y = batch
    return ((model(x) - y) ** 2).sum()


def _mean(model, batch):
    return _sum(model, batch) / len(batch[0])


def _noisy(model, batch):
    return _sum(model, batch) + 0.1 * torch.randn(())


def test_the_line_is_found_and_the_loss_recorded_per_epoch():
    model = _line()
    history = fit(model, _mean, DATA, reduction="mean", epochs=30, batch_size=16, lr=0.05)
    assert len(history.loss) == 30 and history.held_out == [] and history.loss[-1] < 1e-3 < history.loss[0]
    assert model.weight.item() == pytest.approx(3, abs=0.05) and not model.training


def test_sums_and_means_are_recorded_as_the_same_average():
    # With a step of zero the parameters stay, so each history is the average loss over the data, 80 = 5 * 16 or not.
    frozen = {"epochs": 1, "lr": 0.0, "batch_size": 7}
    by_sum = fit(_line(), _sum, DATA, reduction="sum", **frozen).loss[0]
    by_mean = fit(_line(), _mean, DATA, reduction="mean", **frozen).loss[0]
    exact = _mean(_line(), DATA).item()
    assert by_sum == pytest.approx(exact, rel=1e-5) and by_mean == pytest.approx(exact, rel=1e-5)
    assert evaluate(_line(), _mean, DATA, reduction="mean", batch_size=7) == pytest.approx(exact, rel=1e-5)


def test_a_run_depends_on_its_seed_and_on_nothing_drawn_before():
    def run(seed, held_out=None):
        return fit(_line(), _noisy, DATA, reduction="sum", epochs=3, batch_size=16, seed=seed, held_out=held_out).loss

    first = run(0)
    torch.rand(17)
    assert run(0) == first and run(1) != first
    assert run(0, held_out=DATA) == first, "measuring held-out data must not disturb the training"


def test_the_global_generator_is_left_as_it_was():
    model = _line()
    before = torch.get_rng_state()
    fit(model, _noisy, DATA, reduction="sum", epochs=1)
    assert torch.equal(torch.get_rng_state(), before)


def test_every_sample_is_seen_once_an_epoch():
    seen = []

    def loss(model, batch):
        seen.extend(batch.flatten().tolist())
        return model(batch).sum()

    fit(_line(), loss, torch.arange(50.0).unsqueeze(1), reduction="sum", epochs=2, batch_size=16)
    assert sorted(seen[:50]) == sorted(seen[50:]) == list(range(50)) and seen[:50] != seen[50:]


def test_early_stop_goes_back_to_the_best_parameters():
    # Held-out data that contradict the training data: the first epoch is the best one.
    model = _line()
    history = fit(
        model, _sum, DATA, reduction="sum", held_out=(X, -3 * X - 1), epochs=50, batch_size=16, lr=0.05, patience=3
    )
    assert history.stopped_early and len(history.loss) == 4 and min(history.held_out) == history.held_out[0]
    assert evaluate(model, _sum, (X, -3 * X - 1), reduction="sum") == pytest.approx(history.held_out[0])
    assert repr(history).endswith(", stopped early)")


def test_one_step_only_while_graded(monkeypatch):
    calls = []

    def loss(model, batch):
        calls.append(len(batch[0]))
        return _sum(model, batch)

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    history = fit(_line(), loss, DATA, reduction="sum", epochs=30, batch_size=16)
    assert calls == [16] and len(history.loss) == 1


def test_progress_is_quiet_in_static_mode(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STATIC", "1")
    fit(_line(), _sum, DATA, reduction="sum", epochs=1)
    assert capsys.readouterr() == ("", "")
    monkeypatch.delenv("COURSE_STATIC")
    fit(_line(), _sum, DATA, reduction="sum", epochs=1, progress="the line")
    assert "the line" in capsys.readouterr().err


def test_a_loss_that_is_not_written_yet_leaves_no_bar_behind(capsys):
    def loss(model, batch):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        fit(_line(), loss, DATA, reduction="sum", epochs=3)
    assert capsys.readouterr() == ("", "")


def test_a_loss_that_is_not_finite_is_said_with_its_place():
    calls = []

    def loss(model, batch):
        calls.append(0)
        return _sum(model, batch) * (float("nan") if len(calls) == 9 else 1)

    with pytest.raises(FloatingPointError, match="nan in epoch 2, step 3"):
        fit(_line(), loss, DATA, reduction="sum", epochs=3, batch_size=16)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"train": X[:0]}, "train is empty"),
        ({"train": ()}, "must be a tensor"),
        ({"train": (X, X[:5])}, r"differ in length: \[5, 96\]"),
        ({"held_out": [1.0]}, "held_out must be a tensor"),
        ({"reduction": "average"}, "'sum' or 'mean', not 'average'"),
        ({"epochs": 0}, "epochs is 0"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"patience": 2}, "patience needs held-out data"),
        ({"device": "tpu"}, "which has: cpu"),
        ({"model": nn.ReLU()}, "no parameters"),
        ({"loss": lambda model, batch: model(batch[0])}, r"scalar tensor .* returned \(96, 1\)"),
        ({"loss": lambda model, batch: 1.0}, "returned float"),
    ],
)
def test_unusable_arguments_are_refused(change, message):
    arguments = {"model": _line(), "loss": _sum, "train": DATA, "reduction": "sum"} | change
    with pytest.raises(ValueError, match=message):
        fit(**arguments)


def test_the_history_prints_in_one_line():
    assert repr(History()) == "History(0 epochs)"
    assert repr(History([33.21, 25.914], [26.3])) == "History(2 epochs, loss 33.2 -> 25.9, held-out 26.3)"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_a_gpu_gives_the_losses_of_the_cpu():
    on_cpu = fit(_line(), _mean, DATA, reduction="mean", epochs=5, held_out=DATA, device="cpu")
    model, before = _line(), torch.cuda.get_rng_state()
    on_gpu = fit(model, _mean, DATA, reduction="mean", epochs=5, held_out=DATA, device="cuda")
    assert on_gpu.loss == pytest.approx(on_cpu.loss, rel=1e-4) and model.weight.is_cuda
    assert torch.equal(torch.cuda.get_rng_state(), before)
