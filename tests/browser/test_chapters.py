"""The tab "Chapters" beside other tabs, and on days when something is wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import in_each_theme

BROKEN = "notebooks/01_perceptron/perceptron.ipynb"
OTHER = "notebooks/18_bellman/bellman.ipynb"


@pytest.fixture(scope="module")
def address(students_copy, lab) -> str:
    (students_copy / BROKEN).write_text("no notebook")
    return lab(students_copy)


def tabs(page):
    return page.get_by_role("main").get_by_role("tab")


def chapters(page):
    return tabs(page).filter(has_text="Chapters")


def in_front(tab):
    expect(tab).to_have_attribute("aria-selected", "true")


def test_an_address_that_names_a_notebook_shows_the_notebook(address, open_page):
    page = open_page(f"{address}/lab/tree/{OTHER}")
    in_front(tabs(page).filter(has_text="bellman.ipynb"))
    expect(chapters(page)).to_have_count(1)
    expect(chapters(page)).to_have_attribute("aria-selected", "false")


def test_the_tab_is_there_once_when_a_workspace_is_restored(address, open_page):
    page = open_page(address)
    in_front(chapters(page))
    page.get_by_role("link", name=re.compile("^18")).click()
    in_front(tabs(page).filter(has_text="bellman.ipynb"))
    with page.expect_response(lambda answer: "/api/workspaces" in answer.url and answer.request.method == "PUT"):
        pass
    page.goto(address)
    in_front(chapters(page))
    expect(tabs(page)).to_have_text(["Chapters", "bellman.ipynb"])


def test_a_closed_tab_comes_back_from_the_launcher_and_the_command_palette(address, open_page):
    page = open_page(address)
    in_front(chapters(page))
    chapters(page).locator(".lm-TabBar-tabCloseIcon").click()
    expect(chapters(page)).to_have_count(0)
    page.get_by_role("button", name="New Launcher").first.click()
    page.locator(".jp-LauncherCard").filter(has_text="Chapters").click()
    in_front(chapters(page))

    chapters(page).locator(".lm-TabBar-tabCloseIcon").click()
    page.keyboard.press("ControlOrMeta+Shift+C")
    expect(page.locator(".lm-CommandPalette-input")).to_be_focused()
    page.keyboard.type("Chapters")
    expect(page.locator(".lm-CommandPalette-item.lm-mod-active")).to_contain_text("Chapters")
    page.keyboard.press("Enter")
    in_front(chapters(page))
    expect(page.get_by_role("link", name=re.compile("^18"))).to_be_visible()


def test_a_link_with_a_modifier_opens_a_page_of_its_own(address, open_page):
    page = open_page(address)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("^18")).click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(re.compile(OTHER))
    in_front(chapters(page))


def test_a_damaged_notebook_is_a_row_that_says_what_to_do(address, open_page):
    page = open_page(address)
    row = page.get_by_role("row").filter(has_text="Warning")
    expect(row.first).to_contain_text("perceptron.ipynb is damaged and is no longer a notebook: rename it")
    assert in_each_theme(page, "damaged", "#course-chapters") == []


def test_a_list_that_cannot_be_fetched_says_what_to_do(address, open_page):
    page = open_page(address)
    row = page.get_by_role("link", name=re.compile("^18"))
    row.click()
    in_front(tabs(page).filter(has_text="bellman.ipynb"))
    page.route("**/course/chapters*", lambda route: route.abort())
    chapters(page).click()
    expect(page.get_by_text("The chapter list could not be read")).to_contain_text("start the server again")
    assert in_each_theme(page, "unreachable", "#course-chapters") == []


def test_an_exercise_opens_at_its_cell_and_the_list_says_where_to_go_on(address, open_page, students_copy):
    page = open_page(address)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("^18")))
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="policy_iteration").press("Enter")
    active = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    expect(active).to_contain_text("def policy_iteration(")
    expect(active).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.type("# begun")
    chapters(page).click()
    next_ = page.get_by_role("link", name=re.compile("^Continue here: 18 ·"))
    expect(next_).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="15 to 17 · coming: GANs in practice")).to_have_count(1)
    assert in_each_theme(page, "continue", "#course-chapters") == []


def test_a_student_sees_notebooks_and_nothing_of_an_instructors(address, open_page):
    page = open_page(address)
    in_front(chapters(page))
    expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
    items = page.locator(".jp-DirListing-itemName")
    expect(items.filter(has_text="18_bellman")).to_be_visible()
    page.locator(".jp-BreadCrumbs-home").click()
    expect(items).to_have_text(["notebooks"])


def test_without_an_exchange_a_chapter_becomes_a_file_to_upload(address, open_page, students_copy):
    page = open_page(f"{address}/lab/tree/{OTHER}")
    page.get_by_role("button", name="Check and hand in").click()
    with page.expect_download() as loaded:
        page.get_by_role("button", name="Make the file").click()
    assert loaded.value.suggested_filename == "bellman.ipynb"
    assert loaded.value.path().read_bytes() == (students_copy / "hand-in/bellman.ipynb").read_bytes()
    expect(page.get_by_text("Your answers were run from the saved file just now")).to_be_visible()
    assert in_each_theme(page, "upload", "#course-hand-in") == []
