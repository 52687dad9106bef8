"""The instructor's path, in the order of a term: release, collect, autograde, grade by hand, return. Each test goes on
where the one before it stopped; the shell does the same beside the browser, in a copy of the course.
"""

import csv
import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import complaints
from tests.browser.classroom import (
    CHAPTER,
    HOSTILE,
    NOTEBOOK,
    copy,
    finish,
    hand_in,
    python,
    scores,
    start,
)

pytestmark = pytest.mark.sandbox
WRITTEN = f"{NOTEBOOK}-written"
COMMENT = "Well seen: $\\gamma$ changes **too**."
RAW = re.compile(r"\$[^5]|\\[a-z]+")  # a formula that was not rendered; the hostile one's price stays


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def course(instructors_copy):
    """Three chapters: `make lab` registers each, in two seconds."""
    for folder in (*instructors_copy.glob("solutions/*"), *instructors_copy.glob("notebooks/*")):
        if folder.is_dir() and folder.name not in (CHAPTER, "11_vae", "18_bellman"):
            shutil.rmtree(folder)
    return instructors_copy


@pytest.fixture(scope="module")
def address(course, lab):
    return lab(course)


@pytest.fixture(scope="module")
def term():
    """What a later test needs of an earlier one."""
    return {}


def row(page, text):
    return page.get_by_role("row").filter(has=page.get_by_text(text, exact=True))


def click(page, row, column: str) -> str:
    """Press the icon of a row, which has no name but its column's, and close the dialog that tells how it went.

    Returns the dialog's text. AssertionError where Formgrader says that it failed.
    """
    row.locator(f"td.{column} a").click()
    dialog = page.locator(".modal.in")
    expect(dialog.get_by_role("heading")).to_have_text("Success", timeout=90_000)
    said = dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(page.locator(".modal, .modal-backdrop")).to_have_count(0)
    return said


def test_formgrader_opens_from_the_menu_and_lists_the_chapters(address, course, open_page):
    page = open_page(f"{address}/lab")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader").click()
    frame = page.frame_locator("iframe[src*='formgrader']")
    for chapter in sorted(path.parent.name for path in (course / "notebooks").glob("*/*.ipynb")):
        expect(frame.get_by_role("link", name=chapter, exact=True)).to_be_visible()
    page.shoot("formgrader")


def test_a_chapter_is_generated_and_released(address, course, open_page):
    released = course / "notebooks" / CHAPTER / f"{NOTEBOOK}.ipynb"
    before = released.read_bytes()
    page = open_page(f"{address}/formgrader/manage_assignments")
    chapter = row(page, CHAPTER)
    click(page, chapter, "assign")
    assert released.read_bytes() == before, "Formgrader releases what `make release` releases"
    click(page, chapter, "release")
    expect(chapter).to_contain_text("released")
    page.shoot("released")


def test_ten_submissions_are_collected(address, course, open_page, home, tmp_path_factory, term):
    term["students"] = tmp_path_factory.mktemp("students")
    term["class"] = hand_in(course, term["students"], home)
    page = open_page(f"{address}/formgrader/manage_assignments")
    click(page, row(page, CHAPTER), "collect")
    expect(row(page, CHAPTER).locator("td.num-submissions")).to_have_text("10")
    page.shoot("collected")


def test_browser_and_shell_give_the_same_grades(address, course, open_page, home, term, tmp_path_factory):
    page = open_page(f"{address}/formgrader/manage_submissions/{CHAPTER}")
    shell = None
    for student in term["class"]:  # nbgrader's own button, one for each submission
        mine = row(page, student.id)
        click(page, mine, "autograde")
        expect(mine).to_contain_text(re.compile("needs manual grading|graded"))
        if shell is None:  # the secret seed is drawn: the copy has it too
            beside = copy(course, tmp_path_factory.mktemp("shell") / "course")
            shell = start(beside, "grader", "autograde", CHAPTER, "--jobs", "1", "--force", home=home)
    page.shoot("autograded")
    finish(shell, status=3)  # one has handed in no notebook
    assert set(scores(course)) == {student.id for student in term["class"]}
    assert scores(course) == scores(beside)


