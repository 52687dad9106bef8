"""What becomes of the cases: three outcomes, partial credit, time limits, captured output, random states."""

import random
import sys
import time
import warnings

import numpy as np
import pytest
import torch
from toy import outcome_of, report_on

from course_utils.checks import expect
from course_utils.checks.draw import Draw
from course_utils.checks.exercises import Exercise, Topic
from course_utils.checks.failures import Failure, StudentError
from course_utils.checks.limits import MAX_OUTPUT
from course_utils.checks.runner import MAX_MESSAGE
from course_utils.checks.student import Student


def stub(x):
    """Double."""
    raise NotImplementedError


def outcomes(report):
    return [outcome.outcome for outcome in report.outcomes]


def test_three_outcomes_and_partial_credit():
    right = report_on(lambda x: 2 * x)
    assert right.passed and right.attempted and right.points == right.max_points == 4

    partly = report_on(lambda x: 6.0 if isinstance(x, float) and x == 3.0 else x)
    assert outcomes(partly) == ["passed", "failed", "failed"]
    assert partly.points == pytest.approx(4 * 2 / 4)
    assert [partly.points_of(o) for o in partly.outcomes] == [(2.0, 2.0), (0.0, 1.0), (0.0, 1.0)]

    untouched = report_on(stub)
    assert outcomes(untouched) == ["not attempted"] * 3
    assert untouched.points == 0 and not untouched.attempted and not untouched.passed


@pytest.mark.parametrize(
    "change",
    [lambda layers: layers.reverse(), lambda layers: layers.__setitem__(0, (9, 1)), lambda layers: layers.clear()],
)
def test_a_list_of_numbers_that_is_edited_in_place_is_noticed(change):
    student = Student(change)
    student([(3, 2), (1, 1)])
    assert student.changed
    reading = Student(lambda layers: layers[0])
    reading([(3, 2), (float("nan"), 1)])
    assert not reading.changed


def test_only_the_stub_itself_counts_as_not_attempted():
    def helper(x):
        raise NotImplementedError("helper")

    def inside_another(x):
        return helper(x)

    def inside_torch(x):
        return torch.empty(2, device="meta").tolist()

    for function in (inside_another, inside_torch):
        report = report_on(function)
        assert outcomes(report) == ["failed"] * 3
        assert "raised NotImplementedError" in report.outcomes[0].message


def test_a_half_written_function_is_attempted():
    def only_numbers(x):
        if isinstance(x, float):
            return 2 * x
        raise NotImplementedError

    report = report_on(only_numbers)
    assert outcomes(report) == ["passed", "not attempted", "passed"] and report.points == 3


def test_a_class_is_called_like_a_function_and_its_stub_known():
    class Doubler:
        def __init__(self, x):
            raise NotImplementedError

    assert outcomes(report_on(Doubler)) == ["not attempted"] * 3


def test_an_exception_shows_the_call_the_error_and_the_line():
    def wrong(x):
        y = x
        return y + undefined_name  # noqa: F821

    message = report_on(wrong).outcomes[1].message
    assert "`double(x=ndarray float64[2])` raised NameError" in message
    assert "undefined_name" in message and "(line " in message and "`return y + undefined_name" in message


@pytest.mark.parametrize(
    "error", [SystemExit(3), RecursionError("deep"), MemoryError(), StopIteration(), KeyError("k" * 10**6)]
)
def test_whatever_is_raised_becomes_a_message_of_reasonable_length(error):
    def wrong(x):
        raise error

    report = report_on(wrong)
    assert outcomes(report) == ["failed"] * 3
    assert type(error).__name__ in report.outcomes[0].message and len(report.outcomes[0].message) < 600


def test_an_error_whose_text_cannot_be_read_is_still_told():
    class Evil(Exception):
        def __str__(self):
            raise RuntimeError

    def wrong(x):
        raise Evil

    assert "raised Evil" in report_on(wrong).outcomes[0].message


def test_the_readers_own_interrupt_is_not_swallowed():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report_on(interrupted)


def test_an_answer_that_the_case_did_not_foresee_fails():
    def run(student, draw):
        expect.greater(student()["a"] > 0, 0)

    assert outcome_of(run, lambda: 3).outcome == "failed"


def test_a_long_message_is_cut():
    def run(student, draw):
        raise Failure("x" * 10**6)

    assert len(outcome_of(run, stub).message) <= MAX_MESSAGE + 3


def test_a_change_in_place_is_caught_and_the_cases_inputs_stay():
    def wrong(x):
        x *= 2
        return x

    report = report_on(wrong)
    assert outcomes(report) == ["passed", "failed", "passed"]
    assert "its argument `x` in place" in report.outcomes[1].message


@pytest.mark.parametrize(
    "value",
    [
        torch.ones(2),
        np.ones(2),
        [np.ones(2)],
        {"a": np.ones(2)},
        (torch.ones(2), 1),
        np.array([1.0, np.nan]),
        np.arange(3),
    ],
)
def test_every_kind_of_argument_is_handed_out_as_a_copy(value):
    def change(argument):
        for part in (
            argument.values()
            if isinstance(argument, dict)
            else argument
            if isinstance(argument, list | tuple)
            else [argument]
        ):
            if isinstance(part, np.ndarray | torch.Tensor):
                part[0] = 9

    untouched, changing = Student(lambda a: None), Student(change)
    untouched(value)
    changing(value)
    assert untouched.changed == () and len(changing.changed) == 1
    assert 9 not in np.asarray(
        next(iter(value.values()))
        if isinstance(value, dict)
        else value[0]
        if isinstance(value, list | tuple)
        else value
    )


