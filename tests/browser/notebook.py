"""A notebook open in JupyterLab, used as a reader uses it: by its menus, its keys and what it shows."""

import json
import re
from pathlib import Path

from playwright.sync_api import expect

SETTINGS = ".jupyter/lab/user-settings/@jupyterlab"


def settle(home: Path) -> None:
    """A reader's settings in a new home: every cell of a notebook is in the page, also those out of sight."""
    file = home / SETTINGS / "notebook-extension/tracker.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"windowingMode": "none"}))


class Notebook:
    """The notebook in front. Construct it when it opens; it waits for the kernel."""

    def __init__(self, page):
        self.page = page
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        expect(page.get_by_text(re.compile(r"\| Idle"))).to_be_visible()

    def menu(self, menu: str, item: str) -> None:
        """Choose an item of JupyterLab's menu bar."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_text(item, exact=True).click()

    def run_all(self) -> None:
        """Run > Run All Cells, and wait for the last one."""
        self.menu("Run", "Run All Cells")
        # A folded cell shows a placeholder in place of its prompt.
        last = self.page.locator(".jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)").last
        expect(last).to_have_text(re.compile(r"\[\d+\]"), timeout=120_000)

    def cell(self, start: str):
        """The code cell with this text in it."""
        return self.page.locator(".jp-CodeCell").filter(has=self.page.get_by_text(start)).first

    def write(self, start: str, code: str) -> None:
        """Type `code` in place of what the cell holds."""
        self.cell(start).get_by_role("textbox").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(code)

    def run(self, start: str):
        """Run the cell by keyboard and wait for it, unless it is folded; returns its output."""
        cell = self.cell(start)
        output = cell.locator(".jp-OutputArea-output").first
        # A folded cell shows no count, and a click on its line would open it.
        if cell.locator(".jp-InputPlaceholder").count():
            cell.click(position={"x": 40, "y": 4})
            self.page.keyboard.press("Shift+Enter")
            return output
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.get_by_role("textbox").click()
        self.page.keyboard.press("Shift+Enter")
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=120_000)
        return output
