"""Opens a new release of the course: a bundle's zip, or the folder that a browser has made of it."""

from __future__ import annotations

import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_utils.plain_file import MEGABYTE, read_plain
from course_utils.update.alignment import Version
from course_utils.update.errors import UpdateError
from course_utils.update.replace import digest

COURSE = "perceptron-to-policy"
MANIFEST = "course_utils/update/manifest.json"
MOST_FILES, MOST_BYTES = 20_000, 500 * MEGABYTE
NOTEBOOK = re.compile(r"notebooks/\d\d_\w+/\w+\.ipynb")
NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"|?*\\]|[ .](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)', re.IGNORECASE)


@dataclass(frozen=True)
class Release:
    """What a release holds. files: content by path.

    earlier: by path, the digests of every content that the course has ever had there.
    versions: every chapter as the course has ever had it, the oldest first.
    """

    number: str
    files: dict[str, bytes]
    earlier: dict[str, set[str]]
    versions: list[Version]

    @property
    def notebooks(self) -> dict[str, dict]:
        """The chapters by path."""
        return {name: json.loads(content) for name, content in self.files.items() if NOTEBOOK.fullmatch(name)}

    def is_ours(self, name: str, content: bytes) -> bool:
        """Whether a file is as some release had it."""
        return digest(content) in self.earlier.get(name, ())


def numbers(release: str) -> tuple[int, ...]:
    """A release's number, to be compared: (2026, 1) of "2026.1"; nothing of anything else."""
    return tuple(map(int, release.split("."))) if re.fullmatch(r"\d+(\.\d+)*", release) else ()


def read_release(file: Path) -> Release:
    """The release in a zip file, or in a folder that was unpacked from one. UpdateError where it is none, or not a whole one."""
    if not file.exists():
        raise UpdateError(f"there is no file {file}: give the name of the zip that your instructor gave you")
    files = _unpacked(file) if file.is_dir() else _unzipped(file)
    if MANIFEST not in files:
        old = "course_utils/__init__.py" in files and "Makefile" in files
        what = "a release from before updates existed" if old else "not a release of this course"
        raise UpdateError(f"{file.name} is {what}: ask your instructor for the new bundle")
    try:
        known = json.loads(files[MANIFEST])
        chapters = known["chapters"].values()
        versions = [tuple(tuple(one["cells"][n]) for n in version) for one in chapters for version in one["versions"]]
        wanted, course, number = dict(known["files"]), known["course"], str(known["release"])
        earlier = {name: {*digests} for name, digests in known["earlier"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UpdateError(f"{file.name} is damaged: download it again") from error
    if any(_strange(name) for name in [*wanted, *earlier]):
        raise UpdateError(
            f"{file.name} is not a release of this course: its list of files leads out of the course's folder"
        )
    if course != COURSE:
        raise UpdateError(f"{file.name} is a bundle of another course: {course}")
    for name, mark in wanted.items():
        if name not in files or digest(files[name]) != mark:
            raise UpdateError(f"{file.name} is damaged ({name} is missing or not as it was made): download it again")
    whole = {name: files[name] for name in [*wanted, MANIFEST]}
    return Release(number, whole, earlier, versions)


def _unzipped(file: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise UpdateError(f"{file.name} is too large to be a release of this course: nothing was unpacked")
            top = _top(entry.filename for entry in entries)
            return {
                _safe(entry, file)[len(top) :]: _content(archive, entry) for entry in entries if _wanted(entry, top)
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UpdateError(f"{file.name} is not a zip file, or not a whole one: download it again") from error
    except RuntimeError as error:
        raise UpdateError(f"{file.name} is locked with a password: ask your instructor for the bundle") from error
    except OSError as error:
        raise UpdateError(f"{file} cannot be read ({error.strerror or error})") from error


def _top(names: Iterator[str]) -> str:
    """The folder in which everything lies, as in `perceptron-to-policy/`: that of the manifest, or of the Makefile."""
    found = [name for name in names if name.endswith(MANIFEST) or PurePosixPath(name).name == "Makefile"]
    found.sort(key=lambda name: (not name.endswith(MANIFEST), name.count("/"), name))
    return found[0].removesuffix(MANIFEST).removesuffix("Makefile") if found else ""


def _wanted(entry: zipfile.ZipInfo, top: str) -> bool:
    """Not what systems add when they zip a folder again."""
    name = PurePosixPath(entry.filename)
    return "__MACOSX" not in name.parts and name.name not in (".DS_Store", "Thumbs.db", "desktop.ini")


def _safe(entry: zipfile.ZipInfo, file: Path) -> str:
    """The entry's path; UpdateError where it leads out of the course's folder, or is a link."""
    name = entry.filename
    if _strange(name) or stat.S_ISLNK(entry.external_attr >> 16):
        what = "a link" if stat.S_ISLNK(entry.external_attr >> 16) else "a name that no release has"
        raise UpdateError(f"{file.name} is not a release of this course: it holds {what} ({name[:60]!r})")
    return name


def _strange(name: str) -> bool:
    """Whether a path leads elsewhere than down, or could not be written on every system."""
    return name.startswith("/") or ".." in PurePosixPath(name).parts or bool(NOT_IN_NAMES.search(name))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as opened:
        return opened.read(entry.file_size)


def _unpacked(folder: Path) -> dict[str, bytes]:
    """The files of an unpacked bundle that its manifest names, with the manifest."""
    tops = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    top = next((path for path in tops if (path / MANIFEST).is_file()), folder)
    files = {}
    try:
        names = json.loads(read_plain(top / MANIFEST, MOST_BYTES))["files"]
        for name in [MANIFEST, *map(str, names)]:
            if not _strange(name):
                files[name] = read_plain(top / name, MOST_BYTES)
    except (OSError, ValueError, KeyError, TypeError):
        return files  # what is missing is said by who reads the manifest
    return files
