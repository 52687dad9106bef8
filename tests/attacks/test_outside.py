"""What others do to a child (the system, which wants its memory; a machine that is busy) leaves no mark on its grade."""

from functools import partial

import pytest

from grader.submission.grade import grade_submission, grade_surely

from .harness import RIGHT, Attack, grade

pytestmark = pytest.mark.sandbox


class Killed:
    """Makes children, the first of which somebody kills when it has begun."""

    def __init__(self, fork):
        self._fork, self.policy, self.left = fork, fork.policy, 1

    def __call__(self):
        child = self._fork()
        if self.left:
            self.left -= 1
            child.kill()
        return child


def test_a_child_that_is_killed_from_outside_is_graded_as_if_nothing_had_been(fork):
    honest = Attack("honest", RIGHT, "")
    undisturbed = grade(honest, fork).graded
    assert grade(honest, Killed(fork)).graded.doubtful
    again = grade(honest, Killed(fork), grade_surely).graded
    assert not undisturbed.doubtful and not again.doubtful
    assert again.notebooks == undisturbed.notebooks


def test_a_submission_that_takes_long_is_set_aside_whatever_it_is_doing(fork):
    for waiting in (
        "\nimport time\ntime.sleep(60)",
        RIGHT.replace("    ", "    __import__('time').sleep(60)\n    ", 1),
    ):
        result = grade(Attack("long", RIGHT + waiting, ""), fork, partial(grade_submission, patience=0.3)).graded
        assert result.set_aside and not result.notebooks and not result.failure
