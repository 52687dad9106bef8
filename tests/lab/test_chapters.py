"""The chapter list: what it reads from the saved notebooks, and what it says of those that are not as they should be."""

import json
import math
import os
import shutil
from pathlib import Path

import pytest
import torch
from IPython.core.formatters import DisplayFormatter
from markupsafe import escape

from course_utils.checked import CHECKED
from course_utils.checks import check, topics
from course_utils.lab import chapters as listing
from course_utils.lab.chapters import chapters
from course_utils.lab.pages import chapter_list as render
from course_utils.notebook.released import end_result

ROOT = Path(__file__).resolve().parents[2]
WRONG = "def reparameterize(mu, logvar):\n    return mu + logvar.exp() * torch.randn_like(mu)"
RIGHT = "def reparameterize(mu, logvar):\n    return mu + (logvar / 2).exp() * torch.randn_like(mu)"
CELL = "vae-reparameterize", "vae.reparameterize"
STUB = "def reparameterize(mu, logvar):\n    raise NotImplementedError"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A student's folder with one chapter."""
    shutil.copytree(ROOT / "notebooks/11_vae", tmp_path / "notebooks/11_vae")
    return tmp_path


@pytest.fixture
def edit(course):
    """edit(change) lets change(cells) alter the notebook's cells by their ids, and saves it."""

    def edit_(change):
        file = course / "notebooks/11_vae/vae.ipynb"
        notebook = json.loads(file.read_text(encoding="utf-8"))
        change({cell["id"]: cell for cell in notebook["cells"]}, notebook["cells"])
        file.write_text(json.dumps(notebook), encoding="utf-8")

    return edit_


def vae(course: Path) -> listing.ChapterProgress:
    (chapter,) = chapters(course)
    return chapter


def reparameterize(course: Path) -> listing.ExerciseProgress:
    return next(exercise for exercise in vae(course).exercises if exercise.name == "reparameterize")


def write(edit, code: str, outputs: list[dict]) -> None:
    def change(cells, _):
        cells["vae-reparameterize"]["source"] = code
        cells["vae-reparameterize-check"]["outputs"] = outputs

    edit(change)


def output(code: str) -> dict:
    """What JupyterLab stores when the check of this reparameterize is run."""
    names = {"torch": torch}
    exec(code, names)
    data, metadata = DisplayFormatter().format(check("vae.reparameterize", names["reparameterize"]))
    return {"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": metadata}


# --- the course as it is released --------------------------------------------------------------------------------


def test_every_chapter_is_listed_in_its_order_with_its_time_and_the_points_of_its_checks():
    found = chapters(ROOT)
    assert [chapter.path for chapter in found] == sorted(
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("notebooks/*/*.ipynb")
    )
    for chapter in found:
        exercises = topics()[chapter.path.split("/")[1].split("_", 1)[1]].exercises
        assert {e.name: e.points for e in chapter.checked} == {e.name: e.points for e in exercises.values()}
        assert chapter.faults == () and 60 <= chapter.minutes <= 240
        assert (chapter.earned, chapter.started) == (0, False)
        (written,) = set(chapter.exercises) - set(chapter.checked)
        assert (written.state, written.earned) == (listing.NOT_WRITTEN, None)


def test_the_list_shows_what_each_chapter_ends_with():
    found = chapters(ROOT)
    page = render(found, "/base/lab/tree")
    for picture in (end_result(chapter.folder) for chapter in found):
        assert picture is not None
        assert f'<img src="{picture.address}"' in page and f'alt="{escape(picture.alt)}"' in page


def test_the_title_is_that_of_the_notebook(course):
    assert (vae(course).number, vae(course).title) == ("11", "The variational autoencoder")


def test_a_chapter_that_is_not_there_is_not_listed(tmp_path):
    assert chapters(tmp_path) == []
    (tmp_path / "notebooks/.ipynb_checkpoints").mkdir(parents=True)
    (tmp_path / "notebooks/scratch.ipynb").touch()
    assert chapters(tmp_path) == []


# --- the reader's progress ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "state", "earned"),
    [
        (STUB, listing.NOT_ATTEMPTED, 0),
        (WRONG, listing.ATTEMPTED, None),
        (RIGHT, listing.FULL, 1.2),
    ],
)
def test_a_check_tells_how_far_an_exercise_has_come(course, edit, code, state, earned):
    stored = output(code)
    edit(lambda cells, _: cells["vae-reparameterize-check"].update(outputs=[stored]))
    if code != STUB:
        edit(lambda cells, _: cells["vae-reparameterize"].update(source=code))
    found = reparameterize(course)
    assert found.state == state
    assert found.earned == stored["metadata"][CHECKED]["points"]
    assert earned is None and 0 <= found.earned < 1.2 or found.earned == pytest.approx(earned)
    assert vae(course).earned == found.earned and vae(course).started == (state != listing.NOT_ATTEMPTED)


def test_what_is_written_but_not_checked_is_told_from_the_untouched(course, edit):
    write(edit, RIGHT, [])
    assert reparameterize(course) == listing.ExerciseProgress("reparameterize", 2, listing.UNCHECKED, 0, *CELL)


def test_a_card_of_the_stub_counts_as_unchecked_once_something_is_written(course, edit):
    write(edit, RIGHT, [output(STUB)])
    assert reparameterize(course).state == listing.UNCHECKED


