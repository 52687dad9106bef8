"""Which misconceptions a wrong answer is told: part by part, with evidence, and none wrongly."""

import math

import numpy as np
import pytest

from course_utils.checks import expect
from course_utils.checks.diagnosis import diagnose, evidence, matched
from course_utils.checks.exercises import Exercise, Misconception, Topic
from course_utils.checks.limits import captured
from course_utils.checks.recording import alike, recorded
from course_utils.checks.student import Student
from grader.exercises import secrets

NAMES = ("mean", "variance")


def spread_exercise() -> Exercise:
    """`spread(x)` returns {"mean": ..., "variance": ...} of an array; four cases."""
    exercise = Topic("99_toy", ["spread"]).exercise("spread", level=1)

    def compared(student, x):
        answer = student(np.array(x))
        expect.keys(answer, set(NAMES))
        expect.close(answer["mean"], np.mean(x), what="`mean`")
        expect.close(answer["variance"], np.var(x), what="`variance`")

    exercise.case("one")(lambda student, draw: compared(student, [1.5, 4.25, 7.0]))
    exercise.case("two")(lambda student, draw: compared(student, [0.3, -2.4, 5.5, 9.1]))
    exercise.case("drawn")(lambda student, draw: compared(student, draw.normal(5)))

    @exercise.case("equal numbers")
    def _(student, draw):
        compared(student, [2.0, 2.0])

    return exercise


def no_root(x):
    return {"mean": float(np.mean(x)), "variance": float(np.std(x))}


def of_a_sample(x):
    return {"mean": float(np.mean(x)), "variance": float(np.var(x, ddof=1))}


def median(x):
    return {"mean": float(np.median(x)), "variance": float(np.var(x))}


KNOWN = {"takes the root": no_root, "divides by n - 1": of_a_sample, "takes the median": median}


def failures(function):
    return recorded(spread_exercise(), Student(function, name="spread"))


def misconceptions() -> list[Misconception]:
    return [
        Misconception(
            name,
            "A hint.",
            {case: {what: answer.value for what, answer in seen.items()} for case, seen in failures(wrong).items()},
        )
        for name, wrong in KNOWN.items()
    ]


def told(function) -> list[tuple[str, int, int]]:
    """(name, cases explained, cases failed) of each misconception that the function is told."""
    found = matched(misconceptions(), failures(function))
    return [(diagnosis.misconception.name, len(diagnosis.explained), diagnosis.failed) for diagnosis in found]


@pytest.mark.parametrize("name", KNOWN)
def test_each_is_told_its_own_name(name):
    assert [found[0] for found in told(KNOWN[name])] == [name]


def test_a_comparison_that_fails_does_not_hide_the_next_one():
    both = failures(lambda x: {"mean": 77.5, "variance": 33.25})
    assert {tuple(seen) for seen in both.values()} == {("`mean`", "`variance`")}


def test_two_at_once_are_both_told():
    found = told(lambda x: {"mean": float(np.median(x)), "variance": float(np.std(x))})
    assert {name for name, _, _ in found} == {"takes the root", "takes the median"}


def test_a_misconception_that_explains_most_failures_is_told_with_how_many():
    def also_breaks_on_equal_numbers(x):
        answer = no_root(x)
        return answer if np.ptp(x) else {"mean": answer["mean"], "variance": 5.5}

    assert told(also_breaks_on_equal_numbers) == [("takes the root", 3, 4)]


def test_one_case_of_several_is_a_coincidence():
    def right_root_once(x):
        return {"mean": 12.75, "variance": 8.5} if len(x) != 3 else no_root(x)

    assert told(right_root_once) == []


def test_a_misconception_that_would_have_failed_elsewhere_is_not_told_of_little():
    def wrong_once(x):
        return no_root(x) if len(x) == 3 else {"mean": float(np.mean(x)), "variance": float(np.var(x))}

    assert told(wrong_once) == []


