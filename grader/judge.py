"""Judges files: each exercise function is run in a child process, case by case, and nothing that the file does stops the next one."""

from __future__ import annotations

import ast
import contextlib
import json
import linecache
import multiprocessing
import os
import signal
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from course_utils.checks import topics
from course_utils.checks.failures import Failure, TimeLimit
from course_utils.checks.limits import captured, time_limit
from course_utils.checks.runner import FAILED, Outcome, Report, run_exercise
from course_utils.checks.student import Student, text_of

from .exercise import Secret
from .exercises import secrets

SCHEMA = 1
SLACK = 10.0  # seconds beyond a limit after which the child is taken for stuck
LOAD_SECONDS = 30.0  # for running the file itself
IMPORTS = "import math\nimport numpy as np\nimport sympy\nimport torch\nimport torch.nn.functional as F\n"


@dataclass
class Verdict:
    """What `python -m grader check` prints for one file."""

    file: str
    report: Report

    def as_json(self) -> str:
        """One line of JSON."""
        cases = []
        for outcome in self.report.outcomes:
            points, worth = self.report.points_of(outcome)
            cases.append(
                {
                    "name": outcome.case.name,
                    "outcome": outcome.outcome,
                    "points": points,
                    "max_points": worth,
                    "message": outcome.message,
                }
            )
        misconception = self.report.misconception
        return json.dumps(
            {
                "schema": SCHEMA,
                "file": self.file,
                "exercise": self.report.exercise.id,
                "points": round(self.report.points, 9),
                "max_points": self.report.max_points,
                "cases": cases,
                "misconception": misconception.name if misconception else None,
            }
        )


def judge(secret: Secret, path: Path, *, seed: int = 0, seconds: float | None = None) -> Verdict:
    """The verdict on the function (or class) of the exercise's name in a Python file. The file runs in a child process."""
    provided_names(secret.exercise.topic)  # imported once, for all children
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(sender, secret.exercise.id, path, seed, seconds), daemon=True)
    child.start()
    sender.close()
    try:
        report = _collect(receiver, secret, seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):  # it may have ended before it could lead a group
            os.killpg(child.pid, signal.SIGKILL)  # and with it whatever the file has started
        child.kill()
        child.join()
        receiver.close()
    return Verdict(str(path), report)


def _collect(receiver: Connection, secret: Secret, seconds: float | None) -> Report:
    """Outcomes as they arrive; what is missing when the child dies or gets stuck has failed."""
    outcomes: list[Outcome] = []
    report = Report(secret.exercise, outcomes)
    cases, reason = secret.all_cases, ""
    longest = seconds or max(case.seconds for case in cases)
    limit = longest + (seconds or LOAD_SECONDS)
    try:
        while True:
            if not receiver.poll(limit + SLACK):
                reason = f"did not answer within {limit:g} s and was stopped: it may be catching the interruption or waiting for something"
                break
            message = json.loads(receiver.recv_bytes())
            if "misconception" in message:
                known = {m.name: m for m in secret.exercise.misconceptions()}
                report.misconception = known.get(message["misconception"])
                break
            if "reason" in message:
                reason = message["reason"]
                break
            outcomes.append(Outcome(cases[len(outcomes)], message["outcome"], message["text"]))
            limit = longest
    except EOFError:
        reason = "the process ended before it answered"
    outcomes += [Outcome(case, FAILED, reason) for case in cases[len(outcomes) :]]
    return report


def _child(sender: Connection, exercise_id: str, path: Path, seed: int, seconds: float | None) -> None:
    os.setsid()
    itself = os.getpid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    secret = secrets()[exercise_id]

    def send(**message) -> None:
        if os.getpid() != itself:  # a process that the file has forked: only one may answer
            os._exit(0)
        sender.send_bytes(json.dumps(message).encode())

    try:
        function = load(path, secret.exercise.name, exercise_id.split(".")[0], seconds or LOAD_SECONDS)
    except Failure as failure:
        send(reason=str(failure))
        return
    student = Student(function, name=secret.exercise.name)
    report = run_exercise(
        secret.exercise,
        secret.all_cases,
        student,
        seed=seed,
        seconds=seconds,
        tell=lambda o: send(outcome=o.outcome, text=o.message),
    )
    send(misconception=report.misconception.name if report.misconception else None)


def load(path: Path, name: str, topic: str, seconds: float):
    """The object of this name in the file, run with the chapter's imports at hand; Failure with the reason if there is none."""
    try:
        source = path.read_text(encoding="utf-8")
        code = compile(source, str(path), "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two: nested too deeply
        line = f" (line {error.lineno}: `{(error.text or '').strip()[:100]}`)" if isinstance(error, SyntaxError) else ""
        raise Failure(f"the file does not parse: {getattr(error, 'msg', error)}{line}") from None
    namespace = provided_names(topic) | {"__name__": "submission", "__file__": str(path)}
    try:
        with captured(), time_limit(seconds):
            exec(code, namespace)
    except (Exception, SystemExit, TimeLimit) as error:
        raise Failure(
            f"the file raised {type(error).__name__} when it was run: {text_of(error)[:300]}{_where(error, path)}"
        ) from None
    if not callable(namespace.get(name)):
        raise Failure(f"the file defines no function or class `{name}`")
    return namespace[name]


@cache
def provided_names(topic: str) -> dict:
    """What a chapter has imported before its first exercise: what works in the notebook works here."""
    namespace = {}
    exec(IMPORTS + chapter_imports(topic), namespace)
    return namespace


def chapter_imports(topic: str) -> str:
    """The import statements at the top level of a chapter's source, as text."""
    folder = Path(__file__).parent.parent / "solutions" / topics()[topic].chapter
    source = folder / f"{topic}.py"
    if not source.is_file():
        return ""
    statements = ast.parse(source.read_text(encoding="utf-8")).body
    return "\n".join(ast.unparse(s) for s in statements if isinstance(s, ast.Import | ast.ImportFrom))


def _where(error: BaseException, path: Path) -> str:
    trace, line = error.__traceback__, 0
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == str(path) else line
        trace = trace.tb_next
    return f" (line {line}: `{linecache.getline(str(path), line).strip()[:100]}`)" if line else ""
