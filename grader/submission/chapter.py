"""A chapter's own notebook, read once: its cells in order, and what each graded cell asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from course_utils.checks import topics
from course_utils.notebook.check_cell import checked

from .elsewhere import asked


@dataclass(frozen=True)
class ChapterNotebook:
    """The instructor's notebook as it is on disk, its sources joined.

    checks: by grade id, (exercise id, name of the function) of a test cell that is the one line `check(...)`. plain: grade
    ids of test cells that are code of another kind.
    """

    name: str
    notebook: dict
    checks: dict[str, tuple[str, str]]
    plain: tuple[str, ...]

    @property
    def as_nbgrader(self) -> bool:
        """Plain tests may depend on anything above them: then every cell runs, and cells that nbgrader does not know are the
        student's to change, as they are for nbgrader. Where all tests are checks, cells of ours stay as they are."""
        return bool(self.plain) or not self.checks

    @property
    def cells(self) -> list[dict]:
        """The cells on which a submission is rebuilt."""
        cells = self.notebook["cells"]
        return [cell for cell in cells if "nbgrader" in cell["metadata"]] if self.as_nbgrader else cells

    @cached_property
    def answers(self) -> dict[str, str]:
        """By grade id of an answer cell, the name that it has to define."""
        cells = self.notebook["cells"]
        places = asked(cells).items()
        return {cells[p]["metadata"]["nbgrader"]["grade_id"]: name for name, p in places if p is not None}

    @cached_property
    def provided(self) -> frozenset[str]:
        """The ids of our cells that are not the reader's to write."""
        cells = self.notebook["cells"]
        return frozenset(c["id"] for c in cells if not c["metadata"].get("nbgrader", {}).get("solution"))

    @property
    def skipped(self) -> set[str]:
        """Cells that the instructor has tagged to be left out when the notebook is run."""
        cells = self.notebook["cells"] if self.as_nbgrader else []
        return {cell["source"].strip() for cell in cells if "skip-execution" in cell["metadata"].get("tags", [])}

    def hold_against(self, stubs: dict[str, str]) -> None:
        """ValueError if this notebook and the cells that are registered in the gradebook are not the same."""
        known = ("grade", "solution", "locked", "task")
        about = [cell["metadata"].get("nbgrader", {}) for cell in self.notebook["cells"]]
        unknown = sorted({a["grade_id"] for a in about if any(a.get(flag) for flag in known)} ^ stubs.keys())
        if unknown:
            raise ValueError(
                f"the gradebook and {self.name}.ipynb disagree about {', '.join(unknown[:3])}: register the notebook "
                "(`make setup`, in other courses `nbgrader generate_assignment`), then grade again"
            )


def current_chapter(folder: Path, name: str) -> ChapterNotebook:
    """The notebook as it is now, for a caller that lives long; as `read_chapter`."""
    path = folder / f"{name}.ipynb"
    return read_chapter(str(folder), name, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=64)
def read_chapter(folder: str, name: str, age: int = 0) -> ChapterNotebook:
    """The notebook `name` of an assignment's source folder. ValueError where it is missing or cannot be graded here.

    age: of the file, so that one that has changed is read again.
    """
    path = Path(folder, f"{name}.ipynb")
    try:
        notebook = json.loads(path.read_bytes())
        notebook["cells"] = [cell | {"source": "".join(cell["source"])} for cell in notebook["cells"]]
    except FileNotFoundError:
        raise ValueError(f"{path} is missing: run `make notebooks`, then grade again") from None
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} cannot be read as a notebook of format 4: build it again") from None
    _must_be_python(path, notebook["metadata"])
    checks, plain = {}, []
    for number, cell in enumerate(notebook["cells"]):
        cell.setdefault("id", f"cell-{number + 1}")  # format 4.4 had none
        about = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and about.get("grade") and not about.get("solution"):
            asked = _asked(cell["source"])
            if asked:
                checks[about["grade_id"]] = asked
            else:
                plain.append(about["grade_id"])
    return ChapterNotebook(name, notebook, checks, tuple(plain))


def _must_be_python(path: Path, metadata: dict) -> None:
    told = metadata.get("kernelspec", {}).get("language"), metadata.get("language_info", {}).get("name")
    language = next((str(name) for name in told if name), "python")
    if not language.lower().startswith(("python", "ipython")):
        raise ValueError(
            f"{path} is written in {language}: only Python is run here; grade it with nbgrader's own executor"
        )


def _asked(source: str) -> tuple[str, str] | None:
    """What a test cell checks; None for plain code, and for an exercise that this course has not."""
    asked = checked(source)
    known = {f"{topic.name}.{name}" for topic in topics().values() for name in topic.order}
    return asked if asked and asked[0] in known else None
