"""`make test TEST_ARGS=--timings`: what a run costs, per folder and per chapter, in seconds of one core.

A test's cost is the processor time of the worker and of all processes that it started, so it does not depend on what
else the machine does.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from pathlib import Path

import psutil
import pytest

BUDGET = 40.0  # seconds of one core that a chapter may cost
CHAPTERS = sorted(folder.name for folder in (Path(__file__).parents[1] / "solutions").glob("[0-9][0-9]_*"))


def pytest_addoption(parser):
    parser.addoption("--timings", action="store_true", help="print what each folder and each chapter costs")


def pytest_configure(config):
    if config.getoption("--timings"):
        config.pluginmanager.register(Meter(), "meter")
        if not hasattr(config, "workerinput"):
            config.pluginmanager.register(Timings(), "timings")


def spent() -> float:
    """Seconds of processor time of this process and all below it, those that have ended included."""
    this, total = psutil.Process(), 0.0
    for process in (this, *this.children(recursive=True)):
        with contextlib.suppress(psutil.Error):  # it has ended meanwhile
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


class Meter:
    """Writes the cost of a test, set-up and tear-down included, into its last report."""

    def __init__(self):
        self._before = spent()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        if call.when == "teardown":
            now = spent()
            outcome.get_result().user_properties.append(("cost", max(now - self._before, 0.0)))
            self._before = now


class Timings:
    """Adds up the costs as reports come in; the process that starts the workers sees all of them."""

    def __init__(self):
        self.folders: Counter[str] = Counter()
        self.chapters: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report):
        cost = dict(report.user_properties).get("cost", 0.0)
        path, _, name = report.nodeid.partition("::")
        self.folders["/".join(path.split("/")[:2])] += cost
        self.chapters[chapter_of(path, name)] += cost

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section("seconds of one core")
        for place, seconds in self.folders.most_common():
            terminalreporter.line(f"{seconds:8.1f}  {place}")
        terminalreporter.line(f"{sum(self.folders.values()):8.1f}  in all")
        terminalreporter.section(f"seconds of one core for each chapter (budget {BUDGET:g})")
        for chapter in CHAPTERS:
            terminalreporter.line(f"{self.chapters[chapter]:8.1f}  {chapter}")
        terminalreporter.line(f"{self.chapters['']:8.1f}  what no chapter adds to")


def chapter_of(path: str, name: str) -> str:
    """The chapter that a test would not be run without: it stands in the file's name, or the test is given one of its exercises."""
    words = set(re.split(r"[^a-z0-9]+", path.lower()))
    for chapter in CHAPTERS:
        topic = chapter.partition("_")[2]
        if topic in words or chapter in name or f"[{topic}." in name or f"Test_{topic}_" in name:
            return chapter
    return ""
