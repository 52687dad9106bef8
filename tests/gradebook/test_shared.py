"""Two instructors of one group, and a lock: who waits is told for whom, and nobody else can hold it."""

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from traitlets.config import Config

from grader.course import DEFAULTS, Course, CourseError
from grader.gradebook.files import place, share_course
from grader.gradebook.lock import alone
from grader.gradebook.trouble import explained, holders
from grader.submission.records import GradedNotebook, GradedSubmission

GROUP = 50000
HOLD = "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(600)"


def course(root: Path, *, shared: bool, **limits) -> Course:
    (root / "submitted/ada/a1").mkdir(parents=True, exist_ok=True)
    (root / "source/a1").mkdir(parents=True, exist_ok=True)
    (root / "gradebook.db").touch()
    config = Config({"SandboxPolicy": limits})
    return Course(root, root / "gradebook.db", DEFAULTS | {"groupshared": shared}, config)


def grade(here: Course) -> None:
    share_course(here)
    with alone(here):
        place(here, GradedSubmission("ada", "a1", [GradedNotebook("n", "{}")]))


def as_account(uid: int, do) -> str:
    """What a function raises when another account runs it, with the umask that most have."""
    reader, writer = os.pipe()
    if not (child := os.fork()):
        said = b""
        try:
            os.setgroups([])
            os.setresgid(GROUP, GROUP, GROUP)
            os.setresuid(uid, uid, uid)
            os.umask(0o022)
            do()
        except BaseException as error:
            said = repr(error).encode()
        os.write(writer, said)
        os._exit(0)
    os.close(writer)
    with open(reader) as told:
        raised = told.read()
    os.waitpid(child, 0)
    return raised


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be two accounts")
def test_instructors_of_one_group_grade_for_each_other(tmp_path_factory):
    root = tmp_path_factory.mktemp("shared") / "course"
    here = course(root, shared=True)
    for path in (root, *root.rglob("*")):
        os.chown(path, 50001, GROUP)
        path.chmod(0o2755 if path.is_dir() else 0o644)
    for folder in root.parents:
        if folder.is_relative_to(tempfile.gettempdir()):
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    for account in (50001, 50002, 50001):
        assert as_account(account, lambda: grade(here)) == ""
    lock = root / "gradebook.db.grading.lock"
    assert lock.stat().st_mode & 0o777 == 0o660 and (root / "autograded/ada/a1").stat().st_mode & 0o7770 == 0o2770
    closed = course(root, shared=False)
    assert "groupshared" in as_account(50003, lambda: grade(closed)) or os.getuid() == 0


def test_nobody_else_can_hold_the_lock_of_an_instructor(tmp_path):
    with alone(course(tmp_path, shared=False)):
        assert (tmp_path / "gradebook.db.grading.lock").stat().st_mode & 0o777 == 0o600


def test_who_waits_is_told_for_whom_and_gives_up(tmp_path, capsys):
    here = course(tmp_path, shared=False, lock_seconds=0.05)
    lock = tmp_path / "gradebook.db.grading.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
            with pytest.raises(CourseError, match="still holds"), alone(here):
                pass
            if holders(lock):  # a machine may not tell
                assert f"process {holder.pid}" in holders(lock) and f"process {holder.pid}" in capsys.readouterr().err
        finally:
            holder.kill()
    with alone(here):
        assert holders(lock) == ""  # one's own is no news


def test_what_the_disk_and_the_database_say_is_put_into_words(tmp_path):
    path = tmp_path / "gradebook.db"
    assert "the disk is full" in explained(sqlite3.OperationalError("database or disk is full"), path)
    assert "the disk is full in" in explained(OSError(28, "No space left on device", str(path)))
    assert "is locked" in explained(sqlite3.OperationalError("database is locked"), path)
    assert "cannot be written" in explained(sqlite3.OperationalError("attempt to write a readonly database"), path)
    assert explained(FileNotFoundError(2, "No such file or directory", "a.csv")) == "a.csv: no such file or directory"
    assert explained(ValueError("as it is")) == "as it is"
