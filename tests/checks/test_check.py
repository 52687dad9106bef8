"""`check` and `needs` as a notebook meets them: the card, the number that nbgrader reads, Validate, autograde."""

import importlib
import importlib.metadata
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from nbformat.v4 import new_code_cell, output_from_msg
from nbgrader.utils import determine_grade, get_partial_grade
from toy import double_exercise, report_on

from course_utils.checks import card, check, needs
from course_utils.checks.check import Checked, NotPassed
from course_utils.checks.diagnosis import Diagnosis
from course_utils.checks.exercises import Misconception
from grader.exercises import secrets

check_module = importlib.import_module("course_utils.checks.check")  # the name `check` in the package is the function
ID = "vae.log_px_importance"
RIGHT = secrets()[ID].reference.function
WRONG = secrets()[ID].misconceptions[0].function


@pytest.fixture(autouse=True)
def a_plain_notebook(monkeypatch):
    for name in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING"):
        monkeypatch.delenv(name, raising=False)


def stub(logw):
    raise NotImplementedError


def test_text_is_the_points_and_nbgrader_reads_them():
    checked = Checked(report_on(lambda x: 6.0 if isinstance(x, float) and x == 3.0 else x))
    assert repr(checked) == "2"
    data = {"text/plain": repr(checked), "text/html": checked._repr_html_()}
    message = {
        "header": {"msg_type": "execute_result"},
        "content": {"data": data, "metadata": {}, "execution_count": 1},
    }
    cell = new_code_cell(outputs=[output_from_msg(message)])
    cell.metadata["nbgrader"] = {
        "grade": True,
        "solution": False,
        "points": 4,
        "locked": True,
        "grade_id": "a",
        "schema_version": 3,
    }
    assert get_partial_grade(cell.outputs[0], 4) == 2
    assert determine_grade(cell) == (2, 4)


def test_points_are_printed_by_g():
    report = report_on(lambda x: 2 * x if isinstance(x, float) else None)
    assert report.points == 3 and repr(Checked(report)) == "3"
    report.exercise.level = 1 / 3
    assert repr(Checked(report)) == "0.5"


def test_only_public_cases_run_in_the_notebook():
    names = [o.case.name for o in check(ID, RIGHT).report.outcomes]
    assert names == [c.name for c in secrets()[ID].exercise.cases]
    assert repr(check(ID, RIGHT)) == "4" and repr(check(ID, stub)) == "0"


