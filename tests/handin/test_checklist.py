"""What is missing in a chapter: from a run of its answers, and from its cards where nothing can be run."""

import json

import pytest

from course_utils.handin import answers, checklist
from course_utils.handin.answers import run
from course_utils.handin.command import main

RIGHT = "def reparameterize(mu, logvar):\n    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)"
WRONG = "def vae_loss(out, x, mu, logvar, *, beta=1.0):\n    return torch.zeros(())"
BUILT_ON = "def elbo_linear_gaussian(x, w, b, sigma2, m, s2):\n    return helper(x)"


def cell(name: str, source: str, **mark) -> dict:
    return {"id": name, "cell_type": "code", "source": source, "metadata": {"nbgrader": mark} if mark else {}}


def items(found) -> dict[str, tuple[str, str]]:
    return {item.exercise.name: (item.state, item.told) for item in found.items}


def test_each_exercise_is_told_by_what_its_answer_does_now(course, notebook, answer, capsys):
    answer(
        reparameterize=RIGHT, vae_loss=WRONG, elbo_linear_gaussian=BUILT_ON, kl_gauss_symbolic="def kl_gauss_symbolic(:"
    )
    assert main(["validate", "11", "--course", str(course)]) == 0
    said = {line.split()[1]: line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")}
    assert said["reparameterize"].split()[-1] == "done"
    assert "checks fail: " in said["vae_loss"] and "not yet." in said["vae_loss"]
    assert "The cell does not run: SyntaxError in line 1" in said["kl_gauss_symbolic"]
    assert "not attempted" in said["ppca_ml"]
    assert "not yet." in said["elbo_linear_gaussian"] and "not written yet" in said["your"]


def test_what_is_not_run_is_told_from_the_cards(course, answer):
    answer(reparameterize=RIGHT)
    found = checklist.checklist(course / "notebooks/11_vae", run=False)
    assert not found.fresh and found.summary().startswith("8 of 8 exercises are not done.")
    assert items(found)["reparameterize"] == (checklist.LEFT, "It is written, but not checked: run its check.")


def test_an_answer_that_passed_only_in_the_notebook_is_said_to(course):
    known = checklist.chapter(course / "notebooks/11_vae").exercises[0]
    passed = checklist.replace(known, state=checklist.FULL)
    told = checklist._ran(passed, answers.Answers(stopped={known.cell: "NameError: helper"}, ran=True)).told
    assert told.startswith("The cell does not run: NameError: helper. In your notebook it passed:")


CHECK = """
from types import SimpleNamespace
def check(exercise, function):
    cases = [SimpleNamespace(outcome="passed", case=SimpleNamespace(name="a"))]
    told = dict(counted=function(), attempted=True, passed=True, outcomes=cases, misconception=None, notes=[])
    return SimpleNamespace(report=SimpleNamespace(**told))
"""


@pytest.mark.parametrize(
    ("fatal", "why"),
    [
        ("import os; os._exit(3)", "it ended its Python"),
        ("import time; time.sleep(1000)", "it did not end within 5 seconds"),
    ],
)
def test_a_cell_that_ends_its_python_or_never_ends_costs_only_its_own_exercise(tmp_path, fatal, why):
    cells = [
        cell("ours", CHECK + "raise SystemExit('a demonstration that nobody needs')"),
        cell("bad", fatal, solution=True),
        cell("good", "print('not shown')\ndef two():\n    return 2", solution=True),
        cell("good-check", 'check("t.two", two)', grade=True, points=2),
        cell("bad-check", 'check("t.three", three)', grade=True, points=2),
    ]
    file = tmp_path / "t.ipynb"
    file.write_text(json.dumps({"cells": cells}))
    found = run(file, patience=5)
    assert found.checked["t.two"]["points"] == 2 and found.ran
    assert found.stopped["bad"] == why and found.stopped["t.three"].startswith("NameError")


def test_an_unknown_chapter_is_said_with_those_that_there_are(course, capsys):
    assert main(["validate", "12", "--course", str(course)]) == 2
    assert capsys.readouterr().err == (
        "There is no chapter 12. The chapters are 11_vae: make validate CHAPTER=11_vae\n"
    )
