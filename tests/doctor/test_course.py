"""Bad days of the course itself: its notebooks, its package, its set-up."""

import os
import shutil
import venv
from types import SimpleNamespace

import pytest

from course_utils.doctor import classroom, imports
from tests.doctor.bad_days import (
    DEAD_INDEX,
    NO_INDEX,
    edit,
    lab,
    make,
    notices,
    run,
    table,
)
from tests.newcomer import free_port

# --- the notebooks -----------------------------------------------------------------------------------------------------


def test_a_notebook_that_another_kernel_saved(ready):
    edit(ready / "notebooks/11_vae/vae.ipynb", kernelspec={"name": "ir", "display_name": "R", "language": "R"})
    (notice,) = notices(lab(ready))
    assert notice == (
        "Notice: notebooks/11_vae/vae.ipynb was saved with another kernel (ir). Open it, choose "
        "Python 3 (ipykernel) if the upper right shows another name, and save it."
    )
    assert table(make(ready, "doctor"))["notebooks"][0] == "! warn"


def test_a_file_that_is_no_notebook(ready):
    notebook = ready / "notebooks/11_vae/vae.ipynb"
    kept = notebook.parent / ".ipynb_checkpoints/vae-checkpoint.ipynb"
    kept.parent.mkdir()
    shutil.copy(notebook, kept)
    for content in ("", "<<<<<<< mine", "[]", '{"cells": []}', "\ufeff{}"):
        notebook.write_text(content)
        (notice,) = notices(lab(ready))
        assert "vae.ipynb is not a valid notebook" in notice and f"copy {kept.relative_to(ready)} over it" in notice
        assert notebook.read_text() == content


# --- course_utils ------------------------------------------------------------------------------------------------------


def test_a_notebook_of_another_release(ready):
    notebook = ready / "notebooks/11_vae/vae.ipynb"
    notebook.write_text(notebook.read_text().replace('release=\\"2026.1\\"', 'release=\\"2025.2\\"'))
    (notice,) = notices(lab(ready))
    assert "notebooks/11_vae/vae.ipynb is from release 2025.2" in notice and "its own bundle" in notice
    assert table(make(ready, "doctor"))["course_utils"][0] == "! warn"


@pytest.mark.parametrize("way", ["copied", "moved"])
def test_the_set_up_of_a_folder_that_was_copied_or_moved_is_mended_without_a_network(ready, way):
    script = ready / ".venv/bin/where"
    script.write_text(
        f"#!{ready}/.venv/bin/python\nimport course_utils, sys\nprint(sys.prefix, course_utils.__file__)\n"
    )
    script.chmod(0o755)
    new = ready.parent / "my course"
    run(ready.parent, *{"copied": ("cp", "-a"), "moved": ("mv",)}[way], str(ready), str(new))

    (notice,) = notices(make(new, "-o", ".venv/ready", "lab", f"LAB_ARGS=--port {free_port()}")) or [""]
    if way == "copied":  # then the old package answers; a moved one is missed
        assert f"course_utils is imported from {ready}" in notice and "Run `make setup` here" in notice
    assert table(make(new, "doctor"))["course_utils"][0] == {"copied": "! warn", "moved": "x fail"}[way]

    shutil.rmtree(next(new.glob(".venv/lib/*/site-packages/course.pth")).parent / "__pycache__", ignore_errors=True)
    next(new.glob(".venv/lib/*/site-packages/course.pth")).unlink()  # pip's own link is made anew
    assert make(new, "setup", **NO_INDEX | {"PIP_NO_INDEX": "1"}).returncode == 0
    done = run(new / "notebooks", str(new / ".venv/bin/where"))
    assert done.stdout == f"{new}/.venv {new}/course_utils/__init__.py\n", done.stderr
    assert f'"{new}/.venv"' in (new / ".venv/bin/activate").read_text().replace("'", '"')
    assert table(make(new, "doctor"))["course_utils"][0] == "+ ok"
    assert "Nothing to be done" in make(new, "setup").stdout


def test_a_pythonpath_that_leads_to_another_copy(ready, course):
    other = ready.parent / "other"
    shutil.copytree(course / "course_utils", other / "course_utils")
    (notice,) = notices(lab(ready, PYTHONPATH=str(other)))
    assert f"course_utils is imported from {other}" in notice and "Remove that folder from PYTHONPATH" in notice


