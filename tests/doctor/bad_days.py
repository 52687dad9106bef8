"""Bad days: a course in which they take place, and what make and the doctor say of them."""

import json
import os
import shlex
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from tests import newcomer
from tests.newcomer import ROOT, free_port

ROWS = ["Python", "environment", "network", "home folder", "port", "notebooks", "course_utils", "imports", "disk"]
NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_RETRIES": "0"}
DEAD_INDEX = NO_INDEX | {"PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
PYTHON = sys._base_executable  # type: ignore[attr-defined]  # a private name; one in which the course is not installed
MAKE = f"make --no-print-directory PYTHON={shlex.quote(PYTHON)}"
NEVER = "no-such-package==1.0"  # in no index


def set_up(course: Path) -> Path:
    """Make what `make setup` would: an environment of its own, whose packages are borrowed from the tests' one.

    The lock names those that are there as locked. JupyterLab only says that it was called.
    """
    venv.EnvBuilder(symlinks=True).create(course / ".venv")
    (packages,) = (course / ".venv").glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    (packages / "course.pth").write_text(str(course))
    (packages / "jupyterlab").mkdir()
    (packages / "jupyterlab/__init__.py").touch()
    (packages / "jupyterlab/__main__.py").write_text(
        "import os\n[print(f'{name}={value}') for name, value in os.environ.items() if name.startswith('JUPYTER')]\n"
        "print('JupyterLab opens')\n"
    )
    lock = [Requirement(line) for line in (ROOT / "requirements.lock").read_text().splitlines() if line[0] != "#"]
    there = [pin for pin in lock if not pin.marker and pin.specifier.contains(metadata.version(pin.name))]
    (course / "requirements.lock").write_text("".join(f"{pin}\n" for pin in there))
    made = [course / ".venv" / name for name in ("bin/pip", "packages", "ready")]
    for age, file in enumerate([course / "requirements.lock", course / "pyproject.toml", *made]):
        file.touch()
        os.utime(file, (10**9 + age, 10**9 + age))  # long ago: whatever a test writes now is newer
    return course


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a command with a home of its own; the outer make hands nothing to an inner one."""
    own = newcomer.environment(folder.parent / "home") | environment
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, timeout=120)


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return run(folder, "make", "--no-print-directory", f"PYTHON={PYTHON}", *arguments, **environment)


def fault(done: subprocess.CompletedProcess) -> str:
    """The last line of a make that stopped."""
    assert done.returncode != 0, done.stdout + done.stderr
    line = done.stderr.splitlines()[-1]
    assert "*** " in line and line.endswith(".  Stop."), done.stderr
    return line


def notices(done: subprocess.CompletedProcess) -> list[str]:
    return [line for line in done.stderr.splitlines() if line.startswith("Notice: ")]


def lab(folder: Path, lab_args: str = "", **environment: str) -> subprocess.CompletedProcess:
    """`make lab`, on a port that is free where none is named."""
    return make(folder, "lab", f"LAB_ARGS={lab_args or f'--port {free_port()}'}", **environment)


def table(done: subprocess.CompletedProcess) -> dict[str, tuple[str, str]]:
    """The rows of the table: the last word on each check, and the line below it that says what to do."""
    rows: dict[str, tuple[str, str]] = {}
    name = ""
    for line in done.stdout.splitlines()[:-1]:
        if line.startswith(" "):
            rows[name] = rows[name][0], line.strip().removeprefix("-> ")
        else:
            name = line[8:22].strip()
            rows[name] = line[:8].strip(), line[22:]
    return rows


def edit(notebook: Path, **metadata) -> None:
    content = json.loads(notebook.read_text())
    content["metadata"].update(metadata)
    notebook.write_text(json.dumps(content))


def wheel(folder: Path, name: str, version: str, size: int = 0) -> None:
    """A package of one module, of so many bytes that cannot be compressed."""
    folder.mkdir(exist_ok=True)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.bin", os.urandom(size))
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def on_a_small_disk(course: Path, megabytes: int, command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a command in the course as if it lay on a disk of this size, for as long as the command runs."""
    disk = course.parent / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size={megabytes}m tmpfs {disk} && cp -a . {disk} && mount --bind {disk} {course} && "
        f"cd {course} && {command}"
    )
    return run(course, "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, **environment)
