"""nbgrader's executing step: the submission runs in the sandbox, by the same core as `python -m grader autograde`."""

from __future__ import annotations

import atexit
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from grader.boundary.session import Session
from grader.gradebook import attention
from grader.gradebook.layout import open_gradebook
from grader.gradebook.regrading import chapter_seed
from grader.sandbox.policy import SandboxPolicy
from grader.sandbox.serve import Standing, age_of_the_code, fork_server
from grader.sandbox.wall import IsolationError
from grader.sandbox.zygote import NO_SANDBOX, Forker, Zygote
from grader.submission import compose
from grader.submission.chapter import ChapterNotebook, current_chapter
from grader.submission.grade import content_seed, notes_on, run_notebook
from grader.submission.intake import read_files

from .limits import policy_of


class ExecuteInSandbox(NbGraderPreprocessor):
    """Runs a notebook that `RestoreCells` has rebuilt, and writes the outputs from which nbgrader reads the scores.

    Stock nbgrader runs the student's code and the tests in one kernel, with the instructor's rights. Here it runs in a
    sandboxed child, and the cases of our exercises outside it.
    """

    sandboxed = Bool(True, help="Run submissions in a sandbox. Without it they have all rights of this account.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Raises SystemExit with one line where this machine cannot isolate: nothing is ever graded unprotected by accident."""
        about = resources["nbgrader"]
        source, submitted = (self._folder(step, about) for step in ("source", "submitted"))
        chapter, policy = current_chapter(source, about["notebook"]), policy_of(self)
        files, notes = read_files(str(submitted), str(source), policy, self._kept_back(about["assignment"]))
        seed = _seed(chapter, about)
        for _ in range(2):  # a second time only where something from outside may have had a hand in the first
            cells = [dict(cell) for cell in nb.cells if cell.get("id") != compose.NOTES]
            with (
                self._isolated(),
                closing(Session(self._fork(policy), files=files, seed=content_seed(cells))) as session,
            ):
                verdicts = run_notebook(cells, chapter, session, seed)
            if not session.doubtful:
                break
        before = nb.metadata.get("grading", {})
        notes = [*notes, *compose.notes_of(before), *notes_on(session)]
        graded = before.get("graded", True)
        metadata = nb.metadata | compose.grading(notes, verdicts, chapter, graded)
        _tell(chapter, about, compose.needs_human(notes), graded)
        whole = {"cells": [*compose.notes_cell(notes), *cells], "metadata": metadata}
        return nbformat.from_dict(whole | {"nbformat": 4, "nbformat_minor": 5}), resources

    def _kept_back(self, assignment: str) -> list[str]:
        converter = self.parent.parent  # converter > exporter > this
        return [*converter.coursedir.ignore, *converter.exclude_overwriting.get(assignment, [])]

    def _folder(self, step: str, about: dict) -> Path:
        course = self.parent.parent.coursedir
        student = "." if step == "source" else about["student"]
        return Path(course.format_path(getattr(course, f"{step}_directory"), student, about["assignment"]))

    def _fork(self, policy: SandboxPolicy) -> Forker:
        if not self.sandboxed:
            self.log.warning(NO_SANDBOX)
        if not all(server.running for server in _open):
            _fork_server.cache_clear()
        root = self.parent.parent.coursedir.root
        return _fork_server(self.sandboxed, root, age_of_the_code(), tuple(policy.numbers.items()))

    @contextmanager
    def _isolated(self) -> Iterator[None]:
        try:
            yield
        except IsolationError as error:
            self.log.error("%s", error)
            raise SystemExit(f"nbgrader autograde: {error}") from None


def _seed(chapter: ChapterNotebook, about: dict) -> int:
    """The chapter's secret seed; a notebook of plain tests needs none, and no gradebook in a file that could hold it."""
    if not chapter.checks:
        return 0
    with closing(_gradebook(about)) as gradebook:
        return chapter_seed(gradebook, about["assignment"])


def _tell(chapter: ChapterNotebook, about: dict, reasons: list[str], graded: bool) -> None:
    """Keep for the report and the exports what a person has to look into."""
    if not chapter.checks:
        return
    with closing(_gradebook(about)) as gradebook:
        (several,) = gradebook.execute(
            "SELECT count(*) > 1 FROM notebook JOIN assignment ON assignment.id = assignment_id WHERE assignment.name = ?",
            (about["assignment"],),
        ).fetchone()
        beginning = f"{about['notebook']}: " if several else ""
        step = attention.GRADING if graded or several else attention.NOT_GRADED
        found = [beginning + reason for reason in reasons]
        attention.of_one(gradebook, about["assignment"], about["student"], step, found, beginning)


def _gradebook(about: dict) -> sqlite3.Connection:
    return open_gradebook(Path(about["db_url"].removeprefix("sqlite:///")))


@lru_cache(maxsize=1)
def _fork_server(sandboxed: bool, root: str, age: int, limits: tuple[tuple[str, float], ...]) -> Forker:
    """One fork server for as long as this process lives and the code and the limits stay the same."""
    _close_last()
    server = fork_server(SandboxPolicy(**dict(limits)), sandboxed=sandboxed, hidden=(Path(root),))
    _open.append(server)
    return server.forker()


_open: list[Zygote | Standing] = []


@atexit.register
def _close_last() -> None:
    while _open:
        _open.pop().close()
