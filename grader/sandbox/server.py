"""A fork server that is there whenever it is needed: another is started when one dies."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from .policy import SandboxPolicy
from .serve import fork_server
from .zygote import Forker

MOMENT = 0.3  # seconds in which the end of a fork server comes to light


class ForkServer:
    """The present fork server, as a context manager: the one that `grader serve` keeps, or one of its own, which starts at once
    and is not waited for. Arguments as for Zygote."""

    def __init__(self, policy: SandboxPolicy, *, sandboxed: bool = True, hidden: tuple[Path, ...] = ()):
        self.policy = policy
        self._open = lambda: fork_server(policy, sandboxed=sandboxed, hidden=hidden)
        self._zygote = self._open()

    def forker(self) -> Forker:
        """What makes children, when the fork server is ready. Raises wall.IsolationError where it does not start."""
        if not self._zygote.running:
            self._zygote.close()
            self._zygote = self._open()
        return self._zygote.forker()

    def alive(self, *, doubtful: bool = False) -> bool:
        """Whether it has not died. doubtful: something failed that would fail if it had died just now."""
        if doubtful and self._zygote.running:
            time.sleep(MOMENT)
        return self._zygote.running

    def surely(self, work: Callable[[Forker], object]):
        """The result of work(forker) during which the fork server lived; None if it died in each of the policy's tries.

        What was under way when it died is not to be trusted: children that end with it look as if they had crashed.
        """
        for _ in range(self.policy.tries):
            result = work(self.forker())
            if self.alive(doubtful=bool(getattr(result, "failure", ""))):
                return result
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self._zygote.close()
