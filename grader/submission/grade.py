"""Grades one submission: the student's cells run in a child, the cases run here."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from time import perf_counter

from course_utils.checks.exercises import Exercise
from course_utils.checks.failures import Failure
from course_utils.checks.runner import FAILED, Outcome, Report, recognise, run_cases
from grader.boundary.remote import RemoteStudent
from grader.boundary.session import Session
from grader.exercises import secret_of
from grader.sandbox.zygote import Forker

from . import compose, scoring
from .chapter import ChapterNotebook, read_chapter
from .intake import Unreadable, read_cells, read_files
from .needed import names_in, needed
from .records import ExerciseVerdict, GradedNotebook, GradedSubmission, Job
from .restore import restored
from .trim import trimmed


def grade_submission(job: Job, fork: Forker) -> GradedSubmission:
    """The graded submission, within the limits of the fork server's policy. Whatever the student's code does ends as a verdict; what the grader itself cannot do, as `failure`."""
    started = perf_counter()
    try:
        files, notes = read_files(job.folder, job.source, fork.policy, job.rules.kept_back)
        graded = [_grade_file(job, name, files, notes, fork) for name in job.notebooks]
    except Exception as error:  # one submission must not stop the class
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return GradedSubmission(job.student, job.assignment, [], perf_counter() - started, failure=reason)
    cpu = sum(seconds for _, seconds in graded)
    return GradedSubmission(job.student, job.assignment, [n for n, _ in graded], perf_counter() - started, cpu)


def _grade_file(
    job: Job, name: str, files: dict[str, bytes], notes: list[str], fork: Forker
) -> tuple[GradedNotebook, float]:
    path = Path(job.folder, f"{name}.ipynb")
    if not os.path.lexists(path):
        return GradedNotebook(name, "", missing=True), 0.0
    chapter = read_chapter(job.source, name)
    chapter.hold_against(job.stubs[name])
    try:
        submitted, problem = read_cells(path, fork.policy), []
    except Unreadable as error:
        submitted, problem = [], [f"the submitted file is no notebook ({error}), so nothing in it could be graded"]
    cells, mended = restored(submitted, chapter.cells, job.stubs[name])
    session = Session(fork, files=files, seed=content_seed(cells))
    try:
        verdicts = run_notebook(cells, chapter, session, job.seed)
        session.stop()
        for cell in cells:
            if cell["cell_type"] == "code":
                cell["outputs"] = trimmed(cell["outputs"], job.rules)
        notes = [*notes, *(problem or mended), *session.incidents]
        metadata = chapter.notebook["metadata"] | compose.grading(notes, verdicts, chapter)
        text = compose.as_text([*compose.notes_cell(notes), *cells], metadata)
        scores = scoring.cell_scores(cells, job.checksums[name])
    finally:
        session.close()
    return GradedNotebook(name, text, scores), session.cpu


def content_seed(cells: list[dict]) -> int:
    """What the generators of numpy and Python start from while the cells run: the same for the same notebook."""
    text = "\n".join(cell["source"] for cell in cells)
    return int.from_bytes(hashlib.sha256(text.encode(errors="replace")).digest()[:7])


def run_notebook(cells: list[dict], chapter: ChapterNotebook, session: Session, seed: int) -> list[ExerciseVerdict]:
    """Run what is needed of the cells in order, write their outputs into them, and return a verdict for each exercise.

    Hidden cases come last of all, when nothing that the submission says is shown any more: what has seen their inputs
    could repeat them in a later cell, or in the answer to a later question.
    """
    reports, to_run = {}, _what_to_run(cells, chapter)
    for number, (cell, source) in enumerate(zip(cells, to_run, strict=True)):
        if cell["cell_type"] != "code":
            continue
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        cell["outputs"], cell["execution_count"] = [], None
        if grade_id in chapter.checks:
            reports[grade_id] = cell, examine_in_public(*chapter.checks[grade_id], session, seed, keep=grade_id)
        elif source:
            cell["outputs"] = compose.outputs(session.run(f"cell {number + 1}", source))
            if grade_id in chapter.plain:
                _keep_to_the_points(cell, session)
    for grade_id, (cell, report) in reports.items():
        session.back_to(grade_id)
        examine_in_secret(report, session, seed)
        cell["outputs"] = compose.graded(report)
    return [compose.verdict(report, grade_id) for grade_id, (_, report) in reports.items()]


def _keep_to_the_points(cell: dict, session: Session) -> None:
    """A plain test cell that shows more than it is worth counts as failed; stock nbgrader would drop the whole submission."""
    results = [output for output in cell["outputs"] if output["output_type"] == "execute_result"]
    try:
        for output in results:
            scoring.auto_score(cell | {"outputs": [output]}, None)
    except scoring.TooManyPoints as error:
        name = cell["metadata"]["nbgrader"]["grade_id"]
        session.incidents.append(f"{error}: the cell `{name}` counts as failed")
        kept = [output for output in cell["outputs"] if output not in results]
        cell["outputs"] = compose.failed("TooManyPoints", str(error)) + kept


def _what_to_run(cells: list[dict], chapter: ChapterNotebook) -> list[str]:
    """The code of each cell that is run: the student's whole, of provided cells only what the student's needs."""
    if chapter.as_nbgrader:
        return ["" if cell["source"].strip() in chapter.skipped else cell["source"] for cell in cells]
    own = {cell["id"] for cell in chapter.notebook["cells"] if not cell["metadata"].get("nbgrader", {}).get("solution")}
    code = [cell["source"] if cell["cell_type"] == "code" else "" for cell in cells]
    provided = [source if cell["id"] in own else "" for cell, source in zip(cells, code, strict=True)]
    theirs = ["" if cell["id"] in own else source for cell, source in zip(cells, code, strict=True)]
    wanted = set().union(*(names_in(source) for source in theirs))
    return [a or b for a, b in zip(theirs, needed(provided, wanted), strict=True)]


def examine(exercise_id: str, name: str, session: Session, seed: int, seconds: float | None = None) -> Report:
    """Run all cases of an exercise on the function of this name in the session's child."""
    report = examine_in_public(exercise_id, name, session, seed, seconds)
    examine_in_secret(report, session, seed, seconds)
    return report


def examine_in_public(
    exercise_id: str, name: str, session: Session, seed: int, seconds: float | None = None, *, keep: str = ""
) -> Report:
    """The report on the public cases; on all of them where there is no function to ask."""
    secret = secret_of(exercise_id)
    taken = session.take(name, keep)
    if not taken.callable:
        reason = "is there, but is no function" if taken.there else "is not defined: did its cell raise an error?"
        return _nothing_to_ask(secret.exercise, secret.all_cases, f"`{name}` {reason}")
    report, student = Report(secret.exercise, []), RemoteStudent(session, name)
    run_cases(report, secret.exercise.cases, student, seed=seed, seconds=seconds)
    recognise(report, student)
    return report


def examine_in_secret(report: Report, session: Session, seed: int, seconds: float | None = None) -> None:
    """Add the hidden cases to a report. Nothing that the child says gets into it but whether a case is passed."""
    cases = [c for c in secret_of(report.exercise.id).cases if c not in [outcome.case for outcome in report.outcomes]]
    if cases:
        student = RemoteStudent(session, report.exercise.name)
        run_cases(report, cases, student, seed=seed, seconds=seconds)
        recognise(report, student)


def _nothing_to_ask(exercise: Exercise, cases: list, reason: str) -> Report:
    return Report(exercise, [Outcome(case, FAILED, str(Failure(reason))) for case in cases])
