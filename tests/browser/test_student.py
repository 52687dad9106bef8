"""A student's way through a chapter: the list, the notebook, a mistake, its explanation, points, the checklist, handing in.

The steps build on each other: they run in the order of this file. What they come to is looked at in both themes.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.utils import notebook_hash
from playwright.sync_api import expect

from tests.browser.accessibility import in_each_theme
from tests.browser.notebook import Notebook, settle

ROOT = Path(__file__).resolve().parents[2]
VAE = "11 · The variational autoencoder"
FILE = "notebooks/11_vae/vae.ipynb"
EXERCISES = 7
BOUND = 'check("vae.elbo_linear_gaussian"'
SAMPLER = 'check("vae.reparameterize"'
WRONG = "def reparameterize(mu, logvar):\n    return mu + torch.exp(logvar) * torch.randn_like(mu)"
RIGHT = "def reparameterize(mu, logvar):\n    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)"
EXPLORE = "# Shows the three parts as you move q."
# A quick picture answers a move; the sharp one then takes its place, and from there on the element stays.
SHARP = 'alt => { const i = [...document.images].find(i => i.alt.includes(alt)); return i?.naturalWidth > 1.5 * i.getAttribute("width") }'
MIME = "application/vnd.perceptron-to-policy.prediction+json"
OUR_OUTPUT = ".jp-RenderedHTML.jp-OutputArea-output"


@pytest.fixture(scope="module")
def course(students_copy) -> Path:
    """A student's copy that nobody has worked in yet."""
    return students_copy


@pytest.fixture(scope="module")
def exchange(course) -> Path:
    """A stock exchange in which the instructor has released the chapter; the site's configuration names it."""
    exchange, home = course.parent / "exchange", course.parent / "home"
    (home / ".jupyter").mkdir(parents=True)
    (home / ".jupyter/nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.course_id = 'perceptron-to-policy'\n"
        f"c.Exchange.root = {str(exchange)!r}\n"
        f"c.Exchange.assignment_dir = {str(course / 'notebooks')!r}\n"
    )
    folders = [f"--CourseDirectory.root={course}", "--CourseDirectory.release_directory=notebooks"]
    command = [sys.executable, "-m", "nbgrader", "release_assignment", "11_vae", *folders]
    exchange.mkdir()
    exchange.chmod(0o777)
    environment = os.environ | {"HOME": str(home)}
    subprocess.run(command, cwd=home, env=environment, check=True, capture_output=True)
    return exchange


@pytest.fixture(scope="module")
def address(course, exchange, lab) -> str:
    settle(course.parent / "home")
    return lab(course)


@pytest.fixture
def visit(address, open_page):
    """visit() opens JupyterLab, visit(path) a document in it."""
    return lambda path="": open_page(f"{address}/lab/tree/{path}" if path else address)


def tab(page, name: str):
    return page.get_by_role("main").get_by_role("tab", name=name)


