"""The published chapters are graded like any submission: each earns all its points, hidden cases included."""

import json
from pathlib import Path

import pytest

from grader.authoring.chapters import find_chapters
from grader.submission.grade import grade_submission
from grader.submission.records import Job

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).parents[2]
SEED = 20_261_130


@pytest.mark.parametrize("chapter", find_chapters(ROOT), ids=lambda chapter: chapter.name)
def test_a_solved_chapter_earns_all_its_points(chapter, fork):
    stubs = {chapter.topic: dict.fromkeys(grade_ids(chapter.released / chapter.notebook.name), "")}
    folder, topic = str(chapter.folder), chapter.topic
    job = Job("author", chapter.name, folder, folder, [topic], stubs, {topic: {}}, SEED)
    graded = grade_submission(job, fork)
    assert graded.failure == ""
    verdicts = json.loads(graded.notebooks[0].text)["metadata"]["grading"]["verdicts"]
    lost = [
        (v["exercise"], case["name"], case["message"])
        for v in verdicts
        for case in v["cases"]
        if case["outcome"] != "passed"
    ]
    assert lost == []
    assert {v["grade_id"] for v in verdicts} == {
        name for name in grade_ids(chapter.notebook) if name.endswith("-check")
    }
    assert all(v["points"] == v["max_points"] for v in verdicts)


def grade_ids(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text())["cells"]
    return [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]]
