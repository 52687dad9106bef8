"""A release goes over a reader's folder: all of it or nothing, and nothing of the reader's is lost."""

import copy
import errno
import json
import os
import zipfile

import pytest

from course_utils.update import command, replace
from course_utils.update.command import main, update
from course_utils.update.errors import UpdateError
from tests.update.chapters import DAY, added, answered, find, released
from tests.update.releases import PATH, bundle, course_files, tree, unpack, written

FIT = "perceptron-perceptron_fit"
OLD = course_files("2026.1", **{"course_utils/former.py": b"F = 1\n"})
NEW = course_files("2026.2", **{"course_utils/models/new.py": b"N = 1\n", "requirements.lock": b"numpy==2\n"})
KEPT = f"notebooks/kept/{DAY}"


def mended(notebook: dict) -> dict:
    """A new release of the chapter."""
    notebook = copy.deepcopy(notebook)
    find(notebook, FIT)["source"] = find(notebook, FIT)["source"].replace("the step size", "the size of a step")
    return notebook


NEW[PATH] = written(mended(released()))
READER = OLD | {PATH: written(answered()), "notebooks/01_perceptron/my.csv": b"1", "notes.txt": b"mine"}


@pytest.fixture
def course(tmp_path):
    """A reader's folder with the old release, all answers written."""
    return unpack(tmp_path / "course", READER)


@pytest.fixture
def new(tmp_path):
    """The new release's zip."""
    return bundle(tmp_path / "new.zip", NEW, OLD)


def chapter(course, path=PATH):
    return json.loads((course / path).read_bytes())


def answer(notebook, name=FIT):
    return "".join(find(notebook, name)["source"])


def test_the_whole_course_is_the_new_one_and_the_old_notebook_lies_in_a_folder_with_the_date(course, new):
    said = "\n".join(update(course, new, DAY))
    there = tree(course)
    assert answer(chapter(course)) == find(mended(answered()), FIT)["source"]
    report = there.pop(f"{KEPT}/update.md").decode()
    assert there.pop(f"{KEPT}/01_perceptron/perceptron-{DAY}.ipynb") == READER[PATH]
    there.pop("course_utils/update/manifest.json")
    kept = {"notes.txt", "notebooks/01_perceptron/my.csv"}
    assert {name: text for name, text in there.items() if name != PATH} == {
        **{name: text for name, text in NEW.items() if name != PATH},
        **{name: READER[name] for name in kept},
    }
    assert "perceptron_fit            moved, with its docstring as it is now" in said
    assert max(map(len, said.splitlines())) <= 80
    assert "| perceptron_fit | moved |" in report and "+    y: [n], labels +1 and -1. Neither is changed." in report
    assert said.endswith("The next `make lab` brings the packages up to date.")


def test_a_second_time_changes_nothing(course, new):
    update(course, new, DAY)
    before = tree(course)
    assert update(course, new, "2026-12-02") == ["Everything is as in release 2026.2 already: nothing was changed."]
    assert tree(course) == before


def test_what_the_reader_does_afterwards_stays_in_the_next_update_too(course, new, tmp_path):
    update(course, new, DAY)
    notebook = chapter(course)
    notebook["cells"].insert(1, added("mine = 1", "mine"))
    find(notebook, "why-it-must-stop-2")["source"] = "# my own demonstration"
    (course / PATH).write_bytes(written(notebook))
    assert update(course, new, DAY) == ["Everything is as in release 2026.2 already: nothing was changed."]
    third = NEW | {"course_utils/__init__.py": b'__version__ = "2026.3"\n'}
    update(course, bundle(tmp_path / "third.zip", third, OLD, NEW), DAY)
    assert chapter(course)["cells"][1]["id"] == "mine"
    assert answer(chapter(course), "why-it-must-stop-2") == "# my own demonstration"


def test_course_files_that_the_reader_changed_are_kept_aside(course, new):
    (course / "course_utils/data.py").write_text("DATA = 'mine'\n")
    (course / "course_utils/former.py").write_text("F = 'mine'\n")
    said = "\n".join(update(course, new, DAY))
    assert (course / "course_utils/data.py").read_bytes() == NEW["course_utils/data.py"]
    assert (course / KEPT / "course/course_utils/data.py").read_text() == "DATA = 'mine'\n"
    assert (course / "course_utils/former.py").read_text() == "F = 'mine'\n"
    assert "! course_utils/data.py" in said and "! course_utils/former.py" in said


