"""Right and wrong answers that the exercises were not written from: right ones earn all points, wrong ones do not.

Each wrong one is told what its file says that it should be told, and most are told something.
"""

import json

import pytest

from grader.authoring.held_out import FOLDER, path_of, sections
from grader.authoring.quality import normalised
from grader.exercises import secret_of, secrets
from grader.judging.judge import judge

NAMED = 0.8  # of all wrong answers; 0.84 when this was written, the outlandish ones included


class HeldOut:
    """One class an exercise, so that pytest-xdist may run them side by side."""

    exercise_id = ""
    pytestmark = pytest.mark.sandbox

    def test_each_gets_its_points_and_is_told_what_its_file_says(self, tmp_path, fork):
        secret, misjudged = secret_of(self.exercise_id), []
        for number, section in enumerate(sections(self.exercise_id)):
            path = tmp_path / f"{number}.py"
            path.write_text(section.source)
            verdict = json.loads(judge(secret, path, fork, seed=17).as_json())
            right = verdict["points"] == verdict["max_points"]
            told = tuple(found["name"] for found in verdict["misconceptions"])
            if right != section.right or told != section.told:
                misjudged.append((section.name, verdict["points"], told))
        assert misjudged == []


def test_every_exercise_has_held_out_answers():
    assert set(FOLDER.glob("*/*.py")) == {path_of(exercise) for exercise in secrets()}


for _id in secrets():
    _name = "Test_" + _id.replace(".", "_")
    globals()[_name] = type(_name, (HeldOut,), {"exercise_id": _id})


@pytest.mark.parametrize("exercise_id", secrets())
def test_held_out_answers_are_not_those_of_the_exercise(exercise_id):
    secret = secret_of(exercise_id)
    own = {normalised(answer.definition) for answer in (secret.reference, *secret.alternatives)}
    assert not own & {normalised(section.source) for section in sections(exercise_id) if section.right}


def test_most_wrong_answers_are_told_a_misconception():
    told = [bool(section.told) for exercise in secrets() for section in sections(exercise) if not section.right]
    assert sum(told) / len(told) >= NAMED
