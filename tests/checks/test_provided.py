"""A card says beforehand where the notebook has changed a name of the chapter's own that the function uses."""

from __future__ import annotations

import importlib
import json
from html import unescape
from types import SimpleNamespace

import pytest
import torch

from course_utils.checks import check, topics
from course_utils.checks.check import NotPassed
from course_utils.checks.provided import as_handed_out, changed, marks
from grader.authoring.recording import provided

check_module = importlib.import_module("course_utils.checks.check")
PROVIDED = "SIZE = 3\n\n\ndef helper(x, y):\n    # adds\n    return {'a': x,\n        'b': y}"
ANSWER = "def f(x):\n    return [helper(x, SIZE) for _ in range(2)]"


@pytest.mark.parametrize("topic", topics())
def test_the_record_is_of_the_chapter_as_it_is(topic):
    assert as_handed_out(topic) == provided(topic), f"run `python -m grader record {topic}`"


@pytest.fixture
def handed_out(monkeypatch):
    known = {name: [mark] for name, mark in marks(PROVIDED).items()}
    monkeypatch.setattr("course_utils.checks.provided.as_handed_out", lambda topic: known)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([PROVIDED, ANSWER], []),
        ([PROVIDED + "\nimport math\nOWN = 3", ANSWER], []),
        ([PROVIDED.replace("3", "4"), ANSWER], ["SIZE"]),
        ([PROVIDED, ANSWER, "SIZE = 4"], ["perhaps SIZE"]),
        ([PROVIDED, "SIZE = 4\n\n\n" + ANSWER], []),
        ([PROVIDED.replace("3", "4"), ANSWER, PROVIDED], []),
        ([PROVIDED.replace("'b': y", "'b': -y"), ANSWER], ["helper"]),
        (['SIZE=3\ndef helper(x, y):\n    # adds\n    return {"a": x, "b": y,}', ANSWER], []),
        ([PROVIDED, "other = 1\nSIZE = 3", ANSWER], []),
        ([PROVIDED.replace("3", "4"), "def g(x):\n    return SIZE", "def f(x):\n    return g(x)"], ["SIZE"]),
        ([PROVIDED.replace("3", "4"), "def f(x):\n    return x"], []),
        ([PROVIDED.replace("3", "4"), "class f:\n    def __init__(self):\n        self.n = SIZE"], ["SIZE"]),
    ],
)
def test_what_was_changed_and_is_used_is_named(handed_out, cells, told):
    names: dict = {}
    for cell in cells:
        exec(cell, names)
    found = changed("t", names["f"], names, cells)
    assert [name if surely else f"perhaps {name}" for name, surely in found.items()] == told


def test_the_card_and_validate_say_it(monkeypatch):
    names = {"torch": torch}
    cells = [
        "A, T, X = 1.5, 0.8, 1.1\ndef log_normal(x, mean, sd):\n    return 0",  # the first line is the chapter's
        "def reparameterize(mu, logvar):\n    log_normal(0, 0, 1)\n    return mu",
    ]
    for cell in cells:
        exec(cell, names)
    monkeypatch.delenv("NBGRADER_VALIDATING", raising=False)
    monkeypatch.setattr(check_module, "get_ipython", lambda: SimpleNamespace(user_ns=names | {"In": cells}))
    monkeypatch.setattr(check_module, "changed", lambda topic, function, _, ran: changed(topic, function, names, ran))
    assert "Grading runs the chapter's own <code>log_normal</code>, and not your change" in unescape(
        check("vae.reparameterize", names["reparameterize"])._repr_html_()
    )
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with pytest.raises(NotPassed, match="not your change of it"):
        check("vae.reparameterize", names["reparameterize"])


def test_records_hold_no_text_of_a_chapter():
    assert all(len(mark) == 12 for topic in topics() for known in as_handed_out(topic).values() for mark in known)
    assert json.dumps(as_handed_out("vae")).count("return") == 0
