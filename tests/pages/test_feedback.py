"""The one page that sums up: who, how many points and why, a row for each answer; whatever a submission holds, it stays text."""

from datetime import UTC, datetime, timedelta

import bs4
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.late.policy import HandedIn, LatePolicy, accounts
from grader.pages.facts import Facts
from grader.pages.summary import cells_of, summary
from tests import small_course

DUE = datetime(2026, 2, 1, 12)
CELLS = (
    ("", "11 · The variational autoencoder", ""),
    ("vae-bound-check", "Exercise 11.1 · `bound`", ""),
    ("vae-written", "In your own words", "1 point: still a bound."),
)
HOSTILE = "<script>x()</script><img src=x onerror=x()>\x1b[31m"


def case(name: str, outcome: str, message: str = "", hidden: bool = False) -> dict:
    return {"name": name, "outcome": outcome, "points": 1, "max_points": 1, "message": message, "hidden": hidden}


def graded(cases: list[dict], score: float, *, text: str = "", written: float | None = 3):
    """An autograded notebook of one exercise and one written answer, as nbgrader hands it over. text: what a submission may hold."""
    verdict = {"exercise": "vae.bound", "grade_id": "vae-bound-check", "points": score, "max_points": 4, "cases": cases}
    verdict |= {"misconception": f"forgets {text or 'the sign'}", "hint": f"Look at `it` {text}."}
    about = {"grade": False, "solution": False, "task": False}
    cells = [
        new_code_cell(f"def bound(): pass  # {text}", metadata={"nbgrader": about | {"solution": True, "grade_id": "vae-bound"}}),
        new_code_cell("check()", metadata={"nbgrader": about | {"grade": True, "grade_id": "vae-bound-check", "score": score, "points": 4}}),
        new_markdown_cell(
            f"Because. {text}",
            metadata={
                "nbgrader": about
                | {"grade": True, "solution": True, "grade_id": "vae-written", "score": written or 0, "points": 4}
                | {"comment": f"**Good** {text}"}
            },
        ),
    ]  # fmt: skip
    return new_notebook(cells=cells, metadata={"grading": {"verdicts": [verdict], "notes": [f"mended {text}"]}})


def page(nb, score=0.0, penalty=0.0, **facts):
    about = {"score": score, "max_score": 8, "late_penalty": penalty}
    return bs4.BeautifulSoup(summary(nb, about, Facts("ada", "11_vae", "Ada Kim", cells=CELLS, **facts)), "html.parser")


def words(found) -> str:
    return " ".join(found.get_text(" ").split())


PARTLY = [
    case("one", "passed"),
    case("two", "failed", "`gap`: expected 1, got 2"),
    case("three", "failed", "`bound(x=1.0)` raised NameError: x (line 2: `y`)"),
    case("four", "failed", "`bound(x=22.0)` raised NameError: x (line 2: `y`)", hidden=True),
]


def test_the_page_says_who_how_much_and_why():
    found = page(graded(PARTLY, 2.857142), score=5.0, penalty=0.857142)
    text = words(found)
    for part in ("Ada Kim", "ada", "11 · The variational autoencoder", "5 of 8 points", "5.9 for the answers, −0.9 for lateness"):  # fmt: skip
        assert part in text, part
    exercise, written = (words(row) for row in found.select("section.row"))
    assert "◐ Exercise 11.1 · bound 2.9 of 4 · in part" in exercise
    assert "It looks as if your function forgets the sign. Look at it ." in exercise
    assert "gap : expected 1, got 2 (check: two)" in exercise
    assert "(in 2 checks, 1 of them hidden)" in exercise and "Your code (1 of 4 checks passed)" in exercise
    assert "3 of 4" in written and "Comment: Good" in written and "1 point: still a bound." in written
    assert "cell above" not in text and "`" not in text


