"""Bad days, each of which really takes place: make ends in one line that says what to do, and `make doctor` says it too."""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

sys.path.insert(0, str(Path(__file__).parent / "browser"))  # `make lab` as the browser tests start it

from servers import Lab, free_port  # noqa: E402

ROOT = Path(__file__).parents[1]
ROWS = ["Python", "environment", "network", "home folder", "port", "notebooks", "course_utils", "disk"]
NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_RETRIES": "0"}
DEAD_INDEX = NO_INDEX | {"PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
PYTHON = sys._base_executable  # one in which the course is not installed
NEVER = "no-such-package==1.0"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A student's copy with two chapters and no environment."""
    course = tmp_path / "course"
    shutil.copytree(ROOT / "course_utils", course / "course_utils", ignore=shutil.ignore_patterns("__pycache__"))
    for chapter in ("01_perceptron", "11_vae"):
        shutil.copytree(
            ROOT / "notebooks" / chapter, course / "notebooks" / chapter, ignore=shutil.ignore_patterns(".*")
        )
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, course)
    shutil.copy(ROOT / "docs/students.md", course / "README.md")
    (tmp_path / "home").mkdir()
    return course


def _set_up(course: Path) -> Path:
    """Make what `make setup` would: an environment of its own, whose packages are borrowed from the tests' one.

    The lock names those that are there as locked. JupyterLab only says that it was called.
    """
    venv.EnvBuilder(symlinks=True).create(course / ".venv")
    (packages,) = (course / ".venv").glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    (packages / "course.pth").write_text(str(course))
    (packages / "jupyterlab").mkdir()
    (packages / "jupyterlab/__init__.py").touch()
    (packages / "jupyterlab/__main__.py").write_text("print('JupyterLab opens')")
    lock = [Requirement(line) for line in (ROOT / "requirements.lock").read_text().splitlines() if line[0] != "#"]
    there = [pin for pin in lock if not pin.marker and pin.specifier.contains(metadata.version(pin.name))]
    (course / "requirements.lock").write_text("".join(f"{pin}\n" for pin in there))
    made = [course / ".venv" / name for name in ("bin/pip", "packages", "ready")]
    for age, file in enumerate([course / "requirements.lock", course / "pyproject.toml", *made]):
        file.touch()
        os.utime(file, (10**9 + age, 10**9 + age))  # long ago: whatever a test writes now is newer
    return course


@pytest.fixture
def ready(course: Path) -> Path:
    """The same copy, set up."""
    return _set_up(course)


