"""Grading on this machine: worker processes, and children of a fork server."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from grader.sandbox.server import ForkServer
from grader.sandbox.zygote import Forker
from grader.submission.grade import grade_submission
from grader.submission.records import GradedSubmission, Job

from .batch import grade_all


def grade_locally(jobs: list[Job], server: ForkServer, workers: int) -> Iterator[GradedSubmission]:
    """The graded submissions as they are ready, those that take long behind all others. What was under way when the fork server
    died, and what is doubtful, is graded again by itself, at the end."""
    by_student, waiting = {job.student: job for job in jobs}, len(jobs) > workers
    alone: list[Job] = []
    for patience in (server.policy.set_aside_seconds if waiting else math.inf, math.inf):
        work, aside = partial(grade_submission, fork=server.forker(), patience=patience), []
        for result in grade_all(jobs, work, min(workers, len(jobs))):
            if not server.alive(doubtful=bool(result.failure)) or result.doubtful:
                alone.append(by_student[result.student])
            elif result.set_aside:
                aside.append(by_student[result.student])
            else:
                yield result
        jobs = aside
    for job in alone:
        yield server.surely(partial(_grade_alone, job)) or lost_for_good(job, server)


def _grade_alone(job: Job, fork: Forker) -> GradedSubmission:
    return next(grade_all([job], partial(grade_submission, fork=fork), 1))


def lost_for_good(job: Job, server: ForkServer) -> GradedSubmission:
    """The failure of a submission that the fork server did not survive."""
    times = f"{server.policy.tries} times"
    reason = f"the fork server ended {times} while it worked on this submission, perhaps because memory ran out"
    return GradedSubmission(job.student, job.assignment, [], failure=reason)
