"""`make test TEST_ARGS=--timings`: where the time of a run goes, per folder and per chapter.

Seconds are those that a worker spent in tests, set-up and tear-down: on a quiet machine, seconds of one core.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

BUDGET = 40.0  # seconds of one core that a chapter may cost
CHAPTERS = sorted(folder.name for folder in (Path(__file__).parents[1] / "solutions").glob("[0-9][0-9]_*"))


def pytest_addoption(parser):
    parser.addoption("--timings", action="store_true", help="print the seconds of each folder and each chapter")


def pytest_configure(config):
    if config.getoption("--timings") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Timings(), "timings")


class Timings:
    """Adds up the durations as reports come in; the process that starts the workers sees all of them."""

    def __init__(self):
        self.folders: Counter[str] = Counter()
        self.chapters: Counter[str] = Counter()
        self.setups: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report):
        path, _, name = report.nodeid.partition("::")
        self.folders["/".join(path.split("/")[:2])] += report.duration
        chapter = chapter_of(path, name)
        if chapter and report.when == "call":
            self.chapters[chapter] += report.duration

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section("seconds of one core")
        for place, seconds in self.folders.most_common():
            terminalreporter.line(f"{seconds:8.1f}  {place}")
        terminalreporter.line(f"{sum(self.folders.values()):8.1f}  in all")
        terminalreporter.section(f"seconds of one core for each chapter (budget {BUDGET:g})")
        for chapter in CHAPTERS:
            terminalreporter.line(f"{self.chapters[chapter]:8.1f}  {chapter}")
        rest = sum(self.folders.values()) - sum(self.chapters.values())
        terminalreporter.line(f"{rest:8.1f}  what no chapter adds to")


def chapter_of(path: str, name: str) -> str:
    """The chapter that a test would not be run without: it stands in the file's name, or the test is given one of its exercises."""
    words = set(re.split(r"[^a-z0-9]+", path.lower()))
    for chapter in CHAPTERS:
        topic = chapter.partition("_")[2]
        if topic in words or chapter in name or f"[{topic}." in name or f"Test_{topic}_" in name:
            return chapter
    return ""