@pytest.mark.parametrize(
    ("cases", "score", "sign"),
    [
        ([case("one", "passed")], 4.0, "✓"),
        ([case("one", "failed", "wrong")], 0.0, "✗"),
        ([case("one", "not attempted")], 0.0, "○"),
    ],
)
def test_each_state_has_a_sign_a_word_and_an_edge(cases, score, sign):
    row = page(graded(cases, score)).select("section.row")[0]
    assert row.select_one(".sign").get_text() == sign and row.select_one(".points .quiet").get_text().strip("· ")
    assert len(row["class"]) == 2


def test_an_answer_that_waits_for_a_person_is_not_told_as_lost():
    found = page(graded(PARTLY, 2.0, written=None), waiting=("vae-written",))
    row = words(found.select("section.row")[1])
    assert "not graded yet, of 4" in row and "0 of 4" not in row and "still a bound" not in row
    assert "1 answer is not graded yet: the points above may still rise." in words(found)


def test_no_answer_is_said_once():
    nb = graded([case("one", "not attempted")], 0.0, written=None)
    for cell in (nb.cells[0], nb.cells[2]):
        cell.metadata.nbgrader.comment = "No response."
    exercise, written = (words(row) for row in page(nb).select("section.row"))
    assert "The function is as it was handed out." in exercise and "Your code" not in exercise
    assert written.startswith("○ In your own words 0 of 4 · not attempted There is no answer.")
    assert "No response" not in exercise + written and "Because" not in written


def test_whatever_a_submission_holds_stays_text():
    hostile = [case(HOSTILE, "failed", HOSTILE, hidden) for hidden in (False, True)]
    found = page(graded(hostile, 0.0, text=HOSTILE))
    plain = page(graded([case("a", "failed", "b", hidden) for hidden in (False, True)], 0.0))
    assert "x()" in found.get_text() and "\x1b" not in found.get_text()
    assert not found.select("script, [onerror]")
    for selector in ("section", ".note", "details", "h1", "h2", "ul"):
        assert len(found.select(selector)) == len(plain.select(selector)), selector


@pytest.mark.parametrize(
    ("hours", "extension", "policy", "told"),
    [
        (-1, 0, {}, "in time."),
        (27, 0, {"per_day": 0.1}, "1 day and 3 hours late. That counts as 2 late days. 2 days at 10 % of the score each: 20 %"),
        (27, 1, {"per_day": 0.1}, "extended by 1 day; handed in 2 February 2026, 15:00 UTC: 3 hours late. That counts as 1 late day. 1 day at 10 % of the score: 10 %"),
        (27, 0, {"per_day": 0.1, "slip_days": 3}, "2 late days, 2 of them paid for with slip days (1 left for the course): it costs nothing."),
        (90, 0, {"per_day": 0.3, "cap": 0.5}, "4 days at 30 % of the score each, at most 50 %: 50 % are taken off."),
        (0.1, 0, {"per_day": 0.1, "grace": timedelta(minutes=15)}, "6 minutes late. That is within the 15 minutes of grace and costs nothing."),
        (27, 0, None, "1 day and 3 hours late."),
    ],
)  # fmt: skip
def test_lateness_is_told_with_its_reason(hours, extension, policy, told):
    late, extra = DUE + timedelta(hours=hours), timedelta(days=extension)
    chosen = None if policy is None else LatePolicy(**policy)
    account = chosen and accounts(chosen, [HandedIn("11_vae", DUE, late, extra)])["11_vae"]
    facts = Facts("ada", "11_vae", due=DUE, handed_in=late, extension=extra, policy=chosen, account=account, zone=UTC)
    said = f"{facts.times} {facts.reason}"
    assert said.startswith("Due 1 February 2026, 12:00 UTC") and told in said


def test_headings_and_rubrics_are_those_of_the_instructors_own_chapter(tmp_path):
    found = {
        name: (title, rubric) for name, title, rubric in cells_of(small_course.COURSE / "solutions/11_vae/vae.ipynb")
    }
    assert found[""][0] == "11 · The variational autoencoder"
    assert found["vae-reparameterize-check"][0] == "Exercise 11.3 · `reparameterize`"
    assert found["vae-written"][1].startswith("1 point:")
    assert cells_of(tmp_path / "none.ipynb") == ()
