"""Workers may die: everyone else is graded, and what kills its worker twice comes back as a failure."""

import math
import os
import signal
import time
from collections import Counter
from functools import partial
from pathlib import Path

import msgspec
import pytest

from grader.class_run import local
from grader.class_run.batch import grade_all
from grader.sandbox.policy import SandboxPolicy
from grader.submission.records import GradedSubmission, Job


def job(name: str) -> Job:
    return Job(name, "a", "", "", [], {}, {}, 0)


def grade(one: Job, log) -> GradedSubmission:
    with open(log / one.student, "a") as file:
        file.write(".")
    if "poison" in one.student or ("unlucky" in one.student and (log / one.student).stat().st_size == 1):
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return GradedSubmission(one.student, one.assignment, [])


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize(
    "killers", [("poison-04",), ("unlucky-07",), ("poison-00", "poison-11", "unlucky-23", "poison-24")]
)
def test_only_what_kills_its_worker_twice_fails(workers, killers, tmp_path):
    names = sorted({f"student-{n:02}" for n in range(25)} | set(killers), key=lambda name: name[-2:])
    results = list(grade_all(map(job, names), partial(grade, log=tmp_path), workers))
    assert Counter(result.student for result in results) == Counter(names)
    failed = {result.student for result in results if result.failure}
    assert failed == {name for name in killers if "poison" in name}
    assert all(
        (tmp_path / name).stat().st_size in (2, 3) for name in killers
    )  # 3: it was under way when it or a neighbour died


def test_results_come_as_they_are_ready(tmp_path):
    """Results come as they are ready: the first long before the last job has begun."""
    results = grade_all([job(f"student-{n:02}") for n in range(40)], partial(grade, log=tmp_path), 2)
    next(results)
    assert len(list(tmp_path.iterdir())) < 20
    results.close()
    assert len(list(tmp_path.iterdir())) < 20


class Server:
    """A fork server that lives."""

    policy = SandboxPolicy()

    def forker(self):
        return None

    def alive(self, *, doubtful=False):
        return True

    def surely(self, work):
        return work(None)


def grade_doubtfully(one: Job, fork, patience: float = math.inf) -> GradedSubmission:
    log = Path(one.folder)
    grade(one, log)
    if "long" in one.student and patience < math.inf:
        return GradedSubmission(one.student, "a", [], set_aside=True)
    return GradedSubmission(
        one.student, "a", [], doubtful="slow" in one.student and (log / one.student).stat().st_size == 1
    )


def test_what_is_doubtful_is_graded_again_alone_behind_all_others(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "grade_submission", grade_doubtfully)
    names = ["slow-1", "b", "slow-2", "c"]
    jobs = [msgspec.structs.replace(job(name), folder=str(tmp_path)) for name in names]
    results = list(local.grade_locally(jobs, Server(), 2))
    assert sorted(r.student for r in results[:2]) == ["b", "c"]
    assert sorted(r.student for r in results[2:]) == ["slow-1", "slow-2"]
    assert not any(result.doubtful for result in results)
    assert [(tmp_path / name).stat().st_size for name in names] == [2, 1, 2, 1]


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_what_takes_long_is_graded_behind_all_others_where_any_wait(workers, tmp_path, monkeypatch):
    monkeypatch.setattr(local, "grade_submission", grade_doubtfully)
    jobs = [msgspec.structs.replace(job(name), folder=str(tmp_path)) for name in ("long-1", "b", "c", "d")]
    results = [result.student for result in local.grade_locally(jobs, Server(), workers)]
    assert sorted(results) == ["b", "c", "d", "long-1"]
    assert (tmp_path / "long-1").stat().st_size == (2 if workers < 4 else 1)
    assert workers == 4 or results[-1] == "long-1"
