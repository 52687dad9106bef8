"""Bundles and readers' folders in small: one real chapter, a package of two files, and the set-up files."""

import json
import zipfile
from pathlib import Path

from course_utils.update.cells import mark
from course_utils.update.release import COURSE, MANIFEST, NOTEBOOK
from course_utils.update.replace import digest
from tests.update.chapters import released

PATH = "notebooks/01_perceptron/perceptron.ipynb"


def written(notebook: dict) -> bytes:
    """A notebook as a file."""
    return json.dumps(notebook, indent=1).encode() + b"\n"


def course_files(number: str = "2026.1", **more: bytes) -> dict[str, bytes]:
    """The files of a small course. more: others, with `__` for `/`, after the package's folder."""
    files = {
        "Makefile": b"help:\n",
        "requirements.lock": b"numpy==1\n",
        "course_utils/__init__.py": f'__version__ = "{number}"\n'.encode(),
        "course_utils/data.py": b"DATA = 1\n",
        PATH: written(released()),
    }
    return files | more


def manifest(content: dict[str, bytes], *earlier: dict[str, bytes], **other) -> bytes:
    """What the bundle says of itself; all earlier releases are known to it."""
    digests: dict[str, list[str]] = {}
    chapters: dict[str, dict] = {}
    for release in [*earlier, content]:
        for name, text in release.items():
            digests.setdefault(name, []).append(digest(text))
            if NOTEBOOK.fullmatch(name):
                known = chapters.setdefault(name, {"cells": [], "versions": []})
                marks = [mark(cell) for cell in json.loads(text)["cells"]]
                known["versions"].append(list(range(len(known["cells"]), len(known["cells"]) + len(marks))))
                known["cells"] += marks
    number = content["course_utils/__init__.py"].decode().split('"')[1]
    said = {
        "course": COURSE,
        "release": number,
        "files": {name: digest(text) for name, text in content.items()},
        "earlier": digests,
        "chapters": chapters,
    }
    return json.dumps(said | other).encode()


def bundle(target: Path, files: dict[str, bytes], *earlier: dict[str, bytes], top: str = "course/") -> Path:
    """Write a release's zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | {MANIFEST: manifest(files, *earlier)}).items():
            archive.writestr(top + name, content)
    return target


def unpack(folder: Path, files: dict[str, bytes]) -> Path:
    """A reader's folder with these files."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