def test_a_bundle_unpacked_by_the_browser_is_as_good(course, tmp_path):
    zipfile.ZipFile(bundle(tmp_path / "new.zip", NEW, OLD)).extractall(tmp_path / "unpacked")
    update(course, tmp_path / "unpacked", DAY)
    assert (course / "course_utils/models/new.py").exists()


@pytest.mark.parametrize("name", ["perceptron (1).ipynb", "perceptron-final.ipynb"])
def test_a_renamed_notebook_gets_its_name_again(course, new, name):
    (course / PATH).rename((course / PATH).with_name(name))
    said = "\n".join(update(course, new, DAY))
    assert answer(chapter(course)) == find(mended(answered()), FIT)["source"]
    assert not (course / PATH).with_name(name).exists() and "is now" in said
    assert (course / KEPT / "01_perceptron" / f"{name[:-6]}-{DAY}.ipynb").read_bytes() == READER[PATH]


def test_of_two_renamed_ones_none_is_guessed(course, new):
    (course / PATH).rename((course / PATH).with_name("a.ipynb"))
    unpack(course, {"notebooks/01_perceptron/b.ipynb": READER[PATH]})
    before = tree(course)
    with pytest.raises(UpdateError, match=r"a\.ipynb and b\.ipynb could both be it: rename the one"):
        update(course, new, DAY)
    assert tree(course) == before


def test_another_notebook_in_the_folder_is_left_alone_and_named(course, new):
    unpack(course, {"notebooks/01_perceptron/perceptron (1).ipynb": READER[PATH]})
    said = " ".join(" ".join(update(course, new, DAY)).split())
    assert (course / PATH).with_name("perceptron (1).ipynb").read_bytes() == READER[PATH]
    assert "! perceptron (1).ipynb left as it is, only perceptron.ipynb was updated" in said


@pytest.mark.parametrize("target", ["notebooks/02_perceptron/perceptron.ipynb", "notebooks/01_neuron/neuron.ipynb"])
def test_a_renumbered_or_renamed_chapter_takes_everything_along(course, tmp_path, target):
    moved_on = json.loads(NEW[PATH])
    moved_on["metadata"]["course"]["chapter"] = target.split("/")[1]
    files = {name: content for name, content in NEW.items() if name != PATH} | {target: written(moved_on)}
    update(course, bundle(tmp_path / "new.zip", files, OLD), DAY)
    assert answer(chapter(course, target)) == find(mended(answered()), FIT)["source"]
    assert (course / target).with_name("my.csv").read_bytes() == b"1"
    assert not (course / PATH).parent.exists()
    assert update(course, tmp_path / "new.zip", DAY) == [
        "Everything is as in release 2026.2 already: nothing was changed."
    ]


def test_a_new_chapter_comes_and_a_former_one_goes_only_if_it_is_untouched(course, tmp_path):
    other = {"notebooks/99_other/other.ipynb": written(released("10_divergences"))}
    update(course, bundle(tmp_path / "a.zip", NEW | other, OLD), DAY)
    assert (course / "notebooks/99_other/other.ipynb").exists()
    said = "\n".join(update(course, bundle(tmp_path / "b.zip", NEW, OLD, NEW | other), DAY))
    assert not (course / "notebooks/99_other").exists() and "removed" in said
    none = {name: content for name, content in NEW.items() if name != PATH} | other
    said = "\n".join(update(course, bundle(tmp_path / "c.zip", none, OLD, NEW), DAY))
    assert (course / PATH).exists() and "left as it is: this release of the course does not have it" in said


def test_a_damaged_notebook_is_kept_and_a_fresh_one_put_in_its_place(course, new):
    (course / PATH).write_bytes(READER[PATH][:5000])
    said = "\n".join(update(course, new, DAY))
    assert (course / KEPT / "01_perceptron" / f"perceptron-{DAY}.ipynb").read_bytes() == READER[PATH][:5000]
    assert (course / PATH).read_bytes() == NEW[PATH] and "it is damaged" in said


def test_where_the_package_is_installed_centrally_only_the_chapters_are_updated(tmp_path, new):
    course = unpack(tmp_path / "hub", {name: text for name, text in READER.items() if name.startswith("notebooks/")})
    said = update(course, new, DAY)
    assert said[0].startswith("The course's package is installed elsewhere")
    assert answer(chapter(course)) == find(mended(answered()), FIT)["source"]
    assert {path.name for path in course.iterdir()} == {"notebooks"}