# --- set-up that was not finished --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["notebooks/11_vae/torch.py", "notebooks/11_vae/random/__init__.py", "notebooks/json.py", "numpy.py"]
)
def test_a_file_that_is_imported_in_place_of_a_package(ready, place, monkeypatch):
    monkeypatch.setattr(imports, "ROOT", ready)
    assert [finding.grade for finding in imports.imports(None)] == ["ok"]
    (ready / place).parent.mkdir(exist_ok=True)
    (ready / place).touch()
    (ready / "notebooks/11_vae/helper.py").touch()
    (finding,) = imports.imports(None)
    assert (
        finding.grade == "warn"
        and place.removesuffix("/__init__.py") in finding.seen
        and "another name" in finding.todo
    )


def test_a_pythonpath_that_leads_anywhere_else(ready, monkeypatch, tmp_path):
    monkeypatch.setattr(imports, "ROOT", ready)
    monkeypatch.setenv("PYTHONPATH", f"{ready}{os.pathsep}")
    assert imports.imports(None)[0].grade == "ok"
    (tmp_path / "elsewhere/torch").mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", f"{ready}{os.pathsep}{tmp_path / 'elsewhere'}")
    (finding,) = imports.imports(None)
    assert finding.grade == "warn" and "elsewhere" in finding.seen and "for instance torch" in finding.seen


def test_an_exchange_and_homes_in_which_others_can_write_or_read(tmp_path, monkeypatch):
    monkeypatch.setattr(classroom, "_exchange_folder", lambda: tmp_path / "exchange")
    monkeypatch.setattr(classroom, "ROOT", tmp_path)
    homes = [tmp_path / "home/ada", tmp_path / "home/ben"]
    for folder in (tmp_path / "exchange", *homes):
        folder.mkdir(parents=True)
    accounts = [SimpleNamespace(pw_uid=5001 + i, pw_dir=str(home)) for i, home in enumerate(homes)]
    monkeypatch.setattr("pwd.getpwall", lambda: accounts)
    for exchange, home, seen in [
        (0o1777, 0o700, "nobody can take"),
        (0o777, 0o700, "rename or remove"),
        (0o755, 0o700, "not every account can hand in"),
        (0o1777, 0o755, "can look into"),
        (0o1777, 0o711, "can look into"),
    ]:
        (tmp_path / "exchange").chmod(exchange)
        homes[1].chmod(home)
        homes[0].chmod(0o700)
        (finding,) = classroom.classroom(None)
        assert seen in finding.seen and finding.grade == ("ok" if "nobody" in seen else "warn")


def test_a_gradebook_that_every_account_can_open(tmp_path):
    (tmp_path / "gradebook.db").touch()
    for file, folder, graded in [
        (0o600, 0o755, 0),
        (0o644, 0o755, 1),
        (0o664, 0o711, 1),
        (0o644, 0o700, 0),
        (0o660, 0o755, 0),
    ]:
        (tmp_path / "gradebook.db").chmod(file)
        tmp_path.chmod(folder)
        assert len(classroom._gradebook(tmp_path / "gradebook.db")) == graded


def test_an_interrupted_set_up_is_told_and_goes_on(ready):
    (packages,) = ready.glob(".venv/lib/*/site-packages")
    (packages / "borrowed.pth").unlink()
    for name in ("packages", "ready"):
        (ready / ".venv" / name).unlink()
    assert table(make(ready, "doctor", **DEAD_INDEX))["environment"] == (
        "x fail",
        "run `make setup`; it continues where it stopped",
    )
    assert " install " in make(ready, "--dry-run", "setup").stdout


def test_a_course_that_is_not_set_up_says_so_and_tries_the_index(course):
    bare = course.parent / "bare"
    venv.EnvBuilder(symlinks=True, with_pip=True).create(bare)  # the tests' own Python may have the course, as in conda
    rows = table(make(course, "doctor", f"PYTHON={bare}/bin/python", **DEAD_INDEX))
    assert rows["environment"][0] == "x fail"
    assert rows["environment"][1] == "run `make setup`" and rows["network"][0] == "x fail"
