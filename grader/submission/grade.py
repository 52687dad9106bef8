"""Grades one submission: the student's cells run in a child, the cases run here."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

from course_utils.checks.exercises import Exercise
from course_utils.checks.failures import Failure
from course_utils.checks.runner import FAILED, Outcome, Report, recognise, run_cases
from course_utils.notebook.matching import about, called
from course_utils.notebook.needed import names_in, needed
from grader.boundary.phases import measured, phase
from grader.boundary.remote import RemoteStudent, readable
from grader.boundary.session import Session, SetAside
from grader.exercises import secret_of
from grader.inside import wire
from grader.sandbox.zygote import Forker

from . import compose, scoring
from .chapter import ChapterNotebook, read_chapter
from .intake import read_files
from .names import cell_names, places_of_checks, why_not_there
from .naming import find_notebook
from .notebook_file import of_assignment, read_notebook
from .records import ExerciseVerdict, GradedNotebook, GradedSubmission, Job, NeedsHuman
from .restore import restored
from .trim import trimmed


def grade_submission(job: Job, fork: Forker, patience: float = math.inf) -> GradedSubmission:
    """The graded submission, within the limits of the fork server's policy. Whatever the student's code does ends as a verdict; what the grader itself cannot do, as `failure`.

    patience: seconds for each notebook, after which the submission is set aside.
    """
    started = perf_counter()
    try:
        with measured() as phases:
            with phase("read"):
                files, notes = read_files(job.folder, job.source, fork.policy, job.rules.kept_back)
            graded = [_grade_file(job, name, files, notes, fork, patience) for name in job.notebooks]
    except SetAside:
        return GradedSubmission(job.student, job.assignment, [], perf_counter() - started, set_aside=True)
    except Exception as error:  # one submission must not stop the class
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return GradedSubmission(job.student, job.assignment, [], perf_counter() - started, failure=reason)
    notebooks, cpu = [notebook for notebook, *_ in graded], sum(seconds for _, seconds, _ in graded)
    doubtful = any(doubtful for *_, doubtful in graded)
    seconds = perf_counter() - started
    return GradedSubmission(job.student, job.assignment, notebooks, seconds, cpu, doubtful=doubtful, phases=phases)


def grade_surely(job: Job, fork: Forker) -> GradedSubmission:
    """The same for who grades one submission at a time: one that is doubtful is graded a second time, and that counts."""
    graded = grade_submission(job, fork)
    return grade_submission(job, fork) if graded.doubtful else graded


def _grade_file(
    job: Job, name: str, files: dict[str, bytes], notes: list[str], fork: Forker, patience: float
) -> tuple[GradedNotebook, float, bool]:
    """The notebook, the seconds of CPU that its code took, and whether it has to be graded again."""
    chapter = read_chapter(job.source, name)
    path, told = find_notebook(Path(job.folder), chapter, job.notebooks, fork.policy)
    if not os.path.lexists(path):
        return GradedNotebook(name, "", missing=True, needs_human=[told], graded=False), 0.0, False
    notes = [*notes, *([told] if told else [])]
    chapter.hold_against(job.stubs[name])
    with phase("read"):
        submitted = of_assignment(read_notebook(path, fork.policy), job.assignment, job.stubs[name])
        cells, mended = restored(submitted.cells, chapter.cells, job.stubs[name])
    session = Session(fork, files=files, seed=content_seed(cells), patience=patience)
    try:
        verdicts = run_notebook(cells, chapter, session, job.seed)
        session.stop()
        with phase("compose"):
            for cell in cells:
                if cell["cell_type"] == "code":
                    cell["outputs"] = trimmed(cell["outputs"], job.rules)
            notes = [*notes, *submitted.notes, *(mended if submitted.graded else []), *notes_on(session)]
            metadata = chapter.notebook["metadata"] | compose.grading(notes, verdicts, chapter, submitted.graded)
            text = compose.as_text([*compose.notes_cell(notes), *cells], metadata)
            scores = scoring.cell_scores(cells, job.checksums[name])
    finally:
        session.close()
    human = compose.needs_human(notes)
    return GradedNotebook(name, text, scores, needs_human=human, graded=submitted.graded), session.cpu, session.doubtful


def notes_on(session: Session) -> list[str]:
    """What happened while a submission was at work; a person has to look into what no answer is to blame for."""
    return [NeedsHuman(note) if note in session.no_answers else note for note in session.incidents]


def content_seed(cells: list[dict]) -> int:
    """What the generators of numpy and Python start from while the cells run: the same for the same notebook."""
    text = "\n".join(cell["source"] for cell in cells)
    return int.from_bytes(hashlib.sha256(text.encode(errors="replace")).digest()[:7])


def run_notebook(cells: list[dict], chapter: ChapterNotebook, session: Session, seed: int) -> list[ExerciseVerdict]:
    """Run what is needed of the cells in order, write their outputs into them, and return a verdict for each exercise.

    Hidden cases come last of all, when nothing that the submission says is shown any more: what has seen their inputs
    could repeat them in a later cell, or in the answer to a later question.
    """
    reports: dict[str, tuple[dict, Report]] = {}
    with phase("read"):
        names, checks = cell_names(cells, chapter), places_of_checks(cells, chapter)
        to_run = _what_to_run(cells, chapter, checks)
    for number, (cell, source) in enumerate(zip(cells, to_run, strict=True)):
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            if source and grade_id not in chapter.checks:
                with phase("cells"):
                    ran = session.run(names[number], source, rescue=not chapter.as_nbgrader)
                cell["outputs"] = compose.outputs(ran)
                session.incidents.extend(_rescued(ran, names[number]))
            if grade_id in chapter.plain:
                _keep_to_the_points(cell, session)
        for place in checks.get(number, []):
            grade_id = cells[place]["metadata"]["nbgrader"]["grade_id"]
            reports[grade_id] = cells[place], _first_part(grade_id, cells, chapter, session, seed)
            if place != number:
                session.incidents.append(f"{called(cells[place])} was run below its place, after {names[number]}")
    for grade_id, (cell, report) in reports.items():
        with phase(report.exercise.id):
            session.back_to(grade_id)
            examine_in_secret(report, session, seed)
        cell["outputs"] = compose.graded(report)
    return [compose.verdict(reports[grade_id][1], grade_id) for grade_id in chapter.checks if grade_id in reports]


def _rescued(ran: wire.Ran, name: str) -> list[str]:
    """A note where a line of a cell failed, and what stands below it was run all the same."""
    error = next((output for output in ran.outputs if output.kind == "error"), None)
    if not (error and ran.rescued):
        return []
    what = f"line {error.line} of {name} failed here ({readable(error.ename[:100])})"
    return [f"{what}: what is defined below it was run all the same: {', '.join(f'`{n}`' for n in ran.rescued)}"]


def _first_part(grade_id: str, cells: list[dict], chapter: ChapterNotebook, session: Session, seed: int) -> Report:
    """The report on the public cases; where the function is not there, a note says why, as far as the cells tell."""

    def why() -> str:
        reason = why_not_there(chapter.checks[grade_id][1], cells, chapter)
        session.incidents.extend([reason] if isinstance(reason, NeedsHuman) else [])
        return reason

    exercise_id, name = chapter.checks[grade_id]
    with phase(exercise_id):
        return examine_in_public(exercise_id, name, session, seed, keep=grade_id, why=why)


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


def _what_to_run(cells: list[dict], chapter: ChapterNotebook, checks: Iterable[int]) -> list[str]:
    """The code of each cell that is run: the student's whole, of provided cells only what the student's needs.

    checks: places behind which answers are checked.
    """
    if chapter.as_nbgrader:
        return ["" if cell["source"].strip() in chapter.skipped else cell["source"] for cell in cells]
    own = chapter.provided
    graded = [number for number, cell in enumerate(cells) if about(cell).get("grade")]
    end = max([*graded, *checks], default=-1)  # what stands below the last cell that earns points would only take time
    code = [cell["source"] if cell["cell_type"] == "code" and n <= end else "" for n, cell in enumerate(cells)]
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
    exercise_id: str,
    name: str,
    session: Session,
    seed: int,
    seconds: float | None = None,
    *,
    keep: str = "",
    why: Callable[[], str] | None = None,
) -> Report:
    """The report on the public cases; on all of them where there is no function to ask. why: tells why it is not there."""
    secret = secret_of(exercise_id)
    taken = session.take(name, keep)
    if not taken.callable:
        reason = (
            f"`{name}` is there, but is no function" if taken.there else why() if why else f"`{name}` is not defined"
        )
        return _nothing_to_ask(secret.exercise, secret.all_cases, reason)
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
