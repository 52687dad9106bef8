"""The LSTM: a cell handed in computes what torch's layer computes; it solves what the plain network does not."""

import time

import numpy
import pytest
import torch

from course_utils.models import LSTM, RNN
from course_utils.sequences import (
    ADDING_BASELINE,
    adding_problem,
    clipped,
    step_jacobians,
)
from course_utils.training import evaluate, fit


def _cell(x, h, c, Wx, Wh, b):
    i, f, g, o = (Wx @ x + Wh @ h + b).reshape(4, -1)
    c = c / (1 + numpy.exp(-f)) + numpy.tanh(g) / (1 + numpy.exp(-i))
    return numpy.tanh(c) / (1 + numpy.exp(-o)), c


def _clip(grads, max_norm):
    norm = numpy.sqrt(sum((g**2).sum() for g in grads))
    return [g * min(1.0, max_norm / norm) for g in grads], norm


def _model(**changes):
    torch.manual_seed(0)
    return LSTM(**({"n_inputs": 2, "n_hidden": 5, "n_outputs": 3} | changes))


def test_shapes_and_last_state():
    model, x = _model(), torch.rand(4, 7, 2)
    states = model.states(x)
    assert states.shape == (4, 7, 5) and model(x).shape == (4, 3)
    assert torch.allclose(model(x), model.readout(states[:, -1]))
    assert [w.shape for w in model.weights()] == [(20, 2), (20, 5), (20,)]


def test_a_cell_of_numpy_arrays_gives_the_same_answers():
    model, x = _model(forget_bias=1.0), torch.rand(4, 7, 2)
    assert torch.allclose(model.answer_with(_cell, x), model(x), atol=1e-6)

    def exchanged(x, h, c, Wx, Wh, b):
        order = numpy.arange(20).reshape(4, 5)[[1, 0, 2, 3]].ravel()
        return _cell(x, h, c, Wx[order], Wh[order], b[order])

    assert not torch.allclose(model.answer_with(exchanged, x), model(x), atol=1e-3)


def test_the_forget_gate_starts_at_the_bias_asked_for_and_not_at_twice_it():
    assert numpy.array_equal(_model(forget_bias=3.0).weights()[2][5:10], numpy.full(5, 3.0))
    others = numpy.delete(_model(forget_bias=3.0).weights()[2], slice(5, 10))
    assert numpy.array_equal(others, numpy.delete(_model().weights()[2], slice(5, 10)))


def test_a_step_is_one_step_of_the_whole_and_has_a_jacobian():
    model, x = _model().double(), torch.rand(1, 7, 2).double()
    states, jacobians = step_jacobians(model.step, torch.zeros(10).double(), x[0])
    assert torch.allclose(states[1:, :5], model.states(x)[0])
    assert jacobians.shape == (7, 10, 10)
    one = torch.autograd.functional.jacobian(lambda s: model.step(s, x[0, 3]), states[3])
    assert torch.allclose(jacobians[3], one)


def _error_after_training(model, length):
    """Held-out squared error after the chapter's training run."""
    data, held_out = (adding_problem(n, length, seed=s) for n, s in ((2048, 1), (1000, 2)))
    steps = clipped(torch.optim.Adam, _clip, 1.0)
    loss = type(model).loss
    fit(model, loss, data, reduction="mean", epochs=14, batch_size=32, lr=0.01, optimizer=steps)
    return evaluate(model, loss, held_out, reduction="mean")


@pytest.mark.parametrize("where", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_it_solves_the_adding_problem_that_the_plain_network_does_not(where):
    if where == "cuda" and not torch.cuda.is_available():
        pytest.skip("this machine has no CUDA device")
    start = time.process_time()
    errors = {}
    for kind in (lambda: LSTM(2, 32, forget_bias=2.0), lambda: RNN(2, 32)):
        torch.manual_seed(0)
        model = kind().to(where)
        errors[type(model)] = _error_after_training(model, 60)
    assert errors[LSTM] < 0.02 < 0.9 * ADDING_BASELINE < errors[RNN]
    assert where == "cuda" or time.process_time() - start < 60
