"""What can go wrong in a case, as exceptions that carry a message for the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """What a comparison found, for a reader who looks at it: what was compared, both sides, where they differ first."""

    what: str
    expected: str = ""
    got: str = ""
    where: str = ""


class Failure(Exception):
    """A case was not passed; the message says what was wrong, where, and what was expected.

    `bare` is what a hidden case may say: nothing in it depends on the inputs or on what the answer's author chose.
    found: the same as the message, in parts; answer: what was found wrong, by which the call is known that gave it.
    """

    def __init__(
        self,
        message: str,
        bare: str = "the answer is not what is expected",
        *,
        found: Found | None = None,
        answer: object = None,
    ):
        super().__init__(message)
        self.bare, self.found, self.answer = bare, found, answer


class StudentError(Failure):
    """The student's code raised; the message shows the call, the error and the line.

    call: e.g. "reparameterize"; shown: its arguments as text; first_line: of the error's own text; where: (file, line,
    text) of the last line of the student's code, line 0 if unknown.
    """

    def __init__(self, call: str, shown: str, error: BaseException | str, first_line: str, where: tuple[str, int, str]):
        self.kind = error if isinstance(error, str) else type(error).__name__
        self.call, self.shown, self.first_line, self.where = call, shown, first_line, where
        _, number, text = where
        line = f" (line {number}: `{text}`)" if text else f" (line {number})" if number else ""
        super().__init__(
            f"`{call}({shown})` raised {self.kind}: {first_line}{line}",
            f"`{call}` raised {self.kind}",  # which of a thousand lines it was would tell a hidden input
            found=Found(f"`{call}` raised {self.kind}", got=first_line, where=line.strip(" ()")),
        )


class Ended(Failure):
    """The process that runs the student's code has ended, or will not be started again."""


class NotAttempted(Exception):
    """The exercise is still the released stub."""


class TimeLimit(BaseException):
    """A case ran out of time. Not an Exception: code that catches everything must not swallow it."""
