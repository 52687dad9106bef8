"""The exchange: a folder is taken from the account whose name it bears, and nothing but plain files of that account's."""

import os
import shutil
import sqlite3
from argparse import Namespace

import nbformat
import pytest

from grader.collect import owners
from grader.collect.command import run
from grader.collect.plugin import OwnedCollect
from grader.course import load_course
from tests import small_course as course

ME, ADA, MALLORY = os.getuid(), 70001, 70002
needs_root = pytest.mark.skipif(ME != 0, reason="only root can give a file to another account")


@pytest.fixture
def root(small_course, tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(small_course, root)
    (root / "classroom/exchange/perceptron-to-policy/inbound").mkdir(parents=True)
    monkeypatch.chdir(root)
    names = {ADA: "ada", MALLORY: "mallory"}
    monkeypatch.setattr(owners, "login", lambda uid: names.get(uid, ""))
    return root


def hand_in(root, name, *, owner=ME, content=None, **files):
    folder = root / "classroom/exchange/perceptron-to-policy/inbound" / name
    folder.mkdir()
    given = {
        "vae.ipynb": content or nbformat.writes(course.answered()).encode(),
        "submission_secret.txt": b"s",
        **files,
    }
    for file, data in given.items():
        (folder / file).write_bytes(data)
    if owner != ME:
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner, owner, follow_symlinks=False)
    return folder


def collect(*sources) -> int:
    return run(Namespace(chapter=course.CHAPTER, sources=list(sources), told=[], time_zone=None))


def stock(root) -> OwnedCollect:
    """What `nbgrader collect` and Formgrader run."""
    from nbgrader.coursedir import CourseDirectory

    config = load_course(root).config
    directory = CourseDirectory(config=config)
    directory.assignment_id = course.CHAPTER
    return OwnedCollect(coursedir=directory, config=config)


def submitted(root, student="ada") -> dict[str, bytes]:
    folder = root / "classroom/submitted" / student / course.CHAPTER
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_newest_of_each_student_is_taken_with_its_time_and_secret(root, capsys):
    hand_in(root, "ada+11_vae+2026-10-01 10:00:00 UTC+x", content=b"old")
    hand_in(root, "ada+11_vae+2026-10-01 13:00:00 CEST+y", content=b"new")
    hand_in(root, "b+c+11_vae+2026-10-01 10:00:00.5 UTC", content=b"one with a plus sign and without a random end")
    hand_in(root, "ada+01_perceptron+2026-10-09 10:00:00 UTC+z", content=b"of another chapter")
    assert collect() == 3  # an id with a plus sign is taken for a student of the roster only
    assert submitted(root) == {
        "vae.ipynb": b"new",
        "submission_secret.txt": b"s",
        "timestamp.txt": b"2026-10-01 11:00:00 UTC\n",
    }
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        gradebook.execute("INSERT INTO student (id, email) VALUES ('b+c', 'x'), ('ada', 'y'), ('cleo', 'z')")
    assert collect() == 0
    said = capsys.readouterr().out
    assert submitted(root, "b+c") and "2 uploads" in said and "cleo" in said.partition("in the roster but missing")[2]


@needs_root
@pytest.mark.parametrize("how", ["grader", "nbgrader"])
def test_a_folder_in_anothers_name_is_refused_and_hides_nobodys(how, root, capsys):
    hand_in(root, "ada+11_vae+2026-10-01 10:00:00 UTC+x", owner=ADA, content=b"ada's")
    hand_in(root, "ada+11_vae+2026-10-02 10:00:00 UTC+x", owner=MALLORY, content=b"mallory's")
    hand_in(root, "ben+11_vae+2026-10-02 10:00:00 UTC+x", owner=MALLORY, content=b"mallory's")
    hand_in(root, "mallory+11_vae+never+x", owner=MALLORY, content=b"a time that is none")
    if how == "grader":
        assert collect() == 3
        said = capsys.readouterr().err
        assert "it says that it is ada's, and belongs to mallory" in said and len(said.splitlines()) == 3
    else:
        with pytest.raises(Exception, match="3 submissions were refused"):
            stock(root).start()
    assert submitted(root)["vae.ipynb"] == b"ada's" and not submitted(root, "ben") and not submitted(root, "mallory")


@needs_root
@pytest.mark.parametrize("how", ["grader", "nbgrader"])
def test_a_link_a_pipe_a_hard_link_or_a_device_is_not_taken_from_the_exchange(how, root, tmp_path):
    secret = tmp_path / "solution.ipynb"
    secret.write_bytes(b"the solution")
    folder = hand_in(root, "ada+11_vae+2026-10-01 10:00:00 UTC+x", owner=ADA, content=b"ada's")
    os.symlink(secret, folder / "link.ipynb")
    os.link(secret, folder / "hard.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "stolen.txt").write_bytes(b"stolen")
    os.symlink(tmp_path / "inner", folder / "linked")
    whole = (
        hand_in(root, "mallory+11_vae+2026-10-01 10:00:00 UTC+x", owner=MALLORY).parent
        / "ben+11_vae+2026-10-01 10:00:00 UTC+l"
    )
    os.symlink(tmp_path / "inner", whole)
    for path in (*folder.iterdir(), whole):
        if path.is_symlink() or path.name == "pipe.ipynb":
            os.chown(path, ADA, ADA, follow_symlinks=False)
    if how == "grader":
        assert collect() == 3
    else:
        with pytest.raises(Exception, match="refused"):
            stock(root).start()
    assert {*submitted(root)} <= {"vae.ipynb", "submission_secret.txt", "timestamp.txt"} and not submitted(root, "ben")
    assert submitted(root, "mallory")


@needs_root
def test_where_all_share_an_account_the_owner_is_not_asked_for(root):
    hand_in(root, "ada+11_vae+2026-10-01 10:00:00 UTC+x", owner=MALLORY, content=b"ada's")
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.ExchangeCollect.check_owner = False\n")
    assert collect() == 0 and submitted(root)["vae.ipynb"] == b"ada's"


def test_an_id_that_a_page_would_run_is_not_stored(root, capsys):
    hand_in(root, "<img src=x>+11_vae+2026-10-01 10:00:00 UTC+x")
    hand_in(root, "ada+11_vae+2026-10-01 10:00:00 UTC+x")
    assert collect() == 3 and "the id holds" in capsys.readouterr().err
    assert os.listdir(root / "classroom/submitted") == ["ada"]


def test_the_configuration_names_our_collecting(root):
    import importlib

    config = load_course(root).config
    for name in (
        config.ExchangeFactory.collect,
        config.ZipCollectApp.extractor_plugin,
        config.ZipCollectApp.collector_plugin,
    ):
        module, _, found = name.rpartition(".")
        assert hasattr(importlib.import_module(module), found)