def test_hidden_cases_run_under_autograde_alone(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert len(check(ID, RIGHT).report.outcomes) == len(secrets()[ID].exercise.cases)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    report = check(ID, RIGHT).report
    assert len(report.outcomes) == len(secrets()[ID].all_cases) and report.points == pytest.approx(4)
    assert any(o.case.hidden for o in report.outcomes)


class _Point:
    def load(self):
        raise ModuleNotFoundError("No module named 'grader'")


@pytest.mark.parametrize("offered", [[], [_Point()]], ids=["nobody offers", "the package is missing"])
def test_without_the_hidden_cases_nothing_is_graded(monkeypatch, offered):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(check_module, "entry_points", lambda group: offered)
    with pytest.raises(RuntimeError, match="needs its hidden cases: run it in the instructor's repository"):
        check(ID, RIGHT)


def test_the_instructors_package_offers_its_cases():
    (point,) = importlib.metadata.entry_points(group=check_module.GROUP)
    assert point.load()(ID) == secrets()[ID].cases


def test_validate_raises_one_line_that_lists_what_failed(monkeypatch):
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    assert repr(check(ID, RIGHT)) == "4"
    with pytest.raises(NotPassed) as caught:
        check(ID, WRONG)
    text = str(caught.value)
    assert "\n" not in text and caught.value._render_traceback_() == [text]
    report = card_report(WRONG, monkeypatch)
    for outcome in report.outcomes:
        assert (outcome.case.name in text) == (outcome.outcome != "passed")
    assert report.misconception.name in text
    with pytest.raises(NotPassed, match="not attempted yet"):
        check(ID, stub)


def card_report(function, monkeypatch):
    monkeypatch.delenv("NBGRADER_VALIDATING")
    report = check(ID, function).report
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    return report


@pytest.mark.parametrize("there", [None, "another"])
def test_a_function_that_grading_would_not_find_is_told_beforehand(monkeypatch, there):
    def mine(mu, logvar):
        return mu + (logvar / 2).exp() * torch.randn_like(mu)

    names = {"mine": mine} | ({"reparameterize": print} if there else {})
    monkeypatch.setattr(check_module, "get_ipython", lambda: SimpleNamespace(user_ns=names))
    told = (
        "and that is another one than was checked here"
        if there
        else "and there is none: this one is called <code>mine</code>"
    )
    assert told in check("vae.reparameterize", mine)._repr_html_()
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with pytest.raises(NotPassed, match="`reparameterize`"):
        check("vae.reparameterize", mine)
    names["reparameterize"] = mine
    assert "Grading" not in check("vae.reparameterize", mine)._repr_html_()


def test_a_wrong_call_of_check_says_what_is_wrong():
    with pytest.raises(KeyError, match="there is no exercise 'vae.nothing'.*vae.reparameterize"):
        check("vae.nothing", RIGHT)
    with pytest.raises(TypeError, match="needs the function or class itself, got float"):
        check(ID, RIGHT(np.ones(1)))


def test_a_known_misconception_is_told_with_its_hint():
    report = check(ID, WRONG).report
    known = secrets()[ID].misconceptions[0]
    assert (report.misconception.name, report.misconception.hint) == (known.name, known.hint)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


def evil(x):
    print("<script>alert(1)</script>")
    raise ValueError("<img src=x onerror=alert(2)> `<b>bold</b>`")


def marked():
    report = report_on(lambda x: x)
    report.diagnoses = [Diagnosis(Misconception("<i>forgets</i>", "Multiply by `2`."), ("one",), 3)]
    report.notes.append("<u>note</u>")
    return report


@pytest.mark.parametrize("report", [report_on(evil), marked(), report_on(stub), report_on(lambda x: 2 * x)])
def test_the_card_is_plain_semantic_html(report):
    tags = Tags(Checked(report)._repr_html_())
    allowed = {
        "div",
        "p",
        "strong",
        "em",
        "mark",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "pre",
        "details",
        "summary",
        "br",
    }
    assert set(tags.tags) <= allowed
    assert {name for name, _ in tags.attributes} <= {"scope", "style"}
    assert not any(re.search("color|background|url", value) for _, value in tags.attributes)


def test_the_card_escapes_what_students_write():
    text = card.html(report_on(evil))
    assert "&lt;script&gt;alert(1)" in text and "&lt;img src=x" in text
    assert "<script" not in text and "<img" not in text and "<b>" not in text
    assert "&lt;i&gt;forgets" in card.html(marked()) and "<code>2</code>" in card.html(marked())


def test_every_outcome_has_a_sign_and_a_word():
    def partly(x):
        if isinstance(x, float):
            return 6.0
        raise NotImplementedError

    text = Tags(card.html(report_on(partly))).text
    for sign in ("✓\xa0passed", "✗\xa0failed", "○\xa0not attempted"):
        assert sign in text


def test_one_line_is_one_line():
    for report in (report_on(evil), marked(), report_on(stub)):
        assert "\n" not in card.one_line(report)
    line = card.one_line(marked())
    for part in ("toy.double", "0 of 4", "forgets", "two threes are six", "expected 6, got 3"):
        assert part in line


def test_the_exercise_knows_its_points():
    assert double_exercise().points == 4 and double_exercise().id == "toy.double"


def other(x):
    raise NotImplementedError("torch raises some of its own")


def test_needs_swallows_only_the_stub_that_it_names(capsys):
    ran = []
    with needs(stub):
        stub(1)
        ran.append("after")
    assert ran == [] and "stub" in capsys.readouterr().out
    with pytest.raises(NotImplementedError, match="of its own"), needs(stub):
        other(1)
    with pytest.raises(NotImplementedError), needs(stub):
        torch.empty(2, device="meta").tolist()
    with pytest.raises(ZeroDivisionError), needs(stub):
        _ = 1 / 0
    with pytest.raises(ValueError), needs(stub, other):
        raise ValueError
    with needs(stub):  # what an earlier cell would have bound
        _ = never_computed  # noqa: F821
    with pytest.raises(NameError), needs(test_needs_swallows_only_the_stub_that_it_names):
        _ = never_computed  # noqa: F821
    with needs(stub, other):
        other(1)
    with pytest.raises(TypeError):
        needs()


def test_needs_runs_the_body_when_the_function_is_there():
    ran = []
    with needs(RIGHT):
        ran.append("body")
    assert ran == ["body"]


def test_needs_knows_a_stub_in_compiled_code_from_the_readers_own():
    def calls_torch(x):
        return torch.empty(2, device="meta").tolist()

    with pytest.raises(NotImplementedError), needs(calls_torch):
        calls_torch(1)