def _run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a command with a home of its own; the outer make hands nothing to an inner one."""
    outer = ("MAKE", "MFLAGS", "PYTHON", "JUPYTER")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(outer) and name != "VIRTUAL_ENV"}
    kept |= {"HOME": str(folder.parent / "home")} | environment
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=120)


def _make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return _run(folder, "make", "--no-print-directory", f"PYTHON={PYTHON}", *arguments, **environment)


def _fault(done: subprocess.CompletedProcess) -> str:
    """The last line of a make that stopped."""
    assert done.returncode != 0, done.stdout + done.stderr
    line = done.stderr.splitlines()[-1]
    assert "*** " in line and line.endswith(".  Stop."), done.stderr
    return line


def _notices(done: subprocess.CompletedProcess) -> list[str]:
    return [line for line in done.stderr.splitlines() if line.startswith("Notice: ")]


def _lab(folder: Path, lab_args: str = "", **environment: str) -> subprocess.CompletedProcess:
    """`make lab`, on a port that is free where none is named."""
    return _make(folder, "lab", f"LAB_ARGS={lab_args or f'--port {free_port()}'}", **environment)


def _table(done: subprocess.CompletedProcess) -> dict[str, tuple[str, str]]:
    """The rows of the table: the last word on each check, and the line below it that says what to do."""
    rows, name = {}, ""
    for line in done.stdout.splitlines()[:-1]:
        if line.startswith(" "):
            rows[name] = rows[name][0], line.strip().removeprefix("-> ")
        else:
            name = line[8:22].strip()
            rows[name] = line[:8].strip(), line[22:]
    return rows


def _edit(notebook: Path, **metadata) -> None:
    content = json.loads(notebook.read_text())
    content["metadata"].update(metadata)
    notebook.write_text(json.dumps(content))


# --- a good day --------------------------------------------------------------------------------------------------


def test_on_a_good_day_every_row_is_ok_and_lab_says_nothing(ready):
    done = _make(ready, "doctor", f"LAB_ARGS=--port {free_port()}")
    rows = _table(done)
    assert list(rows) == ROWS
    assert {name: row for name, row in rows.items() if row[0] != "+ ok"} == {}
    assert rows["network"][1] == "not needed: the course is set up and runs offline"
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "The course can be used: `make lab`."

    opened = _lab(ready)
    assert opened.returncode == 0 and opened.stderr == ""
    assert opened.stdout.endswith("JupyterLab opens\n") and "JUPYTER" not in opened.stdout


def test_an_instructors_copy_also_tries_the_isolation(course):
    (course / "grader").mkdir()
    assert list(_table(_make(course, "doctor", **DEAD_INDEX))) == [*ROWS, "isolation"]


# --- the Python --------------------------------------------------------------------------------------------------


def test_the_doctor_comes_with_a_python_that_is_too_old(course):
    old = course.parent / "python3.9"
    pretence = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0)\n"
        "if sys.argv[1] == '-c': exec(sys.argv[2])\n"
        "else: sys.argv = sys.argv[2:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    old.write_text(f'#!/bin/sh\nexec {PYTHON} -c "{pretence}" "$@"\n')
    old.chmod(0o755)
    done = _make(course, "doctor", f"PYTHON={old}")
    assert done.returncode != 0
    sign, todo = _table(done)["Python"]
    assert (sign, "make PYTHON=python3.12 setup" in todo) == ("x fail", True)
    assert "Python 3.9.2 is too old" in done.stdout
    assert list(_table(done)) == ROWS
    for target in ("setup", "lab"):
        assert "is Python 3.9, too old" in _fault(_make(course, target, f"PYTHON={old}"))


def test_the_doctor_comes_without_any_python(course):
    done = _make(course, "doctor", "PYTHON=no-such-python")
    assert "no-such-python does not run" in _fault(done) and "make PYTHON=python3.12 setup" in _fault(done)


def test_the_supported_versions_are_the_same_everywhere():
    source = (ROOT / "course_utils/doctor/machine.py").read_text()
    assert "SUPPORTED = (3, 11), (3, 13)" in source
    assert 'requires-python = ">=3.11,<3.14"' in (ROOT / "pyproject.toml").read_text()
    assert "v < (3, 11)" in (ROOT / "Makefile").read_text() and "v > (3, 13)" in (ROOT / "Makefile").read_text()


def test_an_environment_whose_python_is_gone(ready):
    python = ready / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/usr/bin/python-of-last-year")
    (ready / ".venv/packages").unlink()
    assert "run `make clean`, then `make setup`" in _fault(_make(ready, "setup")).lower()
    assert _table(_make(ready, "doctor", **DEAD_INDEX))["environment"][0] == "x fail"


# --- the network -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("retries", ["0", "1"], ids=["pip says nothing of it", "pip says so"])
def test_without_a_network_set_up_ends_in_one_line(ready, retries):
    (ready / "requirements.lock").open("a").write(f"{NEVER}\n")
    done = _make(ready, "setup", **DEAD_INDEX | {"PIP_RETRIES": retries})
    assert "no network" in _fault(done) and "run `make setup` again" in _fault(done)
    assert not (ready / ".venv/packages").exists()
    rows = _table(_make(ready, "doctor", **DEAD_INDEX))
    assert rows["environment"] == ("x fail", "run `make clean`, then `make setup`")
    assert rows["network"][0] == "x fail" and rows["network"][1].startswith("connect to the network")


def test_another_complaint_of_pip_is_passed_on(ready):
    """The index answers and lacks a package: that is no question of the network."""
    index = ready.parent / "index"
    _wheel(index, "tqdm", "1.0")
    (ready / "requirements.lock").open("a").write(f"{NEVER}\n")
    done = _make(ready, "setup", **NO_INDEX | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)})
    assert f"pip stopped (No matching distribution found for {NEVER})" in _fault(done)
    assert "ERROR: No matching distribution found" in done.stderr


def _wheel(folder: Path, name: str, version: str, size: int = 0) -> None:
    """A package of one module, of so many bytes that cannot be compressed."""
    folder.mkdir(exist_ok=True)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.bin", os.urandom(size))
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


# --- the disk ----------------------------------------------------------------------------------------------------


def _on_a_small_disk(course: Path, megabytes: int, command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a command in the course as if it lay on a disk of this size, for as long as the command runs."""
    disk = course.parent / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size={megabytes}m tmpfs {disk} && cp -a . {disk} && mount --bind {disk} {course} && "
        f"cd {course} && {command}"
    )
    return _run(course, "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, **environment)


MAKE = f"make --no-print-directory PYTHON={shlex.quote(PYTHON)}"


@pytest.mark.sandbox
def test_on_a_full_disk_no_environment_can_be_made(course):
    done = _on_a_small_disk(course, 8, f"head -c 8M /dev/zero > all-the-rest; {MAKE} setup; {MAKE} doctor")
    line = next(line for line in done.stderr.splitlines() if "Stop." in line)
    assert "the disk is full (0 MB are free" in line and "make room, then run `make setup` again" in line.lower()
    assert _table(done)["disk"][0] == "x fail"


@pytest.mark.sandbox
def test_on_a_full_disk_pip_ends_in_one_line(ready):
    (ready / "requirements.lock").open("a").write("bulky==1.0\n")
    _wheel(ready.parent / "index", "bulky", "1.0", size=16 << 20)
    index = NO_INDEX | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(ready.parent / "index")}
    assert "the disk is full" in _fault(_on_a_small_disk(ready, 12, f"{MAKE} setup", **index))


