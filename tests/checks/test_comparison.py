"""One comparison serves all exercises: what it takes for the same, and what it says of a difference."""

import math

import numpy as np
import pytest
import torch

from course_utils.checks import expect
from course_utils.checks.expression import Expression
from course_utils.checks.failures import Failure
from course_utils.checks.plain import plain

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    "got, want",
    [
        (0.5, 0.5),
        (np.float32(0.5), 0.5),
        (np.array(0.5), 0.5),
        (torch.tensor(0.5), 0.5),
        (torch.tensor(0.5, requires_grad=True), 0.5),
        (3, 3.0),
        (3.0, 3),
        (np.int8(3), 3.0),
        (1.0 + 1e-7, 1.0),
        (1e-10, 0.0),
        (2 + 0j, 2.0),
        ([1, 2.0], np.array([1.0, 2.0])),
        ((1, 2), [1, 2]),
        (np.array([1, 2], dtype=np.uint8), [1.0, 2.0]),
        ([torch.tensor(1.0), torch.tensor(2.0)], [1.0, 2.0]),
        (torch.tensor([[1.0, 2.0]]), [[1.0, 2.0]]),
        ([], []),
        (NAN, NAN),
        ([INF, -INF], [INF, -INF]),
    ],
)
def test_equal_answers_are_equal_whatever_holds_them(got, want):
    expect.close(got, want)


@pytest.mark.parametrize(
    "got, want, said",
    [
        (1.00001, 1.0, "expected 1, got 1.00001"),
        (NAN, 1.0, "got nan"),
        (1.0, NAN, "expected nan"),
        (INF, -INF, "expected -inf"),
        (1.0, INF, "expected inf"),
        (2 + 1j, 2.0, "2+1j"),
        ([1.0], 1.0, "expected a single number, got shape [1]"),
        (1.0, [1.0], "expected shape [1], got a single number"),
        ([1.0, 2.0], [[1.0, 2.0]], "expected shape [1, 2], got shape [2]"),
        ([], [1.0], "expected shape [1], got shape [0]"),
        (None, 1.0, "is a `return` missing"),
        ("1.0", 1.0, "expected numbers"),
        ({"a": 1}, 1.0, "expected numbers"),
        (Expression(("number", 1.0)), 1.0, "expected numbers"),
        ([[1.0, 2.0], [3.0]], [1.0, 2.0], "rectangular"),
        ([None], [1.0], "rectangular"),
        (["1"], [1.0], "rectangular"),
        (np.array([1.0, None], dtype=object), [1.0, 2.0], "rectangular"),
    ],
)
def test_other_answers_are_told_what_is_wrong(got, want, said):
    with pytest.raises(Failure) as caught:
        expect.close(got, want, what="the answer")
    assert said in str(caught.value)
    assert str(caught.value).startswith("the answer")


def test_a_difference_shows_where_and_how_large():
    with pytest.raises(Failure) as caught:
        expect.close(np.array([[1.0, 2.0], [3.5, 8.0]]), [[1.0, 2.0], [3.0, 4.0]])
    for part in ("2 of 4 entries", "[1, 0]", "expected 3, got 3.5", "absolute error 4", "relative 1"):
        assert part in str(caught.value)


def test_errors_are_told_where_they_say_something():
    with pytest.raises(Failure, match=r"expected 0, got nan$"):
        expect.close([NAN, 1.0], [0.0, 1.0])
    with pytest.raises(Failure, match=r"expected 0, got 0.5 \(largest absolute error 0.5\)$"):
        expect.close([0.5, 1.0], [0.0, 1.0])


def test_two_numbers_that_differ_in_late_digits_do_not_look_alike():
    with pytest.raises(Failure, match="expected 1, got 1.00000001"):
        expect.close(1.00000001, 1.0, rtol=1e-12, atol=0)


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, lambda: 0, np.array(["a"]), np.array([None]), torch.nn.Linear(1, 1)]
)
def test_an_answer_of_no_known_type_never_reaches_a_case(value):
    with pytest.raises(Failure):
        plain(value)


def test_what_a_case_gets_is_data_of_its_own():
    class Loud(torch.Tensor):
        pass

    kept = torch.ones(2, requires_grad=True)
    got = plain([kept, torch.ones(2).as_subclass(Loud), np.float64(2), np.ma.masked_array([1.0, 2.0])])
    assert type(got[1]) is torch.Tensor and not got[0].requires_grad
    got[0][0] = 7
    assert kept[0] == 1 and type(got[3]) is np.ndarray


@pytest.mark.parametrize(
    "call",
    [
        lambda: expect.greater([1.0, NAN], 0),
        lambda: expect.greater([], 0),
        lambda: expect.greater(1.0, 1.0),
        lambda: expect.finite([1.0, INF]),
        lambda: expect.finite(NAN),
        lambda: expect.differs([1.0, NAN], [1.0, NAN], "the same"),
        lambda: expect.keys([1], {"a"}),
        lambda: expect.keys({"a": 1, "b": 2}, {"a"}),
        lambda: expect.keys({1: 1, "a": 2}, {"a"}),
        lambda: expect.parts(np.ones(3), 2, "a and b"),
        lambda: expect.parts(np.ones(()), 2, "a and b"),
        lambda: expect.parts((1, 2, 3), 2, "a and b"),
        lambda: expect.dtype(np.float32(1), torch.float32),
        lambda: expect.dtype(torch.ones(1), torch.float64),
        lambda: expect.gradient(None, [1.0], of="mu"),
        lambda: expect.expression(True),
        lambda: expect.expression("x"),
        lambda: expect.statistic([0.0, 1.0], [0.0, 0.0], 0.1, what="the mean"),
        lambda: expect.statistic(NAN, 0.0, 0.1, what="the mean"),
    ],
)
def test_every_other_expectation_fails_where_it_should(call):
    with pytest.raises(Failure):
        call()


def test_a_statistic_states_its_level_and_slack_does_not_change_it():
    token = expect.false_fail.set(0.0)
    try:
        expect.statistic(np.zeros(3), np.zeros(3), 1.0, what="the mean")
        assert expect.false_fail.get() == pytest.approx(3 * 2.56e-12, rel=0.01)
        expect.statistic(7.5, 0.0, 1.0, what="the mean", slack=1)
        assert expect.false_fail.get() == pytest.approx(4 * 2.56e-12, rel=0.01)
        with pytest.raises(Failure, match="expected 0 within 7, measured 7.5"):
            expect.statistic(7.5, 0.0, 1.0, what="the mean")
    finally:
        expect.false_fail.reset(token)


@pytest.mark.parametrize("got", [(1.0, 2.0), [1.0, 2.0], np.array([1.0, 2.0]), torch.tensor([1.0, 2.0])])
def test_parts_may_come_in_any_sequence(got):
    first, second = expect.parts(got, 2, "a and b")
    assert (float(first), float(second)) == (1.0, 2.0)
