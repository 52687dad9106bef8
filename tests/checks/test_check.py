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
from toy import double_exercise, outcome_of, report_on

from course_utils.checked import CHECKED
from course_utils.checks import card, check, expect, hint, needs
from course_utils.checks.check import Checked, NotPassed
from course_utils.checks.diagnosis import Diagnosis
from course_utils.checks.exercises import Misconception
from course_utils.checks.runner import run_exercise
from course_utils.checks.student import Student
from grader.exercises import secrets

hints_module = importlib.import_module("course_utils.checks.hints")
check_module = importlib.import_module("course_utils.checks.check")  # the name `check` in the package is the function
ID = "vae.log_px_importance"
RIGHT = secrets()[ID].reference.function
WRONG = secrets()[ID].misconceptions[0].function


@pytest.fixture(autouse=True)
def a_plain_notebook(monkeypatch):
    for name in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING"):
        monkeypatch.delenv(name, raising=False)
    for memory in ("_failed", "_shown"):
        monkeypatch.setattr(hints_module, memory, {})


def stub(logw):
    raise NotImplementedError


def test_text_is_the_points_where_nbgrader_grades_and_it_reads_them(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
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


def test_points_are_printed_by_g(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    report = report_on(lambda x: 2 * x if isinstance(x, float) else None)
    assert report.points == 3 and repr(Checked(report)) == "3"
    report.exercise.level = 1 / 3
    assert repr(Checked(report)) == "0.5"


def test_only_public_cases_run_in_the_notebook():
    names = [o.case.name for o in check(ID, RIGHT).report.outcomes]
    assert names == [c.name for c in secrets()[ID].exercise.cases]
    assert check(ID, RIGHT).report.points == 4 and check(ID, stub).report.points == 0


def test_a_card_tells_what_counts_now_and_what_grading_adds():
    """The public cases carry a part of the points: nobody who passes them has all."""
    secret = secrets()[ID]
    public, all_ = (sum(case.weight for case in cases) for cases in (secret.exercise.cases, secret.all_cases))
    counted = round(4 * public / all_, 1)
    checked = check(ID, RIGHT)
    told = f"{counted:g} of 4 points so far; grading adds {len(secret.cases)} more checks for {4 - counted:g} points"
    assert told in card.text(checked.report) and told in checked._repr_html_() and 0 < counted < 4
    _, metadata = checked._repr_mimebundle_()
    assert metadata == {CHECKED: {"state": "passed", "points": pytest.approx(4 * public / all_)}}
    assert "so far" not in card.html(run_exercise(secret.exercise, secret.all_cases, Student(RIGHT)), final=True)


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
    assert check(ID, RIGHT).report.passed
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


# What JupyterLab's sanitiser lets stand in a style.
KEPT = set(
    "background-color border-left border-top color cursor display font-size list-style-type margin margin-top max-height max-width "
    "min-width opacity overflow padding padding-left padding-top white-space".split()
)


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
    tags = Tags(Checked(report, offered=True)._repr_html_())
    assert set(tags.tags) <= {"div", "span", "strong", "ul", "li", "code", "pre", "details", "summary", "br"}
    assert {name for name, _ in tags.attributes} == {"style"}
    for declaration in ";".join(value for _, value in tags.attributes).split(";"):
        name, _, value = declaration.strip().partition(": ")
        assert name in KEPT, "JupyterLab takes it out of an untrusted notebook"
        assert not re.search("url|var|[^-]color: (?!inherit)", value)


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
    for sign in ("◐ Partly passed: 1 of 3 checks pass", "✓ 1 check passed", "✗ failed", "○ not attempted"):
        assert sign in text
    for function, told in (
        (lambda x: 2 * x, "✓ Passed: all 3"),
        (lambda x: 0, "✗ Not passed"),
        (stub, "○ Not attempted"),
    ):
        report = report_on(function)
        assert told in Tags(card.html(report)).text and told.split(":")[0] in card.text(report).replace(
            "toy.double: ", ""
        )


def test_a_failure_leads_with_what_failed_and_shows_both_sides_and_the_call():
    """The title of a case that looks at several things tells nothing of which one failed."""

    def doubles_but_once(x):
        return 2 * x if isinstance(x, float) else np.array([2.0, -3.0])

    text = Tags(card.html(report_on(doubles_but_once))).text
    place = text.index("✗ failed: the result")
    order = [
        "[2, -4]",
        "[2, -3]",
        "first difference is at [1]",
        "in check 2: an array, left",
        "double(np.array([1.0, -2.0]))",
    ]
    assert sorted(order, key=lambda part: text.index(part, place)) == order

    def raises(x):
        return x + nothing  # noqa: F821

    told = Tags(card.html(report_on(raises))).text
    assert "failed: double raised NameError" in told and "return x + nothing" in told
    assert told.count("the same in check") == 2


def test_no_two_numbers_of_a_failure_look_alike_and_no_backquote_is_left():
    for compare in (
        lambda: expect.close(1.00000001, 1.0, rtol=1e-12, atol=0, what="`it`"),
        lambda: expect.greater(1.0, 1.0000000001, what="`it`"),
        lambda: expect.close(np.full(30, 1 + 1e-9), np.ones(30), rtol=1e-12, atol=0, what="`it`"),
    ):
        outcome = outcome_of(lambda student, draw, compare=compare: compare(), stub)
        assert outcome.found.expected != outcome.found.got
        report = report_on(stub)
        report.outcomes = [outcome]
        assert "`" not in card.html(report) + card.text(report) + card.one_line(report)


def test_hints_come_one_at_a_time_and_are_offered_after_two_failed_attempts():
    steps, wrongs = secrets()[ID].exercise.steps, [lambda logw: 0.0, lambda logw: 1.0]
    told = [check(ID, wrong)._repr_html_() for wrong in (wrongs[0], wrongs[0], wrongs[1])]
    assert ["Hint 1 of 3" in html for html in told] == [False, False, True]
    assert told[2].index("Hint 1 of 3") < told[2].index("Hint 2 of 3") < told[2].index("Hint 3 of 3")
    assert "Hint" not in card.html(check(ID, wrongs[1]).report, final=True)
    shown = [repr(hint(ID)) for _ in range(4)]
    words = [step.replace("`", "") for step in steps]
    assert [[word in text for word in words] for text in shown] == [[i <= n for i in range(3)] for n in (0, 1, 2, 2)]
    with pytest.raises(KeyError, match=r"there is no exercise 'vae\.nothing'"):
        hint("vae.nothing")


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