def test_one_button_more_autogrades_everybody(address, course, open_page):
    before = scores(course)
    page = open_page(f"{address}/formgrader/manage_submissions/{CHAPTER}")
    page.get_by_role("button", name="Autograde all").click()
    dialog = page.locator(".modal.in")
    expect(dialog.get_by_role("heading", name="Success")).to_be_visible(timeout=90_000)
    expect(dialog).to_contain_text("10 submissions graded")
    expect(dialog).to_contain_text("needs a human")
    page.shoot("autograde-all")
    with page.expect_navigation():
        dialog.get_by_role("button", name="OK").click()
    expect(page.get_by_role("button", name="Autograde all")).to_be_enabled()
    assert scores(course) == before


def test_the_scores_are_those_of_the_answers(course, term):
    earned = {student: sum(auto or 0 for auto, _, _ in cells.values()) for student, cells in scores(course).items()}
    for student in term["class"]:
        assert (earned[student.id] == 24) == (student.kind in ("reference", "alternatives")), (student.kind, earned)
        assert (earned[student.id] == 0) == (student.kind == "no notebook"), (student.kind, earned)
    # sigmoid, 2 points, and neuron_gradient, 4, which asks it
    assert earned[HOSTILE] == 18, "an attack is worth nothing, and costs the answer in whose place it stands"


def open_answer(address, open_page):
    """Formgrader's page with the hostile one's submission, by the way that leads there."""
    page = open_page(f"{address}/formgrader/gradebook/{CHAPTER}/{NOTEBOOK}")
    expect(page.get_by_role("link", name="Submission #")).to_have_count(10)
    page.get_by_role("button", name="Show All Names").click()
    page.get_by_role("link", name="O'Neill <b>, Mallory").click()
    score, comment = page.locator(f"#{WRITTEN}"), page.locator(f"#{WRITTEN}-comment")
    # What is typed before Formgrader has loaded scores and comments is lost.
    expect(page.locator(f"#{WRITTEN}_extra_credit")).to_have_attribute("placeholder", "0")
    expect(comment).to_have_attribute("placeholder", re.compile("comments here"))
    return page, score, comment


def test_the_written_answer_is_graded_by_hand_and_by_keyboard(address, course, open_page):
    page, score, comment = open_answer(address, open_page)
    with page.expect_response(re.compile("/api/grade/")):
        score.fill("2")
        score.press("Tab")
    page.keyboard.press("Tab")  # over the extra credit
    expect(comment).to_be_focused()
    with page.expect_response(re.compile("/api/comment/")):
        page.keyboard.insert_text(COMMENT)
        page.keyboard.press("Escape")
    expect(comment).to_be_in_viewport()  # Formgrader scrolls there in half a second
    page.shoot("by-hand")
    page.reload()
    expect(score).to_have_value("2")
    expect(comment).to_have_value(COMMENT)
    assert scores(course)[HOSTILE][WRITTEN][1:] == (2.0, 0)


def test_a_hostile_answer_does_nothing_to_the_one_who_grades_it(address, open_page):
    page, score, _ = open_answer(address, open_page)
    answer = page.locator(".nbgrader_cell").filter(has=score)
    expect(answer.locator("math")).to_be_visible()
    expect(answer).to_contain_text(re.compile(r"\$\\frac\{\$ is no formula; it costs \$5"))
    answer.get_by_text("my score").click()
    answer.get_by_text("3 of 3").click()
    answer.get_by_text("5 of 3").click()
    for control in (f"#{WRITTEN}", "input", ".full-credit, .score, .tabbable"):
        assert page.locator(".rendered_html, pre").locator(control).count() == 0
    expect(page).to_have_title(NOTEBOOK)
    expect(score).to_have_value("2")
    assert page.locator(".rendered_html script, .rendered_html img[src^=http]").count() == 0
    score.focus()
    expect(score).to_be_in_viewport()
    page.shoot("hostile-answer")


