"""Every attack of the suite, through the whole path of a submission."""

from __future__ import annotations

import re

import pytest

from course_utils.checks import runner

from . import answering, beyond, exfiltration, forging, meeting, opening, starvation, structure  # noqa: F401 - each adds its attacks
from .harness import ATTACKS, LATER, TARGET, grade, honest_points

pytestmark = pytest.mark.sandbox


def _id(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-")


@pytest.fixture
def limited(fork_under, monkeypatch):
    """What makes children under shorter limits than those of a class: the policy's, and `case` in seconds for each case."""
    run_case = runner.run_case

    def limited(wanted: dict[str, float]):
        policy = dict(wanted)
        if seconds := policy.pop("case", None):
            monkeypatch.setattr(runner, "run_case", lambda c, s, d, _=None: run_case(c, s, d, seconds))
        return fork_under(**policy)

    return limited


@pytest.mark.parametrize("name", [pytest.param(name, id=_id(name)) for name in ATTACKS])
def test_attacker_earns_the_honest_score(name, fork, neighbour, limited):
    found = ATTACKS[name]
    honest = honest_points(found.honest, fork) if isinstance(found.honest, str) else found.honest
    result = grade(found, limited(found.limits))
    neighbour.is_unharmed()
    assert not result.graded.failure, result.graded.failure
    assert result.points() == honest, result.shown
    assert result.points(LATER) == found.later, result.shown
    assert all(v["points"] == 0 for key, v in result.verdicts.items() if key not in (TARGET, LATER))
    assert re.search(found.evidence, result.shown, re.DOTALL), result.shown
    assert not found.never or not re.search(found.never, result.stored), re.search(found.never, result.stored)
