"""A student's course with one chapter."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def course(tmp_path) -> Path:
    shutil.copytree(ROOT / "notebooks/11_vae", tmp_path / "course/notebooks/11_vae")
    return tmp_path / "course"


@pytest.fixture
def notebook(course) -> Path:
    return course / "notebooks/11_vae/vae.ipynb"


@pytest.fixture
def answer(notebook):
    """answer(name=code) puts code into answer cells and saves the notebook."""

    def answer_(**written: str) -> None:
        told = json.loads(notebook.read_text(encoding="utf-8"))
        for cell in told["cells"]:
            name = cell["id"].removeprefix("vae-")
            cell["source"] = written.get(name, cell["source"])
        notebook.write_text(json.dumps(told), encoding="utf-8")

    return answer_
