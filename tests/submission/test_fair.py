"""What works in the notebook earns its points in grading, and where it cannot, the student's own page and a person are told why."""

from __future__ import annotations

import json

import pytest

from grader.boundary.session import Session
from grader.exercises import secrets
from tests.attacks.harness import Attack, after, cell, grade

pytestmark = pytest.mark.sandbox


def reference(name: str) -> str:
    return secrets()[f"vae.{name}"].reference.source


def written(**answers: str):
    """A change of the released notebook: these answers."""

    def change(notebook: dict) -> None:
        for name, text in answers.items():
            cell(notebook, f"vae-{name}")["source"] = text

    return change


@pytest.fixture(scope="module")
def graded(fork):
    def change(notebook: dict) -> None:
        written(
            reparameterize="from google.colab import drive\ndrive.mount('/content')\n" + reference("reparameterize"),
            elbo_linear_gaussian="PARTS = PARTS\nexit()\n" + reference("elbo_linear_gaussian"),
            vae_loss=reference("vae_loss").replace("def vae_loss", "def vae_los"),
            kl_gauss_symbolic="def kl_gauss_symbolic(:\n    return 1",
            ppca_ml="raise RuntimeError('only here')\n",
        )(notebook)
        after("vae-written", reference("log_px_importance"))(notebook)
        cell(notebook, "vae-log_px_importance-check")["source"] += "\n"

    stub = "def log_px_importance(logw):\n    raise NotImplementedError  # later"
    return grade(Attack("honest", stub, "", change=change), fork)


def notes(graded) -> tuple[list[str], list[str]]:
    grading = graded.notebook["metadata"]["grading"]
    return grading["notes"], grading["needs_human"]


def test_lines_that_fail_only_in_grading_cost_nothing_below_them(graded):
    assert graded.points("vae-reparameterize") == 2 and graded.points("vae-elbo_linear_gaussian") == 4
    told = [note for note in notes(graded)[0] if "run all the same" in note]
    (note,) = told
    assert note.startswith("line 1 of the answer to reparameterize failed here (ModuleNotFoundError)")
    assert note.endswith("`reparameterize`")


def test_an_answer_below_its_check_is_checked_there_and_the_place_is_named(graded):
    assert graded.points("vae-log_px_importance") == 4
    assert any(
        note.startswith("the check of `log_px_importance` was run below its place, after the cell that begins with")
        for note in notes(graded)[0]
    )


def test_a_name_and_a_failing_line_are_told_to_a_person_a_wrong_answer_is_not(graded):
    assert graded.points("vae-vae_loss") == graded.points("vae-ppca_ml") == graded.points("vae-kl_gauss_symbolic") == 0
    assert sorted(notes(graded)[1]) == [
        "`ppca_ml` is not defined, for its cell stopped with RuntimeError: only here",
        "`vae_loss` is not defined, but `vae_los` is: the function has to be called `vae_loss`",
    ]
    top = graded.notebook["cells"][0]
    text = "".join(top["source"])
    assert "lost points here to something other than an answer" in text and text.index("vae_los") < text.index(
        "run all the same"
    )


def test_errors_name_the_exercise_and_no_number_of_a_cell(graded):
    (error,) = cell(graded.notebook, "vae-kl_gauss_symbolic")["outputs"]
    assert error["evalue"] == "invalid syntax (the answer to kl_gauss_symbolic, line 1)"
    assert "(cell " not in json.dumps(graded.notebook)


def test_a_call_of_check_a_long_double_and_exit_do_what_they_do_in_the_notebook(fork):
    answer = reference("log_px_importance") + (
        '\ncheck("vae.log_px_importance", log_px_importance)\n_inner = log_px_importance\n'
        "def log_px_importance(logw):\n    return np.longdouble(_inner(logw))\n"
        'check("vae.log_px_importance", log_px_importance)'
    )
    found = grade(Attack("honest", answer, ""), fork)
    assert found.points() == 4
    (shown,) = cell(found.notebook, "vae-log_px_importance")["outputs"]
    assert shown["data"]["text/plain"] == ["(graded when the notebook has run)"]


def test_what_stands_below_a_failing_line_is_tried_one_by_one(fork):
    session = Session(fork)
    source = "a = 1\nimport nothing_of_the_kind\nimport math\nb = nothing_of_the_kind.x\na = 2\nprint('no')\nc = math.pi\ndef f(): return a, c"
    try:
        ran = session.run("one", source, rescue=True)
        assert ran.rescued == ["math", "c", "f"] and [output.kind for output in ran.outputs] == ["error"]
        assert session.run("two", "f()").outputs[0].text == "(1, 3.141592653589793)"
        assert session.run("three", "1 / 0\nd = 3").rescued == []  # as nbgrader would
        assert session.run("four", "d").outputs[0].ename == "NameError"
        assert session.run("five", "quit(0)\ne = 5\ne", rescue=True).outputs[-1].text == "5"
    finally:
        session.close()
