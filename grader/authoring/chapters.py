"""Where a chapter's files lie, and the one error that the authoring commands raise."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.threads import ONE_THREAD

if TYPE_CHECKING:
    import nbformat

IGNORED_PREFIXES = (".", "_")


class AuthoringError(Exception):
    """Something that an author has to mend; the message is one line that says what, where and what to do."""


def topic_of(chapter: str) -> str:
    """The name of a chapter's folder without its number: "vae" for "11_vae"."""
    return chapter.partition("_")[2]


@dataclass(frozen=True)
class Chapter:
    """One chapter of the course whose root is `root`; `name` is its folder's name, `NN_topic`."""

    root: Path
    name: str

    @property
    def topic(self) -> str:
        return topic_of(self.name)

    @property
    def folder(self) -> Path:
        return self.root / "solutions" / self.name

    @property
    def source(self) -> Path:
        return self.folder / f"{self.topic}.py"

    @property
    def notebook(self) -> Path:
        return self.folder / f"{self.topic}.ipynb"

    @property
    def released(self) -> Path:
        """The folder that students get."""
        return self.root / "notebooks" / self.name

    @property
    def pristine(self) -> Path:
        """The folder with the same files for `restore` and `reset`, which nobody works in."""
        return self.root / "course_utils" / "released" / self.name

    def shown(self, path: Path) -> str:
        """`path` as the messages name it: from the course's root."""
        return path.relative_to(self.root).as_posix()


def find_chapters(root: Path, names: list[str] | None = None) -> list[Chapter]:
    """The chapters under `root/solutions`, in order, or those of the given folder names.

    Raises AuthoringError where there is no `solutions` folder, or no chapter of that name in it.
    """
    root = Path(root).resolve()
    folder = root / "solutions"
    if not folder.is_dir():
        raise AuthoringError(f"no solutions folder in {root}: run this from the course's root, or name it with --root")
    present = sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(IGNORED_PREFIXES)
    )
    for name in names or []:
        if name not in present:
            raise AuthoringError(f"no chapter {name} in solutions: there is {', '.join(present) or 'none yet'}")
    return [Chapter(root, name) for name in present if not names or name in names]


def read_notebook(path: Path) -> "nbformat.NotebookNode":
    """The notebook in `path`, in format 4. Raises AuthoringError where it is no notebook."""
    import nbformat  # late: it takes seconds, and `register` mostly has nothing to read

    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise AuthoringError(f"{path} cannot be read as a notebook: {reason}") from error


def kernel_environment() -> dict[str, str]:
    """The environment in which a chapter runs when nobody looks: one thread, static widgets, quiet progress bars."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MPLBACKEND", "NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
    }
    return environment | ONE_THREAD | {"COURSE_STATIC": "1", "PYTHONHASHSEED": "0"}
