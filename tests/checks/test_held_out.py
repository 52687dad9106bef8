"""Right and wrong answers that the exercises were not written from: right ones earn all points, wrong ones do not.

Each file of held_out/TOPIC/ holds one exercise; its sections are whole files as a student might hand them in.
"""

import json
import re
from pathlib import Path

import pytest

from grader.exercises import secrets
from grader.judging.judge import judge

FOLDER = Path(__file__).parent / "held_out"


def sections(exercise_id: str) -> list[tuple[str, str, str]]:
    """(right or wrong, name, source) of each section."""
    text = FOLDER.joinpath(*exercise_id.split(".")).with_suffix(".py").read_text()
    parts = re.split(r"^# %% (right|wrong): (.*)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))


def verdicts(exercise_id: str, folder: Path, fork, seed: int) -> list[dict]:
    """What `grader check` prints of each section; one fork server serves all exercises."""
    found = []
    for number, (_, _, source) in enumerate(sections(exercise_id)):
        path = folder / f"{number}.py"
        path.write_text(source)
        found.append(json.loads(judge(secrets()[exercise_id], path, fork, seed=seed).as_json()))
    return found


class HeldOut:
    """One class an exercise, so that pytest-xdist may run them side by side."""

    exercise_id = ""
    pytestmark = pytest.mark.sandbox

    def test_there_are_enough(self):
        kinds = [kind for kind, _, _ in sections(self.exercise_id)]
        assert kinds.count("right") >= 8 and kinds.count("wrong") >= 12

    def test_right_answers_earn_all_points_and_wrong_ones_do_not(self, tmp_path, fork):
        judged = zip(sections(self.exercise_id), verdicts(self.exercise_id, tmp_path, fork, seed=17), strict=True)
        misjudged = [
            (kind, name, verdict["points"], [case["message"] for case in verdict["cases"] if case["message"]])
            for (kind, name, _), verdict in judged
            if (verdict["points"] == verdict["max_points"]) != (kind == "right")
        ]
        assert misjudged == []


def test_every_exercise_has_held_out_answers():
    assert {f"{path.parent.name}.{path.stem}" for path in FOLDER.glob("*/*.py")} == set(secrets())


for _id in secrets():
    _name = "Test_" + _id.replace(".", "_")
    globals()[_name] = type(_name, (HeldOut,), {"exercise_id": _id})


@pytest.mark.parametrize("exercise_id", secrets())
def test_held_out_answers_are_not_those_of_the_exercise(exercise_id):
    own = {
        implementation.source
        for implementation in (secrets()[exercise_id].reference, *secrets()[exercise_id].alternatives)
    }
    assert not own & {source for kind, _, source in sections(exercise_id) if kind == "right"}
