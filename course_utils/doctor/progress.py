"""What pip is doing, in one line: for a reader who waits. Without a terminal, a line for each part of the work."""

import re
import sys
import threading
import time
from typing import IO, Iterable

from .finding import ROOT

FETCHED = re.compile(r"\s*(?:Downloading|Using cached) (?:\S*/)?([A-Za-z0-9_.]+?)-\d\S*(?: \(([\d.]+ [kMG]B)\))?")
COLLECTED = re.compile(r"\s*(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9_.-]+)")
INSTALLS = "Installing collected packages"
WIDTH = 78


class Progress:
    """Follows pip's output. `say` prints a line that stays, `show` one that the next replaces, where there is a terminal."""

    def __init__(self, out: IO[str], packages: int) -> None:
        self.out, self.packages = out, packages
        self.terminal = out.isatty()
        self.doing, self.count, self.since = "", 0, time.monotonic()

    def read(self, line: str) -> None:
        """Take one line of pip's, or of the Makefile's: these begin with a colon."""
        line = line.rstrip("\n")
        if line.startswith(":"):
            self.count, self.doing = 0, ""
            self.say(line[1:].strip())
        elif line.lstrip().startswith(INSTALLS):
            self.doing = "putting them in place, which says nothing for a while"
            if not self.terminal and self.count > 1:
                self.say("   fetched; now " + self.doing)
        elif COLLECTED.match(line):
            self.count += 1
            self.doing = self._named(COLLECTED.match(line).group(1))  # type: ignore[union-attr]
        elif FETCHED.match(line):
            name, size = FETCHED.match(line).groups()  # type: ignore[union-attr]
            self.doing = self._named(name) + (f", {size}" if size else "")
        self.show()

    def _named(self, package: str) -> str:
        return f"package {self.count} of {max(self.packages, self.count)}: {package}"

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self.out.write(("\r\x1b[K" if self.terminal else "") + text + "\n")
        self.out.flush()
        self.since = time.monotonic()

    def show(self) -> None:
        """Print what is being done, in place of what was."""
        if self.terminal and self.doing:
            seconds = int(time.monotonic() - self.since)
            self.out.write("\r\x1b[K" + f"   {self.doing}, {seconds} s"[:WIDTH])
            self.out.flush()

    def tick(self, ended: threading.Event) -> None:
        """Show the seconds go by until all is done."""
        while not ended.wait(1):
            self.show()


def follow(lines: Iterable[str], out: IO[str] = sys.stdout) -> None:
    """Follow pip's output to its end."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    progress, ended = Progress(out, sum("==" in line for line in lock)), threading.Event()
    threading.Thread(target=progress.tick, args=(ended,), daemon=True).start()
    for line in lines:
        progress.read(line)
    ended.set()
    if progress.terminal:
        out.write("\r\x1b[K")