@pytest.mark.sandbox
def test_on_a_full_disk_the_lab_does_not_open(ready):
    """What a student would write there could not be saved."""
    done = _on_a_small_disk(ready, 8, f"head -c 8M /dev/zero > all-the-rest; {MAKE} lab LAB_ARGS=--no-browser")
    assert "the disk is full" in _fault(done) and "Delete something there" in _fault(done)


@pytest.mark.sandbox
def test_a_disk_that_is_nearly_full_is_told_of(ready):
    done = _on_a_small_disk(ready, 60, f"{MAKE} lab LAB_ARGS='--port {free_port()}'")
    assert done.returncode == 0
    (notice,) = _notices(done)
    assert notice.startswith("Notice: only ") and notice.endswith("Delete something, before saving fails.")


def test_a_quota_is_a_full_disk(ready):
    """The file system has room, this account has none."""
    done = _run(ready, "sh", "-c", f"ulimit -f 1; {MAKE} lab LAB_ARGS=--no-browser")
    assert "the disk is full" in _fault(done)


# --- the home folder ---------------------------------------------------------------------------------------------


def test_with_a_home_that_cannot_be_written_the_lab_opens_all_the_same(ready):
    """/proc takes no folder from anybody, root included. The same server then is what holds the port."""
    nobody = {"HOME": "/proc/nobody"}
    shutil.rmtree(next(ready.glob(".venv/lib/*/site-packages/jupyterlab")))  # the real one
    lab = Lab(ready, nobody)
    try:
        started = lab.log.read_text()
        number = lab.address.rsplit(":", 1)[1]
        doctor = _make(ready, "doctor", f"LAB_ARGS=--port {number}", **nobody)
    finally:
        lab.stop()
    (notice,) = [line for line in started.splitlines() if line.startswith("Notice: ")]
    assert "cannot be written" in notice and "Jupyter keeps its files in .jupyter/ of the course" in notice
    assert (ready / ".jupyter/runtime/jupyter_cookie_secret").exists()

    rows = _table(doctor)
    assert doctor.returncode == 0 and rows["home folder"][0] == "! warn"
    assert "taken by a JupyterLab of this course" in doctor.stdout
    assert rows["port"][1].startswith(f"open http://localhost:{number}/lab, or end it")


def test_a_file_in_place_of_the_home_folder(ready):
    blocked = ready.parent / "blocked"
    blocked.touch()
    done = _lab(ready, HOME=str(blocked))
    assert done.returncode == 0 and len(_notices(done)) == 1
    assert f"JUPYTER_CONFIG_PATH={blocked}/.jupyter" in done.stdout  # what could be read there still is


# --- the port ----------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken(ready):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number = listener.getsockname()[1]
        done = _lab(ready, f"--port {number}")
        assert done.returncode == 0
        assert _notices(done) == [
            f"Notice: port {number} is taken by another program. JupyterLab takes another one by itself: "
            "open the address that it prints."
        ]
        only = _fault(_lab(ready, f"--port={number} --ServerApp.port_retries=0"))
        assert "is taken by another program. Name another: `make lab LAB_ARGS=" in only
        assert _table(_make(ready, "doctor", f"LAB_ARGS=--port {number}"))["port"][0] == "! warn"
        assert _table(_make(ready, "doctor", JUPYTER_PORT=str(number)))["port"][0] == "! warn"


# --- the notebooks -----------------------------------------------------------------------------------------------


