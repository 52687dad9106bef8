"""The class report: the right counts, and no text of a student's that a browser would run."""

import json
import re
import subprocess
import sys
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from grader.gradebook import attention
from grader.gradebook.layout import open_gradebook

MIME = "application/vnd.perceptron-to-policy.prediction+json"
EVIL = "<img src=x onerror=alert(1)>\x1b[31m"


def verdict(points, misconception=None, outcomes=("passed", "failed")):
    cases = [
        {"name": f"case {i}", "outcome": o, "points": 1.0, "max_points": 1.0, "message": EVIL, "hidden": bool(i)}
        for i, o in enumerate(outcomes)
    ]
    return {
        "exercise": "vae.f",
        "grade_id": "vae-f-check",
        "points": points,
        "max_points": 4,
        "cases": cases,
        "misconception": misconception,
        "hint": "`mu` & <b>sigma</b>" if misconception else "",
    }


def with_outputs(*records):
    """A notebook that holds these records of predictions, each in an output of its own."""
    return json.dumps({"cells": [{"outputs": [{"data": {MIME: record}}]} for record in records]})


ASKED = (
    {"question": "Up or <b>down</b>?", "choices": ["up", "down"], "unit": ""},
    {"question": "How many?", "choices": [], "unit": "mistakes"},
    {"question": "Up or <b>down</b>?", "result": "down", "within": 0},
    {"question": "How many?", "result": 7.5, "within": 0.75},
)
#: What the students handed in, by number: (answer to the first question, answer to the second).
GUESSED = {1: ("down", 8), 2: ("up", 3), 3: (EVIL, 1e300)}


def hand_in(root):
    """The solved chapter, which knows the results, and what the students handed in, which records their guesses."""
    (root / "source/ps1").mkdir(parents=True)
    (root / "source/ps1/p.ipynb").write_text(with_outputs(*ASKED))
    for number, guesses in GUESSED.items():
        folder = root / "submitted" / f"s{number}" / "ps1"
        folder.mkdir(parents=True)
        records = [{"question": q["question"], "guess": guess} for q, guess in zip(ASKED, guesses, strict=False)]
        forged = {"question": "Invented?", "guess": "up"}, {"question": 3}, "nonsense", None, [[]] * 3
        (folder / "p.ipynb").write_text(with_outputs({"question": "How many?", "guess": 0}, *records, *forged))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("ps1", duedate="2026-02-01 12:00:00 UTC")
        gradebook.add_notebook("p", "ps1")
        gradebook.add_grade_cell("vae-f-check", "p", "ps1", max_score=4, cell_type="code")
        for number in range(5):
            student = f"s{number}" if number else "s0<script>alert(2)</script>"
            gradebook.add_student(student)
            if number == 4:
                continue
            gradebook.add_submission(
                "ps1", student, timestamp="2026-02-01 13:00:00 UTC" if number == 2 else "2026-02-01 11:00:00 UTC"
            )
            grade = gradebook.find_grade("vae-f-check", "p", "ps1", student)
            grade.auto_score, grade.needs_manual_grade = float(number), number == 3
            misconception = "takes the variance" if number < 2 else None
            notes = [f"the file `{EVIL}` was left out"] if number == 1 else []
            human = ["the function has to be called `f`"] if number == 2 else []
            grading = {
                "notes": notes + human,
                "needs_human": human,
                "verdicts": [verdict(float(number), misconception)],
                "plain": ["t-plain"] if number == 1 else [],
            }
            folder = root / "autograded" / f"s{number}x" / "ps1"
            folder = root / "autograded" / student.replace("/", "") / "ps1" if number else folder
            folder.mkdir(parents=True)
            (folder / "p.ipynb").write_text(json.dumps({"cells": [], "metadata": {"grading": grading}}))
        gradebook.add_student("lost")  # what they have handed in is no notebook: all their rows are 0
        gradebook.add_submission("ps1", "lost", timestamp="2026-02-01 11:00:00 UTC")
        gradebook.find_grade("vae-f-check", "p", "ps1", "lost").auto_score = 0.0
        grading = {"notes": [], "graded": False, "verdicts": [verdict(0.0, outcomes=("not attempted",) * 2)]}
        (root / "autograded/lost/ps1").mkdir(parents=True)
        (root / "autograded/lost/ps1/p.ipynb").write_text(json.dumps({"cells": [], "metadata": {"grading": grading}}))
        gradebook.db.commit()
    hand_in(root)
    for student in ("late-comer", "lost"):
        (root / "submitted" / student / "ps1").mkdir(parents=True)
    with closing(open_gradebook(root / "gradebook.db")) as gradebook:
        attention.of_one(gradebook, "ps1", "lost", attention.NOT_GRADED, ["the submitted file is no notebook"])
        attention.of_one(gradebook, "ps1", "s2", attention.GRADING, ["the function has to be called `f`"])
    done = subprocess.run(
        [sys.executable, "-m", "grader", "report", "ps1"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return (root / "report-ps1.html").read_text()


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_numbers(page):
    shown = text(page)
    assert "graded 4 not graded 2 not handed in 1 late 1 mean 1.5 of 4 median 1.5" in shown
    assert "1 vae.f takes the variance" in shown
    assert "case 0 public 3 0 0 100" in shown and "case 1 hidden 0 3 0 0" in shown
    assert (
        "waits for a person to grade a written answer 1 s3" in shown
        and "has handed in and is not graded yet 1 late-comer" in shown
    )
    human, _, mended = shown.partition("What was mended or left out")
    assert human.count("the function has to be called f 1 s2") == 1  # of the notebook and of the gradebook, once
    assert "the submitted file is no notebook 1 lost" in human and "1 lost" not in mended
    assert "was left out 1 s1" in mended and "was left out" not in human and "called f" not in mended
    assert "Isolated, not tamper-proof" in shown and "t-plain" in shown
    assert 'aria-label="Histogram of the scores of 4 students, in points: 1 with 0 to 0.4' in page


def test_predictions_are_counted_and_nothing_else_is(page):
    shown = text(page)
    assert "Up or &lt;b&gt;down&lt;/b&gt;? down 2 1 0 up (1)" in shown
    assert "How many? 7.5 mistakes 2 1 0 3 mistakes (1)" in shown  # the last record of a question counts
    assert "Invented" not in shown


def test_every_plot_has_a_text_in_its_place(page):
    plots = re.findall(r"<svg[^>]*>", page)
    assert len(plots) == 1 + 2
    for plot in plots:
        told = re.search(r'role="img" aria-label="([^"]+)"', plot)
        # A bar beside its percentage is decoration.
        assert told or ('aria-hidden="true"' in plot and re.search(rf"{re.escape(plot)}.*?</svg> \d+&nbsp;%", page))


def test_nothing_on_the_page_is_run_or_fetched(page):
    assert "<script" not in page and "<img" not in page and "\x1b" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert not re.search(r"(src|href)=|https?://|url\(", page.replace("src=x", ""))


def test_a_chapter_that_is_not_there_is_one_line(page, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "grader", "report", "ps9"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
