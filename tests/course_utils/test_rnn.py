"""The plain recurrent network, the adding problem, clipping inside the training, and Jacobians of single steps."""

import numpy
import pytest
import torch

from course_utils.models import RNN
from course_utils.sequences import (
    ADDING_BASELINE,
    adding_problem,
    clipped,
    step_jacobians,
)
from course_utils.training import fit


def _states(xs, h0, Whh, Wxh, b):
    hs, h = [], h0
    for x in xs:
        h = numpy.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return numpy.stack(hs)


def _clip(grads, max_norm):
    norm = numpy.sqrt(sum((g**2).sum() for g in grads))
    return [g * min(1.0, max_norm / norm) for g in grads], norm


def _model(**changes):
    torch.manual_seed(0)
    return RNN(**({"n_inputs": 2, "n_hidden": 5, "n_outputs": 3} | changes))


def test_shapes_and_last_state():
    model, x = _model(), torch.rand(4, 7, 2)
    states = model.states(x)
    assert states.shape == (4, 7, 5) and model(x).shape == (4, 3)
    assert torch.allclose(model(x), model.readout(states[:, -1]))
    assert model.loss((x, torch.zeros(4, 3))).shape == ()


def test_a_function_of_numpy_arrays_gives_the_same_answers():
    model, x = _model(), torch.rand(4, 7, 2)
    assert torch.allclose(model.answer_with(_states, x), model(x), atol=1e-6)
    assert not torch.allclose(model.answer_with(lambda *a: _states(*a) / 2, x), model(x), atol=1e-3)


def test_a_step_is_one_step_of_the_whole():
    model, x, state = _model().double(), torch.rand(1, 7, 2).double(), torch.zeros(5).double()
    for t in range(7):
        state = model.step(state, x[0, t])
        assert torch.allclose(state, model.states(x)[0, t])


def test_an_orthogonal_start_has_norm_one():
    weights = _model(orthogonal=True).weights()[0]
    assert numpy.allclose(weights @ weights.T, numpy.eye(5), atol=1e-6)


def test_step_jacobians_multiply_up_to_autograd_through_the_whole():
    model, x = _model().double(), torch.rand(6, 2).double()
    start = torch.rand(5).double()
    states, jacobians = step_jacobians(model.step, start, x)

    def last(h):
        for given in x:
            h = model.step(h, given)
        return h

    product = torch.linalg.multi_dot(list(jacobians.flip(0)))
    assert states.shape == (7, 5) and torch.allclose(states[-1], last(start))
    assert torch.allclose(product, torch.autograd.functional.jacobian(last, start))


def test_the_adding_problem_marks_one_number_in_each_half():
    x, y = adding_problem(500, 11, seed=3)
    numbers, marks = x[..., 0], x[..., 1]
    assert x.shape == (500, 11, 2) and y.shape == (500, 1) and x.dtype == y.dtype == torch.float32
    assert (marks[:, :5].sum(1) == 1).all() and (marks[:, 5:].sum(1) == 1).all()
    assert torch.allclose(y[:, 0], (numbers * marks).sum(1)) and 0 <= numbers.min() and numbers.max() < 1
    assert len(set(marks.argmax(1).tolist())) == 5, "the marks move"
    again, other = adding_problem(500, 11, seed=3)[0], adding_problem(500, 11, seed=4)[0]
    assert torch.equal(x, again) and not torch.equal(x, other)


def test_always_answering_one_costs_a_sixth():
    _, y = adding_problem(200_000, 2)
    assert ((y - 1) ** 2).mean().item() == pytest.approx(ADDING_BASELINE, abs=2e-3)


@pytest.mark.parametrize(("n", "length"), [(0, 10), (5, 1)])
def test_no_room_for_the_marks_is_refused(n, length):
    with pytest.raises(ValueError, match="at least 1 sequence of 2 steps"):
        adding_problem(n, length)


def test_clipping_inside_the_training_is_torchs_own():
    x, y = adding_problem(64, 10)
    ours = clipped(torch.optim.SGD, _clip, 0.05)
    mine = _model(n_outputs=1)
    fit(mine, RNN.loss, (x, y), reduction="mean", epochs=2, batch_size=32, lr=0.1, optimizer=ours)
    theirs, order = _model(n_outputs=1), torch.Generator().manual_seed(0)
    steps = torch.optim.SGD(theirs.parameters(), lr=0.1)
    for _ in range(2):
        shuffled = torch.randperm(64, generator=order)
        for batch in (shuffled[:32], shuffled[32:]):
            steps.zero_grad()
            theirs.loss((x[batch], y[batch])).backward()
            torch.nn.utils.clip_grad_norm_(theirs.parameters(), 0.05)
            steps.step()
    assert len(ours.norms) == 4 and min(ours.norms) > 0.05
    for one, two in zip(mine.parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(one, two, atol=1e-4)


@pytest.mark.parametrize(
    ("clip", "says"),
    [
        (lambda grads, limit: (grads[1:], 1.0), "returned 5 gradients for 6"),
        (lambda grads, limit: ([grad.sum() for grad in grads], 1.0), r"shape \[\], but its parameter has \[5, 2\]"),
    ],
)
def test_a_clip_that_loses_a_gradient_or_its_shape_is_refused(clip, says):
    steps = clipped(torch.optim.SGD, clip, 1.0)
    with pytest.raises(ValueError, match=says):
        fit(_model(n_outputs=1), RNN.loss, adding_problem(8, 4), reduction="mean", epochs=1, optimizer=steps)


def test_it_learns_the_adding_problem_when_it_is_short():
    torch.manual_seed(0)
    model, data = RNN(2, 32), adding_problem(2048, 10, seed=1)
    steps = clipped(torch.optim.Adam, _clip, 1.0)
    fit(model, RNN.loss, data, reduction="mean", epochs=8, batch_size=32, lr=0.01, optimizer=steps)
    x, y = adding_problem(500, 10, seed=2)
    assert model.loss((x, y)).item() < ADDING_BASELINE / 2