def test_folders_of_chapters_alone_are_updated_in_place(tmp_path, new):
    course = unpack(tmp_path / "hub", {"01_perceptron/perceptron.ipynb": READER[PATH]})
    update(course, new, DAY)
    assert answer(chapter(course, "01_perceptron/perceptron.ipynb")) == find(mended(answered()), FIT)["source"]
    assert (course / f"kept/{DAY}/update.md").exists()


def test_in_a_git_clone_the_other_files_are_left_to_git(course, new):
    (course / ".git").mkdir()
    assert "`git pull`" in update(course, new, DAY)[0]
    assert (course / "course_utils/data.py").exists() and not (course / "course_utils/models").exists()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda c: (c / "grader").mkdir(), "the course's own repository: `git pull`"),
        (lambda c: [p.rename(c / "x") for p in [c / "notebooks"]], "there are no chapters in"),
        (lambda c: (c / "course_utils/__init__.py").write_text('__version__ = "2027.1"\n'), "older than the one here"),
        (lambda c: (c / "requirements.lock").unlink() or (c / "requirements.lock").mkdir(), "is a folder where a file"),
        (lambda c: (c / PATH).unlink() or (c / PATH).symlink_to(c / "notes.txt"), "it is a link to another place"),
    ],
)
def test_what_is_in_the_way_is_said_in_one_sentence_and_nothing_is_touched(course, new, spoil, message, capsys):
    spoil(course)
    before = tree(course)
    assert main([str(new), "--course", str(course)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and message in said and said.endswith(".\n")
    assert tree(course) == before


def test_a_read_only_file_stops_it_before_anything_is_touched(course, new, monkeypatch):
    before = tree(course)
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("data.py"))
    (course / "course_utils/data.py").write_text("mine")
    with pytest.raises(UpdateError, match=r"course_utils/data\.py is read-only: make it writable"):
        update(course, new, DAY)
    assert tree(course) == before | {"course_utils/data.py": b"mine"}


def test_a_full_disk_leaves_everything_as_it_was(course, new, monkeypatch):
    before, calls = tree(course), []

    def full(path, content):
        calls.append(path)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(replace, "_write", full)
    with pytest.raises(
        UpdateError, match=r"the disk is full: make room for 1 MB and run it again; nothing was changed"
    ):
        update(course, new, DAY)
    assert tree(course) == before


def test_stopped_at_any_step_the_next_run_completes_it(tmp_path, new, monkeypatch):
    whole = unpack(tmp_path / "whole", READER)
    update(whole, new, DAY)
    real, steps = os.replace, len(json.loads(_plan(tmp_path, new, monkeypatch)))
    for stop in range(steps):
        course, done = unpack(tmp_path / f"course-{stop}", READER), []

        def fail(source, target, stop=stop, done=done):
            if len(done) == stop:
                raise KeyboardInterrupt
            done.append(target)
            real(source, target)

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(KeyboardInterrupt):
            update(course, new, DAY)
        monkeypatch.setattr(os, "replace", real)
        finished = replace.finish(course)
        assert (finished is None) == (stop == 0)  # before the plan is there, nothing has been touched
        assert tree(course) == (tree(whole) if stop else READER)


def _plan(tmp_path, new, monkeypatch):
    """The plan of this update."""
    course = unpack(tmp_path / "planned", READER)
    with monkeypatch.context() as patch:
        patch.setattr(replace, "finish", lambda root: [])
        update(course, new, DAY)
    return (course / replace.STAGE / replace.PLAN).read_bytes()


def test_what_is_saved_in_between_is_left_alone(course, new, monkeypatch):
    real = replace.stage

    def saved_meanwhile(root, changes):
        real(root, changes)
        (course / PATH).write_bytes(written(answered() | {"nbformat_minor": 4}))

    monkeypatch.setattr(replace, "stage", saved_meanwhile)
    said = " ".join(update(course, new, DAY))
    assert f"{PATH} was saved while the update ran, and left alone: run it once more." in said
    assert chapter(course)["nbformat_minor"] == 4


def test_an_open_notebook_stops_it(course, new, monkeypatch):
    before = tree(course)
    monkeypatch.setattr(command, "open_notebooks", lambda root: [PATH])
    with pytest.raises(UpdateError, match=r"perceptron\.ipynb is open in JupyterLab: save, close the tab"):
        update(course, new, DAY)
    assert tree(course) == before
