"""The student as a case sees it through the trust boundary: the same ways of asking, answered by a child."""

from __future__ import annotations

import builtins
import contextlib
import re
import sys
import warnings
from collections.abc import Iterator

from course_utils.checks.direct import Answer, Ask, Reference
from course_utils.checks.failures import Ended, Failure, NotAttempted, StudentError
from course_utils.checks.student import Student
from grader.inside import wire
from grader.inside.limits import Limits
from grader.inside.values import Refused, pack, unpack

from .session import ChildDied, Session

# Names of errors that a hidden case may show: any other could have been made from the inputs.
ERRORS = {"LinAlgError", "SympifyError", "PolynomialError", "OutOfMemoryError", "UFuncTypeError", "AxisError"} | {
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\uffff\U00010000-\U0010ffff]")


def readable(text: str) -> str:
    """Text from a submission without terminal escapes and control characters."""
    return _CONTROL.sub("", text)


def _value(reply: wire.Told, ask: Ask, limits: Limits):
    """The value of an answer. A function answers with data alone: a case that computes with a handle would ask the child for
    the result, and tell it what it is compared with."""
    value = unpack(reply.value, limits)
    if ask.do == "call" and _holds_reference(value):
        raise Refused("the answer is an object where data is expected")
    return value


def _holds_reference(value) -> bool:
    if isinstance(value, dict):
        return any(_holds_reference(v) for pair in value.items() for v in pair)
    return isinstance(value, Reference) or isinstance(value, list | tuple) and any(map(_holds_reference, value))


class RemoteStudent(Student):
    """A student whose function lives in the child of a session."""

    def __init__(self, session: Session, name: str):
        self.name: str = name
        self.changed, self._answers = (), {}
        self._session, self._answer = session, self._over_the_wall
        self._limits = session.policy.inside

    def begin(self, seed: int) -> None:
        """A new case begins: the child's generators start from this seed."""
        self._session.begin(seed)

    @contextlib.contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """A limit of wall time; the child stops by itself, or is killed a little later. What this process warns of is not the
        student's."""
        with warnings.catch_warnings(), self._session.limited(seconds):
            warnings.simplefilter("ignore")
            yield

    def _over_the_wall(self, ask: Ask) -> Answer:
        question = wire.Question(
            ask.do,
            [pack(a) for a in ask.args],
            {name: pack(value) for name, value in ask.kwargs.items()},
            ask.member,
            ask.pullback,
            pack(ask.cotangent),
            ask.of,
            ask.seed,
            ask.only_torch,
            0.0,
        )
        try:
            reply = self._session.ask(question)
        except ChildDied as died:
            raise Ended(str(died), str(died)) from None
        sys.stdout.write(readable(reply.printed[: self._limits.text_characters]))
        if isinstance(reply, wire.Sorry):
            raise self._problem(reply, ask)
        try:
            return Answer(
                _value(reply, ask, self._limits),
                tuple(readable(name[:100]) for name in reply.changed[: len(ask.args)]),
                tuple(unpack(g, self._limits) for g in reply.grads[: len(ask.args)]),
            )
        except Refused as refused:
            raise Failure(str(refused), str(refused)) from None

    def _problem(self, reply: wire.Sorry, ask: Ask) -> Exception:
        if reply.kind == "stub":
            return NotAttempted(self.name)
        text = readable(reply.text[: self._limits.text_characters])
        if reply.kind != "raised":
            return Failure(text or "gave no answer")
        where = (reply.file, reply.line, self._session.line(reply.file, reply.line))
        error = StudentError(
            readable(reply.call[:200]), readable(reply.shown[:500]), readable(reply.ename[:100]), text, where
        )
        call = self.name if ask.do in ("call", "new") else f"{self.name}.{ask.member}"
        kind = reply.ename if reply.ename in ERRORS else "an error"
        error.bare = StudentError(call, "", kind, "", ("", 0, "")).bare
        return error