def test_feedback_is_generated_and_released(address, open_page):
    page = open_page(f"{address}/formgrader/manage_assignments")
    click(page, row(page, CHAPTER), "generate-feedback")
    click(page, row(page, CHAPTER), "release-feedback")


@pytest.fixture(scope="module")
def feedback(term, home):
    """The page of the one who submitted with nbgrader, fetched with nbgrader."""
    python(term["students"], "nbgrader", "fetch_feedback", CHAPTER, "--student", term["class"][0].id, home=home)
    return next((term["students"] / CHAPTER / "feedback").rglob("*.html"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_student_reads_why_each_case_failed_and_the_mathematics(feedback, term, open_page, theme):
    page = open_page(feedback.as_uri(), theme)
    page.set_viewport_size({"width": 1440, "height": 900})
    student = term["class"][0]
    expect(page.locator("section.row")).to_have_count(8)
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * 900
    assert complaints(page, "#feedback") == []
    page.shoot("feedback", full_page=True)
    # neuron_gradient asks two of the student's answers that are wrong as well, so no single misconception explains it.
    answers = {name: answer for name, answer in student.answers.items() if name != "perceptron.neuron_gradient"}
    hints = [answer.hint for answer in answers.values() if answer.hint]
    assert hints
    for hint in hints:
        expect(page.get_by_text(re.sub("`", "", hint)[:60]).first).to_be_visible()
    page.get_by_text("The whole notebook, as it was graded").click()
    cards = page.locator(".output_html")
    expect(cards).to_have_count(7)
    boxes = page.locator("math:visible").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    assert len(boxes) > 100 and all(box["width"] > 0 and box["height"] > 0 for box in boxes)
    for text in page.locator(".text_cell_render").all_inner_texts():
        assert not RAW.search(text), text
    cards.first.scroll_into_view_if_needed()
    page.shoot("feedback-card")
    page.locator("math[display=block]").nth(1).scroll_into_view_if_needed()
    page.shoot("feedback-mathematics")
    assert complaints(page, "#feedback") == []


def test_the_comment_of_the_one_who_graded_stands_on_the_page(course, open_page):
    page = open_page((course / "classroom" / "feedback" / HOSTILE / CHAPTER / f"{NOTEBOOK}.html").as_uri())
    comment = page.locator(".comment")
    expect(comment.locator("math")).to_have_text("γ")
    expect(comment.locator("strong").last).to_have_text("too")
    expect(page).to_have_title(f"{NOTEBOOK}: feedback")
    comment.scroll_into_view_if_needed()
    page.shoot("feedback-comment")


def test_the_feedback_page_is_as_wide_as_paper_and_as_a_telephone(feedback, open_page):
    page = open_page(feedback.as_uri())
    for media, width in (("print", 794), ("screen", 390)):
        page.emulate_media(media=media)
        page.set_viewport_size({"width": width, "height": 1100})
        page.shoot(f"feedback-{width}", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_grades_are_exported_for_an_lms(course, home):
    python(course, "grader", "export", "--format", "canvas", "--to", "grades.csv", home=home)
    with open(course / "grades.csv", newline="") as file:
        rows = list(csv.reader(file))
    hostile = next(dict(zip(rows[0], line, strict=True)) for line in rows if HOSTILE in line)
    assert float(hostile[CHAPTER]) == 20, "18 for functions, 2 by hand"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_class_report_opens(course, home, open_page, theme):
    report = course / "classroom" / f"report-{CHAPTER}.html"
    if not report.is_file():
        python(course, "grader", "report", CHAPTER, home=home)
    page = open_page(report.as_uri(), theme)
    expect(page.get_by_role("heading", level=1)).to_contain_text(CHAPTER)
    # Of ten, one has handed in no notebook.
    expect(page.get_by_role("img", name=re.compile("Histogram of the scores of 9 students"))).to_be_visible()
    page.shoot("report", full_page=True)
    cut_off = "tables => tables.filter(table => table.scrollWidth > table.clientWidth).length"
    assert page.locator(".wide").evaluate_all(cut_off) == 0
    assert complaints(page) == []
