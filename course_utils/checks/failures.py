"""What can go wrong in a case, as exceptions that carry a message for the reader."""


class Failure(Exception):
    """A case was not passed; the message says what was wrong, where, and what was expected."""


class StudentError(Failure):
    """The student's code raised; the message shows the call, the error and the line.

    `bare` says the same without anything that could show the inputs: neither the call nor the error's own text.
    """

    def __init__(self, message: str, bare: str):
        super().__init__(message)
        self.bare = bare


class NotAttempted(Exception):
    """The exercise is still the released stub."""


class TimeLimit(BaseException):
    """A case ran out of time. Not an Exception: code that catches everything must not swallow it."""
