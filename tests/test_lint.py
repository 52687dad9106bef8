"""`make lint` on a small copy of the course: it is silent about sound code, and each of its three tools finds its fault."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOUND = '"""Halves."""\n\n\ndef half(x: int) -> float:\n    """Half of x."""\n    return x / 2\n'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The set-up files, one sound module in each folder that is checked, and this environment."""
    for folder in ("course_utils", "grader", "benchmarks", "tests"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}_module.py").write_text(SOUND)
    (tmp_path / "conftest.py").write_text(SOUND)
    for name in ("Makefile", "grader/targets.mk", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def _lint(folder: Path) -> subprocess.CompletedProcess:
    # The environment is there: make must not set it up again.
    command = ["make", "--no-print-directory", "--old-file", ".venv/ready", "lint"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_sound_code_passes_without_a_word(course):
    done = _lint(course)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_kind_of_fault_is_found_in_one_run(course):
    (course / "course_utils/unused.py").write_text("import os\n")
    (course / "tests/unformatted.py").write_text("x = 'single quotes'\n")
    (course / "grader/wrong.py").write_text("def half(x: int) -> str:\n    return x / 2\n")
    done = _lint(course)
    assert done.returncode != 0
    assert "course_utils/unused.py:1:8: F401" in done.stdout
    assert "tests/unformatted.py" in done.stdout
    assert "grader/wrong.py:2: error: Incompatible return value type" in done.stdout
    assert "lint: rules format types, see above. `make format` fixes" in done.stdout