def test_a_check_that_ended_in_an_error_says_so(course, edit):
    write(edit, RIGHT, [{"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}])
    assert reparameterize(course) == listing.ExerciseProgress("reparameterize", 2, listing.STOPPED, 0, *CELL)


def claims(points) -> list[dict]:
    """The output of a check whose metadata claim these points."""
    about = {CHECKED: {"state": "partly passed", "points": points}}
    return [{"output_type": "execute_result", "data": {"text/plain": "a card"}, "metadata": about}]


@pytest.mark.parametrize(("points", "earned"), [(1e9, 2), (-3, 0), (1.5, 1.5)])
def test_points_stay_between_nothing_and_all(course, edit, points, earned):
    write(edit, WRONG, claims(points))
    assert reparameterize(course).earned == earned


@pytest.mark.parametrize("points", [math.nan, "inf", None, "", "two", [1]])
def test_an_output_that_is_no_number_of_points_counts_as_none(course, edit, points):
    write(edit, WRONG, claims(points))
    assert reparameterize(course) == listing.ExerciseProgress("reparameterize", 2, listing.UNCHECKED, 0, *CELL)


def test_a_written_answer_is_told_from_the_empty_one_and_left_to_the_instructor(course, edit):
    edit(lambda cells, _: cells["vae-written"].update(source="Because the gap grows."))
    written = vae(course).exercises[-1]
    assert (written.state, written.earned, written.points) == (listing.WRITTEN, None, 4)
    assert vae(course).started and vae(course).earned == 0


# --- notebooks that are not as they should be --------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"cells": 3}',
        b'{"cells": [7]}',
        b'{"cells": [{"cell_type": "code", "metadata": {}}]}',
        b'{"cells": [{"cell_type": "code", "source": [1], "metadata": {}}]}',
        b'{"cells": ' + b"[" * 100_000,
        b"<<<<<<< HEAD\n{}",
    ],
)
def test_a_damaged_notebook_is_a_row_that_says_what_to_do(course, content):
    (course / "notebooks/11_vae/vae.ipynb").write_bytes(content)
    (fault,) = vae(course).faults
    assert "vae.ipynb is damaged" in fault and "rename it" in fault and "bundle" in fault
    assert escape(fault) in shown(course)


def test_a_notebook_that_cannot_be_read_says_why(course):
    (course / "notebooks/11_vae/vae.ipynb").unlink()
    (course / "notebooks/11_vae/vae.ipynb").mkdir()
    (fault,) = vae(course).faults
    assert fault.startswith("vae.ipynb is no notebook, for it is a folder and no plain file: rename it")


def test_a_missing_notebook_says_where_to_get_it(course):
    (course / "notebooks/11_vae/vae.ipynb").unlink()
    assert vae(course).faults == ("vae.ipynb is missing: copy it from your instructor's bundle.",)


def test_a_renamed_notebook_is_named(course):
    (course / "notebooks/11_vae/vae.ipynb").rename(course / "notebooks/11_vae/vae-Copy1.ipynb")
    (fault,) = vae(course).faults
    assert "vae-Copy1.ipynb is there: rename it to vae.ipynb" in fault


def test_a_copied_check_is_counted_once_and_named(course, edit):
    write(edit, RIGHT, [output(RIGHT)])

    def paste(cells, order):
        copy = json.loads(json.dumps(cells["vae-reparameterize-check"])) | {"id": "pasted", "outputs": []}
        del copy["metadata"]["deletable"]  # so does JupyterLab
        order.insert(0, copy)

    edit(paste)
    assert reparameterize(course).state == listing.FULL and vae(course).points == 30
    (fault,) = vae(course).faults
    assert fault.startswith("The check of `reparameterize` is there 2 times")


def test_what_is_lost_is_named_in_one_paragraph(course, edit):
    lost = [f"vae-{name}-check" for name in ("reparameterize", "vae_loss", "ppca_ml", "log_px_importance")]

    def change(cells, order):
        for name in lost:
            order.remove(cells[name])
        order.remove(cells["vae-ppca_ml"])

    edit(change)
    (fault,) = vae(course).faults
    assert fault.count("is missing.") == listing.NAMED and "And 3 more like this." in fault
    assert fault.count("Mend This Chapter") == 1


def test_cells_without_metadata_or_with_strange_marks_stop_nothing(course, edit):
    def change(cells, order):
        cells["vae-reparameterize-check"]["metadata"]["nbgrader"]["points"] = "many"
        order.append({"cell_type": "code", "source": "1", "metadata": {"nbgrader": 3}, "outputs": None})

    edit(change)
    assert len(vae(course).exercises) == 8 and vae(course).points == 28


# --- the page ----------------------------------------------------------------------------------------------------


def shown(course: Path) -> str:
    return render(chapters(course), "/base/lab/tree")


def test_the_page_links_to_the_notebook_under_the_servers_address(course):
    assert 'href="/base/lab/tree/notebooks/11_vae/vae.ipynb" data-path="notebooks/11_vae/vae.ipynb"' in shown(course)


def test_a_title_is_text_and_never_markup(course, edit):
    edit(lambda _, order: order[0].update(source="# 11 · <img src=x onerror=alert(1)>"))
    assert "<img src=x" not in shown(course) and "&lt;img" in shown(course)


def test_a_folder_without_chapters_says_where_to_start(tmp_path):
    assert "Run <code>make lab</code> in the folder that contains" in shown(tmp_path)


@pytest.mark.parametrize("kind", ["pipe", "device", "sparse", "brackets"])
def test_a_notebook_that_is_no_plain_file_does_not_hold_up_the_list(course, kind):
    file = course / "notebooks/11_vae/vae.ipynb"
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "device":
        file.symlink_to("/dev/zero")
    elif kind == "brackets":
        file.write_text("[" * 100_000)
    else:
        with open(file, "wb") as empty:
            empty.truncate(1 << 40)
    (row,) = chapters(course)
    (fault,) = row.faults
    told = {"pipe": "it is a pipe", "device": "it is a link", "sparse": "too large", "brackets": "no longer a notebook"}
    assert told[kind] in fault and not row.exercises
