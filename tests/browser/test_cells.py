"""Yours and ours, and coming back: what JupyterLab shows at the cells of a chapter. The steps build on each other."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import in_each_theme
from tests.browser.notebook import Notebook, settle

ROOT = Path(__file__).resolve().parents[2]
FILE = "notebooks/11_vae/vae.ipynb"
ANSWER = "def reparameterize("
CHECK = 'check("vae.reparameterize"'
RIGHT = "def reparameterize(mu, logvar):\n    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)"


@pytest.fixture(scope="module")
def address(students_copy, lab) -> str:
    (students_copy.parent / "home").mkdir(exist_ok=True)
    settle(students_copy.parent / "home")
    return lab(students_copy)


@pytest.fixture
def notebook(address, open_page) -> Notebook:
    return Notebook(open_page(f"{address}/lab/tree/{FILE}"))


def choose(page, item: str) -> None:
    """An item of the notebook's own menu, and yes to what it asks."""
    page.get_by_role("button", name="Course", exact=True).click()
    page.locator(".lm-Menu").get_by_text(item, exact=True).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()


def test_each_cell_says_whose_it_is_and_ours_stay_as_they_are(notebook):
    page = notebook.page
    label = notebook.cell(ANSWER).locator(".course-label")
    expect(label).to_have_text("Your answer · not begun")
    expect(notebook.cell(CHECK).locator(".course-label")).to_have_text("Check")
    expect(page.get_by_text("Written answer · graded by your instructor · not begun")).to_be_visible()
    ours = notebook.cell("def coin_bound(")
    expect(ours.locator(".course-label")).to_have_text("Provided by the course")
    ours.locator(".cm-content").click()
    page.keyboard.type("mine")
    expect(ours.get_by_role("status")).to_contain_text("This cell is the course's")
    assert "mine" not in ours.inner_text()
    assert in_each_theme(page, "locked", ".course-locked", ".course-label") == []
    ours.get_by_role("button", name="Copy to a cell of your own").click()
    page.keyboard.type("# mine")
    copy = notebook.cell("# mine")
    expect(copy.locator(".course-label")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(page.get_by_text("# mine")).to_have_count(0)
    ours.locator(".jp-InputPrompt").click()
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(ours.get_by_role("status")).to_contain_text("it cannot be deleted")


def test_after_a_restart_one_button_runs_what_the_cell_needs(notebook):
    page = notebook.page
    notebook.write(ANSWER, RIGHT)
    found = notebook.run(CHECK)
    expect(found).to_contain_text("`check` is made by the cell that begins with")
    offer = notebook.cell(CHECK).get_by_role("status")
    expect(offer).to_contain_text("2 cells above have not run since the kernel started.")
    assert in_each_theme(page, "offer", ".course-offer") == []
    offer.get_by_role("button", name="Run the cells that this one needs").click()
    expect(notebook.cell(CHECK).locator(".jp-OutputArea-output")).to_contain_text("2 of 2 points")
    expect(offer).to_have_count(0)
    expect(notebook.cell("DATA = ").locator(".jp-InputPrompt")).to_have_text("[ ]:")
    assert in_each_theme(page, "back", ".jp-RenderedHTML.jp-OutputArea-output") == []


def test_a_card_about_an_earlier_text_says_so_and_runs_the_cell_on_request(notebook):
    page = notebook.page
    notebook.run(ANSWER)
    notebook.write(ANSWER, RIGHT.replace(" / 2", ""))
    notebook.run(CHECK)
    line = notebook.cell(CHECK).get_by_role("status")
    expect(line).to_contain_text("edited and not run since")
    assert in_each_theme(page, "stale", ".course-label") == []
    line.get_by_role("button", name="Run and check again").click()
    expect(notebook.cell(CHECK).locator(".jp-OutputArea-output")).to_contain_text("takes the variance for the standard")
    expect(line).to_have_count(0)
    notebook.write(ANSWER, "def reparameterize(mu, logvar):\n    retrun mu")
    notebook.run(ANSWER)
    expect(notebook.run(CHECK)).to_contain_text("was run last with a SyntaxError in line 2")
    assert in_each_theme(page, "syntax-error", ".jp-RenderedHTML.jp-OutputArea-output") == []


def test_by_key_what_a_cell_needs_is_run(notebook):
    page = notebook.page
    notebook.menu("Kernel", "Restart Kernel…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    shown = notebook.cell("difference ")
    shown.locator(".cm-content").click()
    page.keyboard.press("Alt+Shift+Enter")
    expect(shown.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"))
    expect(shown.locator(".jp-OutputArea-output").first).to_contain_text("bound -1.0601, log p(x) -0.9163")


def test_a_cell_is_restored_and_what_was_written_is_kept_below(notebook):
    page = notebook.page
    notebook.write(ANSWER, RIGHT)
    page.keyboard.press("Escape")
    choose(page, "Restore This Cell …")
    expect(notebook.cell(ANSWER).locator(".course-label")).to_have_text("Your answer · not begun")
    kept = page.locator(".jp-MarkdownCell").filter(has_text="What stood in the answer cell of reparameterize")
    expect(kept).to_contain_text("torch.randn_like(mu)")
    assert in_each_theme(page, "restored", ".course-label") == []


def test_what_came_from_elsewhere_reads_as_well_before_anything_is_run(address, open_page, students_copy):
    """A friend's solved chapter: JupyterLab does not trust it, so its outputs have no scripts and no styles of their own."""
    shutil.copyfile(ROOT / "solutions/18_bellman/bellman.ipynb", students_copy / "notebooks/18_bellman/bellman.ipynb")
    page = open_page(f"{address}/lab/tree/notebooks/18_bellman/bellman.ipynb")
    notebook = Notebook(page)
    expect(page.locator(".jp-StatusItem-trust[title*='not trusted' i], .jp-StatusItem-trust").first).to_be_visible()
    card = notebook.cell('check("bellman.policy_value"').locator(".jp-OutputArea-output")
    expect(card).to_contain_text("✓ Passed")
    card.scroll_into_view_if_needed()
    assert in_each_theme(page, "untrusted", ".jp-RenderedHTML.jp-OutputArea-output") == []
    figure = page.locator(".jp-OutputArea-output img[alt]").first
    assert figure.get_attribute("alt") and figure.evaluate("image => image.naturalWidth") > 100


def test_a_chapter_is_reset_and_the_old_one_kept(notebook, students_copy):
    page, file = notebook.page, students_copy / FILE
    released = (students_copy / "course_utils/released/11_vae/vae.ipynb").read_bytes()
    notebook.write(ANSWER, RIGHT)
    page.keyboard.press("Escape")
    choose(page, "Reset This Chapter …")
    expect(page.get_by_text("The chapter is as it was released.")).to_be_visible()
    assert in_each_theme(page, "reset", ".course-label") == []
    (kept,) = file.parent.glob("vae-kept-*.ipynb")
    assert "torch.randn_like(mu)" in kept.read_text() and file.read_bytes() == released
    expect(notebook.cell(ANSWER).locator(".course-label")).to_have_text("Your answer · not begun")
