"""The policy through nbgrader's plugin hook and through our own writer: the same penalties, later chapters included."""

import shutil
import sqlite3
from datetime import timedelta

import pytest
from nbgrader.api import Gradebook

from tests import small_course as course

pytestmark = pytest.mark.sandbox
POLICY = """
c.AssignLatePenalties.plugin_class = "grader.late.plugin.LatePolicyPlugin"
c.LatePolicyPlugin.grace_minutes = 30
c.LatePolicyPlugin.penalty_per_day = 0.25
c.LatePolicyPlugin.slip_days = 1
"""
#: a later chapter that was graded before: 8 points, two days late, so that one day was slipped and one paid for
LATER = """
INSERT INTO assignment VALUES ('a2', '12_later', '2026-03-01 12:00:00.000000', (SELECT course_id FROM assignment LIMIT 1));
INSERT INTO notebook VALUES ('n2', 'later', 'a2', NULL);
INSERT INTO student (id) VALUES ('ada'), ('ben');
INSERT INTO submitted_assignment VALUES ('s2', 'a2', 'ada', '2026-03-03 11:00:00.000000', NULL);
INSERT INTO submitted_notebook VALUES ('x2', 's2', 'n2', 0, 2.0);
INSERT INTO base_cell VALUES ('b2', 'cell', 'n2', 'GradeCell');
INSERT INTO grade_cells VALUES ('b2', 8, 'code');
INSERT INTO grade VALUES ('g2', 'x2', 'b2', 8, NULL, NULL, 0);
UPDATE assignment SET duedate = '2026-02-01 12:00:00.000000' WHERE name = '11_vae';
"""


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    root = course.make(tmp_path_factory.mktemp("late"))
    both = {name: course.reference(name) for name in course.EXERCISES}
    course.hand_in(root, "ada", course.answered(**both), time="2026-02-03 11:00:00 UTC")  # two days
    course.hand_in(root, "ben", course.answered(**both), time="2026-02-01 12:20:00 UTC")  # within the grace
    course.hand_in(root, "cleo", course.answered(**both), time="2026-02-02 11:00:00 UTC")  # within the extension
    course.seeded(root, 5)
    config = (root / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(
        config.replace(
            "except Exception", "".join(f"    {line}\n" for line in POLICY.strip().splitlines()) + "except Exception", 1
        )
    )
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        gradebook.executescript(LATER)
    with Gradebook(f"sqlite:///{root / 'classroom/gradebook.db'}") as gradebook:
        gradebook.add_student("cleo")
        gradebook.add_submission(course.CHAPTER, "cleo", extension=timedelta(days=1))
    return root


@pytest.mark.parametrize("module", ["grader", "nbgrader"])
def test_penalties_grace_extension_and_slip_days(module, late, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(late, root)
    course.run(root, "autograde", course.CHAPTER, module=module)
    penalties = {(notebook, student): penalty for notebook, student, _, penalty in course.tables(root)["notebook"]}
    # ada: two days late, one slipped, 0.25 of 8 points; nothing is left to slip in the later chapter, so two days of it count
    assert penalties == {("vae", "ada"): 2.0, ("vae", "ben"): 0.0, ("vae", "cleo"): None, ("later", "ada"): 4.0}
