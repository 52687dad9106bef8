"""What a student meets first."""

import pytest


@pytest.fixture(scope="module")
def address(students_copy, lab):
    return lab(students_copy)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_pop_up_greets_the_student(address, open_page, theme):
    page = open_page(address, theme)
    page.get_by_role("tab", name="File Browser").wait_for()
    page.wait_for_timeout(1000)
    page.shoot("opening")
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
