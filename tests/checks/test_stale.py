"""A card says first where the function that it judges is not what the cells say now."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_utils.checks import exercise
from course_utils.checks.stale import html, stale
from course_utils.kernel import load_ipython_extension

START = "import torch"
HELPER = "def noise(x):\n    return torch.randn_like(x)"
ANSWER = "def reparameterize(mu, logvar):\n    return mu + torch.exp(logvar / 2) * noise(mu)"
OTHER = "# tried\n" + ANSWER.replace("/ 2", "")
STUB = "def reparameterize(mu, logvar):\n    raise NotImplementedError"
TYPO = ANSWER.replace("return", "retrun")


@pytest.fixture(scope="module")
def shell():
    main = sys.modules["__main__"]
    shell = InteractiveShell()
    load_ipython_extension(shell)
    yield shell
    sys.modules["__main__"] = main  # the shell has put its own there, from which nothing can start a process


@pytest.fixture
def told(shell, capsys):
    """A function: cells as (text, id) or texts -> the lines that stand above the card when they have run in a fresh kernel."""

    def run(*cells) -> list[str]:
        shell.reset(new_session=True)
        shell.course_desk.ran.clear()
        for cell in cells:
            source, name = cell if isinstance(cell, tuple) else (cell, None)
            shell.run_cell(source, store_history=True, cell_id=name)
        found = exercise("vae.reparameterize")
        return stale(found, "11_vae", shell.user_ns["reparameterize"], shell)

    return run


@pytest.mark.parametrize(
    "cells",
    [
        (START, HELPER, ANSWER),
        (START, HELPER, TYPO, ANSWER),
        (START, HELPER, ANSWER, ANSWER + "\nreparameterize(1, 2)"),  # it fails, but the function is new
        (START, HELPER, ANSWER, "reparameterize = torch.no_grad()(reparameterize)"),
        (START, HELPER, (ANSWER, "vae-reparameterize"), (OTHER, "x"), (ANSWER, "vae-reparameterize")),
        (START, HELPER, (STUB, "vae-reparameterize"), (OTHER, "x")),
        ("from torch import *\nimport torch", HELPER, "%time 3", ANSWER),
    ],
)
def test_nothing_where_all_is_well(told, cells):
    assert told(*cells) == []
    assert html([]) == ""


@pytest.mark.parametrize(
    "cells, line",
    [
        (
            (START, HELPER, ANSWER, TYPO),
            "The cell that defines `reparameterize` was run last with a SyntaxError in line 2.",
        ),
        (
            (START, HELPER, ANSWER, ANSWER + "\n  x = 1"),
            "The cell that defines `reparameterize` was run last with a IndentationError",
        ),
        ((START, HELPER, ANSWER, "boom\n" + ANSWER), "was run last with an error before it came to `reparameterize`."),
        (
            (START, HELPER, ANSWER, HELPER.replace("return", "retrun")),
            "The cell that defines `noise` was run last with",
        ),
        ((START, HELPER, ANSWER, "%matplotlib nonsense(\n" + TYPO), "was run last with a SyntaxError in line 3."),
        (
            (HELPER, ANSWER),
            "`torch` is made by the cell that begins with `# Loads what this chapter uses, and sets it up.` (under “11 · The variational",
        ),
        (
            (START, HELPER, (ANSWER, "vae-reparameterize"), (OTHER, "x")),
            "This `reparameterize` is the one of the cell that begins with `# tried`, which ran after the answer cell.",
        ),
    ],
)
def test_each_kind_is_told(told, cells, line):
    (found,) = told(*cells)
    assert line in found
    assert html([found]).startswith('<div role="note"') and "`" not in html([found])


def test_a_name_error_says_which_cell_to_run(shell, monkeypatch, tmp_path):
    folder = tmp_path / "11_vae"
    folder.mkdir()
    desk = shell.course_desk
    monkeypatch.setattr(desk, "folder", folder)
    shell.reset(new_session=True)
    shell.run_cell('check("vae.ppca_ml", ppca_ml)', store_history=True)
    assert (
        "`check` is made by the cell that begins with `# Loads what this chapter uses, and sets it up.`"
        in desk.told("check")
    )
    assert "Run > Run All Above Selected Cell" in desk.told("check")
    assert desk.told("typo") == ""
    (folder / "mine.ipynb").write_text('{"cells": [{"cell_type": "code", "source": ["typo = 1"]}]}')
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/11_vae/mine.ipynb")
    assert desk.told("typo").startswith("`typo` is made by the cell that begins with `typo = 1`. That cell has not run")
    with pytest.raises(NameError) as caught:
        exec("typo")

    class Shell:
        def showtraceback(self, shown, tb_offset):
            self.shown = shown

    desk.explain(screen := Shell(), NameError, caught.value, None)
    assert screen.shown[1].__notes__ == [desk.told("typo")]
