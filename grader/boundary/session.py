"""A submission at work: its child process, replaced when it dies, within a budget of time."""

from __future__ import annotations

import contextlib
import math
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from time import monotonic

import msgspec

from course_utils.checks.failures import TimeLimit
from course_utils.checks.limits import stopped, too_long
from grader.inside import wire
from grader.inside.limits import MEGABYTE
from grader.sandbox.zygote import Child, Forker

from .budget import SOONEST, Budget, Limit, Meter
from .parts import too_many_parts
from .phases import phase

CELLS_OVER = "the notebook's cells have used their {:g} s: of the cells below only what is done in a moment was run"
WAITED = "code was stopped that only waited, for longer than it may"


class SetAside(BaseException):
    """Others wait, and this submission has been at work for long. Not an Exception: no case may take it for a failure."""


class ChildDied(Exception):
    """The child ended, or sent what is no answer; the message says which."""


class Session:
    """One submission's child. Cells are run, functions taken and asked; whatever the child does ends as a reply or as ChildDied.

    A child that has died is replaced at the next step: the cells that ran before are run again, those that killed it are not.
    `incidents` lists what happened, for the notes on the notebook; `no_answers` are those of them that may have cost points
    which no answer has lost. `doubtful`: something from outside may have had a hand in
    it (the clock stopped code that waited, or somebody else ended the child), so it has to be graded again before it counts.
    """

    def __init__(
        self, fork: Forker, *, files: dict[str, bytes] | None = None, seed: int = 0, patience: float = math.inf
    ):
        """patience: seconds on the clock after which SetAside is raised, whatever is under way."""
        self._until = monotonic() + patience
        self._fork, self.policy = fork, fork.policy
        self._start = wire.Start(files or {}, seed)
        self._child: Child | None = None
        self._children = 0
        self._steps: list[wire.Run | wire.Take] = []  # to do again in a new child
        self._subject: wire.Take | wire.Return | None = None
        self._room = self.policy.shown_megabytes * MEGABYTE
        self._meter = Meter()
        self._cells, self._cases = (Budget(self.policy.notebook_seconds, self.policy.waiting) for _ in range(2))
        self._budget = self._cells
        self._limit: Limit | None = None
        self._waiting = False
        self.incidents: list[str] = []
        self.no_answers: set[str] = set()
        self.doubtful = False

    def run(self, name: str, source: str, seconds: float | None = None, *, rescue: bool = False) -> wire.Ran:
        """Run a cell. One that kills the child or cannot be stopped comes back with an error output.

        seconds: in place of the policy's for a cell.
        """
        cell = wire.Run(name, source, seconds or self.policy.cell_seconds, rescue)
        self._budget = self._cells
        if self._cells.over and not self._cases.over:
            self._incident(CELLS_OVER.format(self.policy.notebook_seconds), of_answers=False)
            self._budget, cell.seconds = self._cases, self.policy.late_cell_seconds
        try:
            self._revive()
            ran = self._ran(cell)
        except ChildDied as died:
            return wire.Ran([wire.Output("error", ename="KernelDied", evalue=str(died))])
        except TimeLimit as limit:
            return wire.Ran([wire.Output("error", ename="CellTimeout", evalue=str(limit))], late=True)
        self._steps.append(cell)
        most = self.policy.outputs_per_cell + 1  # an honest child's, with the one that decides a score
        kept = [self._cut(output) for output in ran.outputs[:most] if self._has_room(output)]
        if len(kept) < len(ran.outputs):  # what was left out may be the error that fails a test cell
            kept.append(
                wire.Output("error", ename="TooMuchOutput", evalue="some of what this cell puts out was left out")
            )
        return wire.Ran(kept, ran.late, [name for name in ran.rescued[:10] if name.isidentifier() and len(name) < 100])

    def _has_room(self, output: wire.Output) -> bool:
        """The limits inside the child are the submission's to change: this one is not."""
        size = len(output.text) + len(output.png) + len(output.ename) + len(output.evalue)
        if size > self._room:
            self._incident("the notebook puts out more than can be kept: some of it was left out")
            return False
        self._room -= size
        return True

    def _cut(self, output: wire.Output) -> wire.Output:
        text = output.text[: max(self.policy.printed_characters, self.policy.text_characters)]
        return msgspec.structs.replace(
            output, text=text, ename=output.ename[:200], evalue=output.evalue[: self.policy.text_characters]
        )

    def line(self, cell: str, number: int) -> str:
        """A line of a cell that has run; "" if there is none."""
        runs = (step for step in self._steps if isinstance(step, wire.Run) and step.name == cell)
        lines = next((run.source.splitlines() for run in runs), [])
        return lines[number - 1].strip()[:100] if 0 < number <= len(lines) else ""

    def _ran(self, cell: wire.Run) -> wire.Ran:
        with self._within(cell.seconds) as limit:
            ran = self._exchange(msgspec.structs.replace(cell, seconds=limit.cpu), wire.Ran)
        if self._child and self._child.threads() > self.policy.threads:  # the system does not count those of root
            self._bury()
            raise ChildDied(
                self._incident(f"the cell left more than {self.policy.threads} threads behind and was ended")
            )
        return ran

    def take(self, name: str, keep: str = "") -> wire.Taken:
        """Choose the function that is asked from here on. A name that cannot be taken is said not to be there.

        keep: not empty to come back to it with `back_to`, when more cells have run.
        """
        step = wire.Take(name, keep)
        taken = self._choose(step)
        self._steps += [step] if keep else []
        return taken

    def back_to(self, keep: str) -> wire.Taken:
        """Ask again the function that was kept under this word, with the names that it saw then."""
        return self._choose(wire.Return(keep))

    def _choose(self, subject: wire.Take | wire.Return) -> wire.Taken:
        self._subject, self._budget = subject, self._cases
        try:
            self._revive()
            return self._chosen(subject)
        except (ChildDied, TimeLimit):
            return wire.Taken(False, False)

    def _chosen(self, subject: wire.Take | wire.Return) -> wire.Taken:
        with self._within(self.policy.cell_seconds):
            return self._exchange(subject, wire.Taken)

    def begin(self, seed: int) -> None:
        """A new case begins, in a living child if there can be one."""
        self._budget = self._cases
        with contextlib.suppress(ChildDied, TimeLimit):  # the first question will tell
            if self._child is None:
                self._revive()
                if self._subject is not None:
                    self._chosen(self._subject)
            with self._within(self.policy.grace_seconds):  # a child that does not read blocks who writes
                self._waiting = True
                self._send(wire.Begin(seed))
                self._waiting = False

    @contextlib.contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """A limit of CPU for the questions asked inside."""
        self._budget = self._cases
        with self._within(seconds):
            yield

    def ask(self, question: wire.Question) -> wire.Told | wire.Sorry:
        """The child's reply to a question; TimeLimit, ChildDied."""
        self._end_if_over()
        if self._child is None:
            raise ChildDied(self._why_not())
        with contextlib.nullcontext(self._limit) if self._limit else self._within(self.policy.cell_seconds) as limit:
            left = max(limit.cpu, 0.001)
            reply = self._exchange(msgspec.structs.replace(question, seconds=left), wire.Told | wire.Sorry)
            if isinstance(reply, wire.Sorry) and reply.kind == "late":
                raise TimeLimit
        return reply

    @property
    def cpu(self) -> float:
        """Seconds of CPU that its children have used."""
        return self._meter.cpu()

    def stop(self) -> None:
        """End the child; `close` then learns how much CPU it has used."""
        if self._child:
            self._child.kill()

    def close(self) -> None:
        """End the child and let go of it."""
        with phase("end of the child"):
            self._bury()

    def _revive(self) -> None:
        self._end_if_over()
        if self._child is not None:
            return
        if self._budget.over or self._children >= self.policy.children:
            raise ChildDied(self._why_not())
        self._children += 1
        with phase("fork"):
            self._child = self._fork()
        self._meter.follow(self._child)
        self._send(self._start)
        for step in self._steps:
            self._ran(step) if isinstance(step, wire.Run) else self._chosen(step)

    def _end_if_over(self) -> None:
        if self._budget.over:
            self._bury()

    def _why_not(self) -> str:
        if self._budget.over:
            reason = f"not run: the notebook has used its {self.policy.notebook_seconds:g} s"
            return self._incident(reason, of_answers=False)
        return f"not run: the process has died{' too often' if self._children >= self.policy.children else ''}"

    @property
    def _channel(self) -> Connection:
        if self._child is None:
            raise ChildDied(self._why_not())
        return self._child.channel

    def _send(self, message: wire.Request) -> None:
        try:
            self._channel.send_bytes(wire.encode(message))
        except OSError:
            raise ChildDied(self._died()) from None

    def _exchange(self, message: wire.Request, expected):
        self._waiting = True
        self._send(message)
        try:
            self._await()
            data = self._channel.recv_bytes(self.policy.inside.message_bytes)
            # An answer has four message parts to a value at most.
            reply = None if too_many_parts(data, 4 * self.policy.answer_parts) else wire.decode_reply(data)
        except (OSError, EOFError):
            raise ChildDied(self._died()) from None
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            reply = None
        if not isinstance(reply, expected):
            self._bury()
            raise ChildDied(self._incident("the process sent something that is no answer"))
        self._waiting = False
        return reply

    def _await(self) -> None:
        """Wait for the child's answer. It counts what it computes by itself; that it has waited for too long it has to be told."""
        limit, told = self._limit, False
        assert limit is not None, "a child is asked within a limit"
        while True:
            patience = limit.patience()
            if patience <= 0:
                raise TimeLimit
            if monotonic() > self._until:
                raise SetAside
            pause = min(patience if told else min(patience, limit.clock), self._until - monotonic())
            if self._channel.poll(max(pause, SOONEST)):
                return
            if not told and limit.clock <= 0 and self._child is not None:
                told = True
                self._stopped_by_the_clock()
                self._child.interrupt()

    def _stopped_by_the_clock(self) -> None:
        self.doubtful = True
        self._incident(WAITED, of_answers=False)

    @contextlib.contextmanager
    def _within(self, seconds: float) -> Iterator[Limit]:
        """A limit for what is asked inside, within the present budget. Time that runs out while an answer is awaited finds the
        child anywhere, or its answer half sent: it is killed."""
        outer, policy = self._limit, self.policy
        limit = self._limit = Limit(self._meter, self._budget, seconds, policy.waiting, policy.grace_seconds)
        try:
            with stopped(limit.patience, str, first=limit.cpu + policy.grace_seconds):
                yield limit
        except TimeLimit:
            waited = limit.cpu > 0
            if self._waiting and self._child is not None:
                if waited:
                    self._stopped_by_the_clock()
                self._bury()
                self._incident("the code could not be interrupted and was killed")
            raise TimeLimit(too_long(seconds, waited=waited)) from None
        finally:
            limit.settled()
            self._limit = outer

    def _died(self) -> str:
        ended = self._bury(2.0)
        status, cpu = ended or (None, 0.0)
        used_up = status == -signal.SIGKILL and cpu >= self.policy.inside.cpu_seconds
        killed = status == -signal.SIGKILL and not used_up  # which nothing inside can send to process 1
        self.doubtful |= killed
        return self._incident(_how(-signal.SIGXCPU if used_up else status), of_answers=not killed)

    def _incident(self, text: str, *, of_answers: bool = True) -> str:
        if text not in self.incidents:
            self.incidents.append(text)
            self.no_answers |= set() if of_answers else {text}
        return text

    def _bury(self, seconds: float = 0.2) -> tuple[int, float] | None:
        child, self._child = self._child, None
        if child is None:
            return None
        cpu = child.cpu()
        self._meter.look()
        ended = child.ended(seconds) if seconds > 1 else None
        child.kill()
        ended = ended or child.ended(0.5)
        self._meter.leave(max(cpu, ended[1]) if ended else cpu)
        child.close()
        return ended


def _how(status: int | None) -> str:
    if status == -signal.SIGKILL:
        return "the process was killed, perhaps because memory ran out"
    if status == -signal.SIGXCPU:
        return "the process used up its CPU time and was killed"
    if status is not None and status < 0:
        return f"the process crashed ({signal.Signals(-status).name})"
    return "the process ended itself (os._exit or the like)"