def test_a_notebook_that_another_kernel_saved(ready):
    _edit(ready / "notebooks/11_vae/vae.ipynb", kernelspec={"name": "ir", "display_name": "R", "language": "R"})
    (notice,) = _notices(_lab(ready))
    assert notice == (
        "Notice: notebooks/11_vae/vae.ipynb was saved by another kernel (ir). Open it, choose "
        "Python 3 (ipykernel) if another name stands at its upper right, and save it."
    )
    assert _table(_make(ready, "doctor"))["notebooks"][0] == "! warn"


def test_a_file_that_is_no_notebook(ready):
    notebook = ready / "notebooks/11_vae/vae.ipynb"
    kept = notebook.parent / ".ipynb_checkpoints/vae-checkpoint.ipynb"
    kept.parent.mkdir()
    shutil.copy(notebook, kept)
    for content in ("", "<<<<<<< mine", "[]", '{"cells": []}', "\ufeff{}"):
        notebook.write_text(content)
        (notice,) = _notices(_lab(ready))
        assert "vae.ipynb is not a notebook" in notice and f"copy {kept.relative_to(ready)} over it" in notice
        assert notebook.read_text() == content


# --- course_utils ------------------------------------------------------------------------------------------------


def test_a_notebook_of_another_release(ready):
    notebook = ready / "notebooks/11_vae/vae.ipynb"
    notebook.write_text(notebook.read_text().replace('release=\\"2026.1\\"', 'release=\\"2025.2\\"'))
    (notice,) = _notices(_lab(ready))
    assert "notebooks/11_vae/vae.ipynb is of release 2025.2" in notice and "its own bundle" in notice
    assert _table(_make(ready, "doctor"))["course_utils"][0] == "! warn"


@pytest.mark.parametrize("way", ["copied", "moved"])
def test_the_set_up_of_a_folder_that_was_copied_or_moved_is_mended_without_a_network(ready, way):
    script = ready / ".venv/bin/where"
    script.write_text(
        f"#!{ready}/.venv/bin/python\nimport course_utils, sys\nprint(sys.prefix, course_utils.__file__)\n"
    )
    script.chmod(0o755)
    new = ready.parent / "my course"
    _run(ready.parent, *{"copied": ("cp", "-a"), "moved": ("mv",)}[way], str(ready), str(new))

    (notice,) = _notices(_make(new, "-o", ".venv/ready", "lab", f"LAB_ARGS=--port {free_port()}")) or [""]
    if way == "copied":  # then the old package answers; a moved one is missed
        assert f"course_utils is imported from {ready}" in notice and "Run `make setup` here" in notice
    assert _table(_make(new, "doctor"))["course_utils"][0] == {"copied": "! warn", "moved": "x fail"}[way]

    shutil.rmtree(next(new.glob(".venv/lib/*/site-packages/course.pth")).parent / "__pycache__", ignore_errors=True)
    next(new.glob(".venv/lib/*/site-packages/course.pth")).unlink()  # pip's own link is made anew
    assert _make(new, "setup", **NO_INDEX | {"PIP_NO_INDEX": "1"}).returncode == 0
    done = _run(new / "notebooks", str(new / ".venv/bin/where"))
    assert done.stdout == f"{new}/.venv {new}/course_utils/__init__.py\n", done.stderr
    assert f'"{new}/.venv"' in (new / ".venv/bin/activate").read_text().replace("'", '"')
    assert _table(_make(new, "doctor"))["course_utils"][0] == "+ ok"
    assert "Nothing to be done" in _make(new, "setup").stdout


def test_a_pythonpath_that_leads_to_another_copy(ready, course):
    other = ready.parent / "other"
    shutil.copytree(course / "course_utils", other / "course_utils")
    (notice,) = _notices(_lab(ready, PYTHONPATH=str(other)))
    assert f"course_utils is imported from {other}" in notice and "Take that folder out of PYTHONPATH" in notice


# --- set-up that was not finished --------------------------------------------------------------------------------


def test_an_interrupted_set_up_is_told_and_goes_on(ready):
    (packages,) = ready.glob(".venv/lib/*/site-packages")
    (packages / "borrowed.pth").unlink()
    for name in ("packages", "ready"):
        (ready / ".venv" / name).unlink()
    assert _table(_make(ready, "doctor", **DEAD_INDEX))["environment"] == (
        "x fail",
        "run `make setup`; it goes on where it stopped",
    )
    assert " install " in _make(ready, "--dry-run", "setup").stdout


def test_a_course_that_is_not_set_up_says_so_and_tries_the_index(course):
    rows = _table(_make(course, "doctor", **DEAD_INDEX))
    if rows["environment"][0] != "x fail":
        pytest.skip("the Python of the tests has the course installed, as in conda")
    assert rows["environment"][1] == "run `make setup`" and rows["network"][0] == "x fail"