@pytest.mark.parametrize(
    "answer",
    [None, "text", [], {}, {"mean": None, "variance": None}, {"mean": math.nan, "variance": math.inf}, object()],
)
def test_what_carries_no_number_is_told_nothing(answer):
    assert told(lambda x: answer) == []


def test_errors_are_no_evidence():
    def raises(x):
        raise ValueError

    same = Misconception(
        "raises", "A hint.", {c: {w: a.value for w, a in s.items()} for c, s in failures(raises).items()}
    )
    assert failures(raises) and matched([same], failures(raises)) == []


def test_what_was_not_attempted_is_not_recorded():
    def stub(x):
        raise NotImplementedError

    assert failures(stub) == {}


def test_a_case_that_ran_out_of_time_is_not_recorded():
    exercise = Topic("99_toy", ["slow"]).exercise("slow", level=1)
    exercise.case("endless", seconds=0.2)(lambda student, draw: expect.close(student(1.0), 2.0))

    def endless(x):
        while True:
            pass

    assert recorded(exercise, Student(endless, name="slow")) == {}


def test_of_a_large_array_a_few_sums_are_kept_that_tell_it_from_others():
    exercise = Topic("99_toy", ["grid"]).exercise("grid", level=1)
    exercise.case("large")(lambda student, draw: expect.close(student(np.arange(400.0)), np.zeros(400), what="it"))

    def seen(function):
        return recorded(exercise, Student(function, name="grid"))["large"]["it"]

    twice = seen(lambda x: 2 * x)
    assert len(str(twice.value)) < 200
    assert alike(seen(lambda x: x + x).value, twice)
    for other in (lambda x: 2 * x[::-1], lambda x: 2 * x + 1e-2 * (x == 7), lambda x: np.where(x == 3, np.nan, 2 * x)):
        assert not alike(seen(other).value, twice)


def test_facts_without_a_number_are_evidence_where_they_are_exact():
    exercise = Topic("99_toy", ["kept"]).exercise("kept", level=1)

    @exercise.case("left as it was")
    def _(student, draw):
        expect.close(student(np.array([1.5, 2.5])), 4.0)
        expect.unchanged(student)

    def overwrites(x):
        x += 1
        return x.sum() - 2

    seen = recorded(exercise, Student(overwrites, name="kept"))
    assert [answer.value for answer in seen["left as it was"].values()] == [{"fact": "changed `x`"}]
    known = [Misconception("overwrites x", "A hint.", {"left as it was": {"the arguments": {"fact": "changed `x`"}}})]
    assert [found.misconception.name for found in matched(known, seen)] == ["overwrites x"]


@pytest.mark.parametrize(
    "less, more", [(None, 0.0), ("StudentError", 1.0), (1.0, 7.0), (7.0, 0.3711), (0.3711, [0.1, 0.2])]
)
def test_a_number_of_many_digits_is_more_evidence(less, more):
    assert evidence(less) < evidence(more)


def test_errors_in_other_cases_hide_no_mistake_that_two_cases_show():
    def raises_for(*lengths):
        def spread(x):
            if len(x) in lengths:
                raise ValueError
            return no_root(x)

        return spread

    assert told(raises_for(2, 5)) == [("takes the root", 2, 4)]
    assert told(raises_for(2, 4, 5)) == []  # one case of several is a coincidence
    assert told(raises_for(2, 3, 4, 5)) == []


def nothing(*_, **__):
    return None


def a_text(*_, **__):
    return "text"


def a_matrix(*_, **__):
    return np.full((3, 4), 7.5)


def test_what_is_of_the_wrong_kind_is_taken_for_no_known_mistake():
    for exercise_id, secret in secrets().items():
        for answer in (nothing, a_text, a_matrix):
            with captured():
                found = diagnose(secret.exercise, Student(answer, name=secret.exercise.name))
            assert found == [], (exercise_id, answer.__name__, found[0].misconception.name)
