"""The tab "Chapters" beside other tabs, and on days when something is wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import complaints

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
    page.keyboard.type("Chapters")
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
    row = page.get_by_role("row").filter(has_text="01 ·")
    expect(row).to_contain_text("perceptron.ipynb is damaged and is no longer a notebook: rename it")
    page.shoot("damaged")
    assert complaints(page, "#course-chapters") == []


def test_a_list_that_cannot_be_fetched_says_what_to_do(address, open_page):
    page = open_page(address)
    row = page.get_by_role("link", name=re.compile("^18"))
    row.click()
    in_front(tabs(page).filter(has_text="bellman.ipynb"))
    page.route("**/course/chapters*", lambda route: route.abort())
    chapters(page).click()
    expect(page.get_by_text("The chapter list could not be read")).to_contain_text("start the server again")
    page.shoot("unreachable")
