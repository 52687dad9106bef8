"""The loop inside a child: runs cells, answers questions. Everything here is in the submission's hands."""

from __future__ import annotations

import os
import random
import sys
from multiprocessing.connection import Connection

import numpy as np
import torch

from course_utils.checks.direct import Ask, Direct
from course_utils.checks.failures import Failure, NotAttempted, StudentError, TimeLimit
from course_utils.checks.limits import captured
from course_utils.checks.plain import text_of

from . import wire
from .cells import Cells
from .clock import computing, ignore_late_signals
from .limits import Limits
from .values import Refused, pack, unpack

TORCH_SEED = 67280421310721  # what a fresh torch starts from


def serve(channel: int, shell, limits: Limits) -> None:
    """Answer requests until the channel closes."""
    ignore_late_signals()
    connection, child = Connection(channel), Served(shell, limits)
    while True:
        try:
            request = wire.decode_request(connection.recv_bytes())
        except EOFError:
            return
        reply = child.answer(request)
        if reply is not None:
            connection.send_bytes(_bounded(wire.encode(reply), limits))


def _bounded(data: bytes, limits: Limits) -> bytes:
    if len(data) <= limits.message_bytes:
        return data
    return wire.encode(wire.Sorry("failure", f"the answer is larger than {limits.message_megabytes} MB"))


class Served:
    """A submission: its namespace, and the function that is being asked."""

    def __init__(self, shell, limits: Limits):
        self._cells, self._limits = Cells(shell, limits), limits
        self._subject: Direct | None = None
        self._kept: dict[str, tuple[Direct | None, dict]] = {}

    def answer(self, request: wire.Request) -> wire.Reply | None:
        """The reply to one request; None where none is due."""
        match request:
            case wire.Start():
                self._start(request)
            case wire.Run():
                return self._cells.run(request.source, request.name, request.seconds, rescue=request.rescue)
            case wire.Take():
                return self._take(request)
            case wire.Return():
                return self._return(request.keep)
            case wire.Question():
                return self._ask(request)
            case wire.Begin() if self._subject:
                self._subject.begin(request.seed)
        return None

    def _start(self, request: wire.Start) -> None:
        for name, content in request.files.items():
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            with open(name, "wb") as file:
                file.write(content)
        torch.default_generator.manual_seed(TORCH_SEED)  # torch.manual_seed looks for devices, for milliseconds
        random.seed(request.seed)
        np.random.seed(request.seed % 2**32)

    def _take(self, request: wire.Take) -> wire.Taken:
        missing = object()
        found = self._cells.namespace.get(request.name, missing)
        self._subject = Direct(found, request.name, BaseException) if callable(found) else None
        if request.keep:
            self._kept[request.keep] = self._subject, dict(self._cells.namespace)
        return wire.Taken(found is not missing, self._subject is not None)

    def _return(self, keep: str) -> wire.Taken:
        self._subject, names = self._kept.get(keep, (None, {}))
        self._cells.namespace.update(names)  # names that are newer stay: nothing asked for them then
        return wire.Taken(self._subject is not None, self._subject is not None)

    def _ask(self, question: wire.Question) -> wire.Told | wire.Sorry:
        reply: wire.Told | wire.Sorry
        with captured() as printed:
            try:
                with computing(question.seconds):
                    reply = self._told(question)
            except BaseException as error:  # nothing that the student's code raises may end the loop
                reply = _sorry(error, self._limits.text_characters)
        reply.printed = printed.text()
        return reply

    def _told(self, question: wire.Question) -> wire.Told:
        if self._subject is None:
            raise Failure("there is no function to ask")
        ask = Ask(
            question.do,
            tuple(self._given(part) for part in question.args),
            {name: self._given(part) for name, part in question.kwargs.items()},
            question.member,
            question.pullback,
            self._given(question.cotangent),
            question.of,
            question.seed,
            question.only_torch,
        )
        answer = self._subject(ask)
        return wire.Told(pack(answer.value), list(answer.changed), [pack(g) for g in answer.grads], "")

    def _given(self, part: wire.Value):
        """An argument. It comes from the trusted side, which may repeat a row as often as it likes."""
        return unpack(part, self._limits, most_rows=sys.maxsize)


def _sorry(error: BaseException, most: int) -> wire.Sorry:
    """What became of a question that has no answer. most: characters of a text."""
    if isinstance(error, TimeLimit):
        return wire.Sorry("late", str(error))
    if isinstance(error, NotAttempted):
        return wire.Sorry("stub")
    if isinstance(error, StudentError):
        file, line, _ = error.where
        return wire.Sorry("raised", error.first_line, error.call, error.shown[:most], error.kind, file, line)
    if isinstance(error, Failure | Refused):
        return wire.Sorry("failure", str(error)[:most])
    text = (text_of(error).splitlines() or [""])[0]
    return wire.Sorry("failure", f"raised {type(error).__name__}: {text}"[:most])