def row(page):
    """The VAE's row of the chapter list."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=VAE))


def cells(notebook: Path) -> list[dict]:
    """The cells of a notebook as it lies on the disk."""
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def solution(name: str) -> str:
    """The right answer to an exercise of the chapter."""
    solved = cells(ROOT / "solutions/11_vae/vae.ipynb")
    return next("".join(cell["source"]) for cell in solved if cell["id"] == f"vae-{name}")


def test_the_chapter_list_opens_first_and_no_pop_up(visit):
    page = visit()
    expect(tab(page, "Chapters")).to_have_attribute("aria-selected", "true")
    expect(row(page)).to_contain_text("170 min")
    expect(row(page)).to_contain_text("0 of 30")
    expect(row(page)).to_contain_text(f"○ {EXERCISES} to do")
    row(page).get_by_text(f"{EXERCISES} to do").click()
    expect(row(page).get_by_role("listitem").filter(has_text="not attempted")).to_have_count(EXERCISES)
    expect(tab(page, "")).to_have_count(1)  # no launcher
    expect(page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)
    assert in_each_theme(page, "chapters", "#course-chapters") == []


def test_a_chapter_opens_by_keyboard_and_runs_through_untouched(visit, course):
    page = visit()
    expect(row(page)).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == VAE:
            break
    page.keyboard.press("Enter")
    notebook = Notebook(page)
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    page.keyboard.press("Shift+Enter")  # the title
    page.keyboard.press("Shift+Enter")  # the imports
    page.keyboard.press("Shift+Enter")  # two networks are trained
    page.keyboard.press("Shift+Enter")  # the opening picture; its cell is folded, too
    expect(page.get_by_role("img", name=re.compile("^Four rows of twelve images"))).to_be_visible()
    notebook.run_all()
    expect(page.get_by_text("○ Not attempted yet")).to_have_count(EXERCISES)
    notebook.cell(SAMPLER).scroll_into_view_if_needed()
    assert in_each_theme(page, "untouched", OUR_OUTPUT) == []
    predict(page)

    tab(page, "Chapters").click()  # saves what is open
    expect(tab(page, "vae.ipynb")).not_to_have_class(re.compile("jp-mod-dirty"))
    expect(row(page)).to_contain_text(f"○ {EXERCISES} to do")
    outputs = [output for cell in cells(course / FILE) for output in cell.get("outputs", [])]
    kinds = {output.get("name", output["output_type"]) for output in outputs}
    assert "execute_result" in kinds and not kinds & {"error", "stderr"}
    records = [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
    assert ("at 1/4", "at 3/4") in [(record["guess"], record["now"]) for record in records]


def predict(page):
    """Run All has shown no result; it comes with a guess by keyboard, and a later guess changes what is said."""
    expect(page.locator(".jp-InputPlaceholder").first).to_contain_text(
        "# Loads what this chapter uses, and sets it up."
    )
    figure = page.get_by_role("img", name=re.compile("^The bound as a function of q"))
    wrong, right = (page.get_by_role("button", name=name, exact=True) for name in ("at 1/4", "at 3/4"))
    expect(page.get_by_text("The result waits for your prediction above.").first).to_be_visible()
    expect(figure).to_have_count(0)
    wrong.focus()
    page.keyboard.press("Enter")
    expect(figure).to_have_count(1)
    expect(wrong).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("✗ You predicted: at 1/4")).to_be_visible()
    right.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("✓ As you predicted: at 3/4")).to_be_visible()
    expect(wrong).to_have_attribute("aria-pressed", "false")
    assert in_each_theme(page, "prediction", ".course-question, .course-waiting, .course-verdict") == []


def test_a_mistake_is_named_and_the_right_answer_is_worth_its_points(visit):
    page = visit(FILE)
    notebook = Notebook(page)
    expect(tab(page, "vae.ipynb")).to_have_attribute("aria-selected", "true")
    notebook.write("def reparameterize(", WRONG)
    notebook.run("def reparameterize(")
    card = notebook.run(SAMPLER)
    expect(card).to_contain_text("It looks as if your function takes the variance for the standard deviation.")
    expect(card).to_contain_text("◐ Partly passed: 3 of 5 checks pass")
    expect(card).to_contain_text("0.6 of 2 points so far; grading adds 4 more checks for 0.8 points")
    expect(card.get_by_text("Hint 1 of 3")).to_have_count(0)
    hint = card.get_by_text("so the standard deviation is its root")
    expect(hint).to_be_hidden()
    card.get_by_text("Show what to change").click()
    expect(hint).to_be_visible()
    assert in_each_theme(page, "mistake", OUR_OUTPUT) == []

    tab(page, "Chapters").click()
    expect(row(page)).to_contain_text(f"0.6 of 30 ◐ 0 of {EXERCISES} done")
    tab(page, "vae.ipynb").click()
    notebook.write("def reparameterize(", RIGHT)
    notebook.run("def reparameterize(")
    expect(notebook.run(SAMPLER)).to_contain_text("✓ Passed: all 5 checks pass")
    assert in_each_theme(page, "right", OUR_OUTPUT) == []
    tab(page, "Chapters").click()
    expect(row(page)).to_contain_text(f"1.2 of 30 ◐ 1 of {EXERCISES} done")
    assert in_each_theme(page, "progress", "#course-chapters") == []


def test_a_failed_call_is_repeated_in_a_cell_and_hints_come_after_two_attempts(visit):
    """Nothing of it needs our extension: the call is pasted, the hints unfold."""
    page = visit(FILE)
    notebook = Notebook(page)
    notebook.write("def reparameterize(", f"{WRONG}  # the second attempt")
    notebook.run("def reparameterize(")
    card = notebook.run(SAMPLER)
    second = card.get_by_text("Hint 2 of 3")
    expect(second).to_be_hidden()
    card.get_by_text("Hint 1 of 3").click()
    expect(second).to_be_visible()
    card.get_by_text("Repeat this call").last.click()
    code = card.locator("pre").last.inner_text()
    assert in_each_theme(page, "hints", OUR_OUTPUT) == []
    notebook.cell(SAMPLER).locator(".jp-InputPrompt").click()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(code)
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("Gradients(value=tensor(")).to_be_visible()
    notebook.write("def reparameterize(", RIGHT)
    notebook.run("def reparameterize(")
    expect(notebook.run(SAMPLER)).to_contain_text("✓ Passed")
    page.keyboard.press("ControlOrMeta+s")


def test_the_slider_moves_the_figure_by_keyboard(visit):
    page = visit(FILE)
    notebook = Notebook(page)
    notebook.menu("View", "Expand All Code")
    notebook.write("def elbo_linear_gaussian(", solution("elbo_linear_gaussian"))
    notebook.run("def elbo_linear_gaussian(")
    expect(notebook.run(BOUND)).to_contain_text("✓ Passed")
    notebook.run(EXPLORE)
    demo = notebook.cell(EXPLORE)
    figure, slider = demo.get_by_role("img"), demo.get_by_role("slider").first
    expect(figure).to_have_attribute("alt", re.compile(r"N\(0\.7, 0\.6 squared\)"))
    before = figure.get_attribute("src")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(figure).to_have_attribute("alt", re.compile(r"N\(0\.75, 0\.6 squared\)"))
    assert figure.get_attribute("src") != before
    page.wait_for_function(SHARP, arg="N(0.75, 0.6 squared)")
    expect(slider).to_have_attribute("aria-valuetext", "0.75")
    page.set_viewport_size({"width": 1024, "height": 768})
    figure.scroll_into_view_if_needed()
    seen, room = figure.bounding_box(), page.locator(".jp-WindowedPanel-outer").bounding_box()
    assert seen["x"] + seen["width"] <= room["x"] + room["width"] and seen["height"] < room["height"]
    assert in_each_theme(page, "slider", ".jp-OutputArea-output .jupyter-widgets") == []

    notebook.menu("Kernel", "Shut Down Kernel")
    expect(page.get_by_text("Run this cell to move the controls.")).to_be_visible()
    expect(page.get_by_text("Error displaying widget")).to_have_count(0)


def test_the_checklist_says_what_is_missing(visit):
    page = visit(FILE)
    Notebook(page)
    expect(page.get_by_role("button", name="Validate")).to_have_count(
        0
    )  # nbgrader's, which names a cell and no exercise
    page.get_by_role("button", name="Check and hand in").click()
    expect(page.get_by_text("Your answers were run from the saved file just now")).to_be_visible()
    list_ = page.get_by_role("table", name="Checklist by exercise")
    expect(list_.get_by_role("row", name=re.compile("^reparameterize"))).to_contain_text("✓ done")
    expect(list_.get_by_role("row", name=re.compile("^ppca_ml"))).to_contain_text("○ not attempted")
    expect(list_.get_by_role("row", name=re.compile("^your own words"))).to_contain_text("○ not written yet")
    expect(page.get_by_text("exercises are not done. You may hand in all the same.")).to_be_visible()
    assert in_each_theme(page, "checklist", "#course-hand-in") == []


def test_the_chapter_is_handed_in_as_it_stands(visit, course, exchange):
    page = visit()
    page.get_by_role("button", name="Hand in chapter 11").click()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text("✓ Handed in")).to_contain_text("vae.ipynb")
    assert in_each_theme(page, "handed-in", "#course-hand-in") == []
    (handed_in,) = exchange.glob("perceptron-to-policy/inbound/*/vae.ipynb")
    assert handed_in.read_bytes() == (course / FILE).read_bytes()
    assert RIGHT in ["".join(cell["source"]) for cell in cells(handed_in)]
    tab(page, "Chapters").click()
    expect(row(page)).to_contain_text("✓ handed in")


def test_feedback_is_fetched_and_opened_from_the_list(visit, course, exchange):
    (secret,) = exchange.glob("perceptron-to-policy/inbound/*/submission_secret.txt")
    feedback = exchange / "perceptron-to-policy/feedback"
    feedback.mkdir()
    page_of = notebook_hash(secret=secret.read_text(), notebook_id="vae")
    (feedback / f"{page_of}.html").write_text("<p>18.5 of 30 points</p><p>Well argued.</p>")
    page = visit()
    row(page).get_by_role("button", name="Fetch feedback").click()
    expect(row(page)).to_contain_text("✓ graded, 18.5 of 30")
    assert in_each_theme(page, "graded", "#course-chapters") == []
    row(page).get_by_role("link", name="feedback").click()
    expect(page.frame_locator(".jp-HTMLViewer iframe").get_by_text("Well argued.")).to_be_visible()


def test_the_assignment_list_knows_what_was_handed_in(visit):
    page = visit()
    page.get_by_role("menuitem", name="Nbgrader").click()
    expect(page.get_by_text("Formgrader", exact=True)).to_have_count(0)
    page.get_by_text("Assignment List", exact=True).click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text("11_vae")
