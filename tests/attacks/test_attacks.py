"""Every attack of the suite, through the whole path of a submission."""

from __future__ import annotations

import re

import pytest

from course_utils.checks import runner
from grader.boundary import session

from . import answering, beyond, exfiltration, forging, starvation, structure  # noqa: F401 - each adds its attacks
from .harness import ATTACKS, LATER, TARGET, grade, honest_points

pytestmark = pytest.mark.sandbox


def _id(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-")


@pytest.fixture
def limits(monkeypatch):
    """Sets shorter limits than those of a class: CELL_SECONDS, NOTEBOOK_SECONDS, GRACE, and `case` for each case."""

    run_case = runner.run_case

    def set_(wanted: dict[str, float]) -> None:
        for name, value in wanted.items():
            if name == "case":
                monkeypatch.setattr(runner, "run_case", lambda c, s, d, _=None: run_case(c, s, d, wanted["case"]))
            else:
                monkeypatch.setattr(session, name, value)
        if "CELL_SECONDS" in wanted:  # it is a default argument, which is bound already
            monkeypatch.setattr(session.Session.run, "__defaults__", (wanted["CELL_SECONDS"],))

    return set_


@pytest.mark.parametrize("name", [pytest.param(name, id=_id(name)) for name in ATTACKS])
def test_attacker_earns_the_honest_score(name, fork, neighbour, limits, request):
    found = ATTACKS[name]
    if found.hole:
        request.applymarker(pytest.mark.xfail(reason=found.hole, strict=True))
    honest = honest_points(found.honest, fork) if isinstance(found.honest, str) else found.honest
    limits(found.limits)
    result = grade(found, fork)
    neighbour.is_unharmed()
    assert not result.graded.failure, result.graded.failure
    assert result.points() == honest, result.shown
    assert result.points(LATER) == found.later, result.shown
    assert all(v["points"] == 0 for key, v in result.verdicts.items() if key not in (TARGET, LATER))
    assert re.search(found.evidence, result.shown, re.DOTALL), result.shown
    assert not found.never or not re.search(found.never, result.stored), re.search(found.never, result.stored)
