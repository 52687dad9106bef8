"""Whatever lies in one folder, only its own submission fails; what would meet every submission stops the run."""

from __future__ import annotations

import errno
from time import monotonic

import pytest

from grader.class_run import autograde
from grader.class_run.summary import RunSummary
from grader.submission.records import GradedSubmission


class Writer:
    """What is stored, and what is not graded."""

    def __init__(self):
        self.stored: list[str] = []
        self.failed: list[str] = []

    def store(self, batch):
        self.stored += [entry.graded.student for entry in batch]

    def not_graded(self, graded):
        self.failed += graded.needs_human


@pytest.fixture
def store(monkeypatch):
    """store(error): the run of three, of whom bo's folder cannot be written."""

    def store(error: Exception) -> tuple[Writer, RunSummary]:
        def place(course, graded):
            if graded.student == "bo":
                raise error

        monkeypatch.setattr(autograde, "place", place)
        monkeypatch.setattr(autograde, "output_digest", lambda target: "")
        writer, summary = Writer(), RunSummary(monotonic())
        results = [GradedSubmission(student, "11_vae", []) for student in ("ada", "bo", "cy")]
        digests = dict.fromkeys(("ada", "bo", "cy"), "")
        autograde._store_all(summary.watched(results), writer, None, digests, summary)  # type: ignore[arg-type]
        return writer, summary

    return store


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENAMETOOLONG, "File name too long"),
        ValueError("embedded null byte"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "no"),
    ],
)
def test_a_folder_that_cannot_be_written_is_its_own_failure(store, error):
    writer, summary = store(error)
    assert writer.stored == ["ada", "cy"] and summary.graded == 2 and summary.status == 1
    (reason,) = writer.failed
    assert reason.startswith("not graded: its folder cannot be written")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_full_or_closed_disk_is_everybodys(store, number):
    with pytest.raises(OSError, match="no room"):
        store(OSError(number, "no room"))