def swallow_everything(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            return 0.0


def sleep(x):
    time.sleep(60)


def endless(x):
    while True:
        pass


def swallow_errors(x):
    while True:
        try:
            time.sleep(60)
        except Exception:
            pass


@pytest.mark.parametrize("function", [endless, sleep, swallow_errors])
def test_a_case_out_of_time_is_stopped_and_two_are_enough(function):
    start = time.monotonic()
    report = report_on(function, seconds=0.4)
    assert time.monotonic() - start < 5
    assert outcomes(report) == ["failed"] * 3
    assert "took longer than 0.4 s" in report.outcomes[0].message and "not run" in report.outcomes[2].message


def test_swallowing_the_interruption_once_earns_nothing():
    report = report_on(swallow_everything, seconds=0.4)
    assert report.points == 0


def test_no_alarm_is_left_behind():
    report_on(endless, seconds=0.2)
    time.sleep(0.8)


def test_output_and_warnings_are_kept_off_the_streams_and_capped(capfd):
    def loud(x):
        print("to stdout", x)
        print("to stderr", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        sys.stdout.write("z" * 3 * MAX_OUTPUT)
        return 2 * x

    report = report_on(loud)
    assert capfd.readouterr() == ("", "")
    assert report.passed
    for part in ("to stdout 3.0", "to stderr", "UserWarning: careful", "[cut here]"):
        assert part in report.printed
    assert len(report.printed) < MAX_OUTPUT + 20


def test_a_flood_of_output_is_a_case_out_of_time():
    def flood(x):
        while True:
            print("x" * 1000)

    report = report_on(flood, seconds=0.3)
    assert report.points == 0 and len(report.printed) < MAX_OUTPUT + 20


def test_random_states_are_left_as_they_were_found():
    def meddle(x):
        random.seed(1)
        np.random.seed(1)
        torch.manual_seed(1)
        return 2 * x + 0 * (random.random() + np.random.rand() + torch.rand(()).item())

    def draws():
        return random.random(), np.random.rand(), torch.rand(()).item()

    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(5)
    wanted = draws()
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(5)
    report_on(meddle)
    assert draws() == wanted


def test_seeded_repeats_and_can_be_limited_to_torch():
    def noise():
        return [random.random(), np.random.rand(), torch.rand(()).item()]

    student = Student(noise)
    assert student.seeded(3)() == student.seeded(3)() != student.seeded(4)()
    one, two = student.seeded(3, only_torch=True)(), student.seeded(3, only_torch=True)()
    assert one[2] == two[2] and one[0] != two[0] and one[1] != two[1]


def test_gradients_are_those_of_the_leaves_even_under_no_grad():
    with torch.no_grad():
        value, grads = Student(lambda a, b, c: a * b * c).vjp(
            (torch.tensor([2.0]), 5.0, torch.tensor([3.0])), torch.tensor([10.0])
        )
    assert value == 30 and grads[0] == 150 and grads[1] is None and grads[2] == 100
    assert Student(lambda a: a.detach()).vjp((torch.ones(2),)).grads == (None,)
    with pytest.raises(Failure, match="gradients need a torch tensor"):
        Student(lambda a: 1.0).vjp((torch.ones(2),))
    with pytest.raises(Failure, match=r"returned shape \[1\], expected \[2\]"):
        Student(lambda a: a[:1]).vjp((torch.ones(2),), torch.ones(2))


def test_a_hidden_case_shows_neither_its_inputs_nor_what_was_printed():
    def leaky(x):
        print("seen", x)
        raise ValueError(f"input was {x}")

    with pytest.raises(StudentError) as caught:
        Student(leaky, name="leaky")(0.123)
    assert "0.123" in str(caught.value) and "0.123" not in caught.value.bare
    assert "`leaky` raised ValueError" in caught.value.bare


def test_draws_depend_on_seed_exercise_and_case_alone():
    def numbers(*key):
        return Draw(*key).normal(3).tolist()

    torch.manual_seed(0)
    first = numbers(0, "toy.double", "a")
    np.random.seed(7)
    Draw(0, "toy.double", "a").normal(100)
    assert numbers(0, "toy.double", "a") == first
    assert (
        len(
            {
                tuple(numbers(*key))
                for key in ((0, "toy.double", "a"), (1, "toy.double", "a"), (0, "toy.double", "b"), (0, "toy.a", "a"))
            }
        )
        == 4
    )


def test_draws_have_their_stated_ranges_and_say_whether_they_were_used():
    draw = Draw(0, "toy.double", "a")
    assert not draw.used
    values = draw.positive(1000)
    assert draw.used and 0.3 < values.min() < 0.4 and 2.5 < values.max() < 3
    assert isinstance(draw.uniform(1, 2), float) and draw.normal(2, 3).shape == (2, 3)
    assert {draw.choice("ab") for _ in range(50)} == {"a", "b"}


def test_names_of_cases_are_unique():
    exercise = Exercise("toy", "twice", 1)
    exercise.case("one")(stub)
    with pytest.raises(ValueError, match="already a case named 'one'"):
        exercise.case("one")
    assert Topic("07_some_topic", []).name == "some_topic"
