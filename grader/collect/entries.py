"""The files of a folder or an archive, read without following a link, and never more than the limits allow."""

from __future__ import annotations

import contextlib
import errno
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from course_utils.plain_file import MEGABYTE
from grader.sandbox.policy import SandboxPolicy
from grader.shown import file_name
from grader.submission.naming import is_notebook

#: what systems and editors leave behind, none of it a student's work
_LITTER = {"__macosx", "thumbs.db", "desktop.ini", "__pycache__", "$recycle.bin", "ehthumbs.db"}
_LITTER_ENDS = (".pyc", ".tmp", ".crdownload", ".part")
ARCHIVES = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".rar", ".7z")  # that are not opened
DAMAGED = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error, lzma.LZMAError)
LONGEST_RECORD = 512  # bytes of one file in an archive's list


class Refused(Exception):
    """A file or an archive is not taken; the message says why."""


@dataclass(frozen=True)
class Entry:
    """A file. path: within its source. read: its content, at most so many bytes, or Refused. time: when it was last changed,
    if that is told."""

    path: PurePosixPath
    read: Callable[[int], bytes]
    time: datetime | None = None

    @property
    def name(self) -> str:
        return self.path.name


def litter(path: PurePosixPath) -> bool:
    """Whether a file is the system's and not a student's."""
    return any(part.startswith((".", "~$")) and part != ".." or part.casefold() in _LITTER for part in path.parts) or (
        path.name.casefold().endswith(_LITTER_ENDS)
    )


def in_folder(folder: Path, policy: SandboxPolicy, *, owner: int | None = None) -> list[Entry]:
    """The files of a folder and those below it, by name. Links are not followed: they, and whatever is no plain file or has
    another owner than `owner`, are entries that are Refused when they are read. Refused where the folder is a link itself."""
    try:
        with _opened(folder, PurePosixPath(), os.O_DIRECTORY) as top:
            if owner is not None and os.fstat(top).st_uid != owner:
                raise Refused("it has changed its owner")
            return list(_below(folder, top, PurePosixPath(), policy.folder_depth, owner))
    except OSError as error:
        raise Refused(f"it cannot be opened as a folder ({error.strerror})") from None


def _below(root: Path, folder: int, at: PurePosixPath, depth: int, owner: int | None) -> Iterator[Entry]:
    for name in sorted(os.listdir(folder)):
        path = at / name
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode):
                yield Entry(path, partial(_read, root, path, owner), datetime.fromtimestamp(status.st_mtime, UTC))
            elif depth > 0 and not litter(path):
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
                with _closing(inner):
                    yield from _below(root, inner, path, depth - 1, owner)
        except OSError as error:
            yield Entry(path, partial(_refuse, error.strerror or str(error)))


@contextlib.contextmanager
def _closing(file: int) -> Iterator[int]:
    try:
        yield file
    finally:
        os.close(file)


@contextlib.contextmanager
def _opened(root: Path, path: PurePosixPath, flags: int) -> Iterator[int]:
    """The file at a path below a folder, where no part of the path may be a link, not even one that was a folder before."""
    flags |= os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    with contextlib.ExitStack() as stack:
        top = os.O_DIRECTORY if path.parts else flags
        file = stack.enter_context(_closing(os.open(root, os.O_RDONLY | os.O_NOFOLLOW | top)))
        for number, part in enumerate(path.parts, 1):
            kind = flags if number == len(path.parts) else os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY
            file = stack.enter_context(_closing(os.open(part, kind, dir_fd=file)))
        yield file


def _read(root: Path, path: PurePosixPath, owner: int | None, most: int) -> bytes:
    try:
        with _opened(root, path, 0) as number, open(number, "rb", closefd=False) as file:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode):
                raise Refused("it is no plain file")
            if owner is not None and status.st_uid != owner:
                raise Refused("it belongs to somebody else")
            return _bounded(file, most)
    except OSError as error:
        reason = "it is a link" if error.errno == errno.ELOOP else f"it cannot be read ({error.strerror})"
        raise Refused(reason) from None


def _bounded(file: IO[bytes], most: int) -> bytes:
    """What a file holds; Refused where that is more than `most` bytes, whatever its header says."""
    content = file.read(most + 1)
    if len(content) > most:
        raise Refused(f"it is larger than {most // MEGABYTE} MB")
    return content


def _refuse(reason: str, most: int) -> bytes:
    raise Refused(reason)


def in_archive(archive: Path | bytes, policy: SandboxPolicy, zone: tzinfo, most: int) -> list[Entry]:
    """The files of a zip archive, at most `most` of them. Nothing is unpacked: a path is only a name, and one that leads
    outside, a link, an encrypted or a broken file is Refused when it is read. zone: of the times, which a zip tells without.
    """
    try:
        if isinstance(archive, bytes) and _directory_size(archive) > most * LONGEST_RECORD:
            raise Refused(f"it holds more than {most:,} files")
        opened = zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(f"it is no zip archive that can be opened ({error})") from None
    infos = [info for info in opened.infolist() if not info.is_dir()]
    if len(infos) > most:
        raise Refused(f"it holds more than {most:,} files")
    entries = []
    for info in sorted(infos, key=lambda info: info.filename):
        path = PurePosixPath(_decoded(info).replace("\\", "/"))
        entries.append(Entry(path, _member_reader(opened, info, path, policy), _time(info, zone)))
    return entries


def _directory_size(archive: bytes) -> int:
    """Bytes of an archive's list of files, as it says itself: what zipfile would read at once."""
    end = archive.rfind(b"PK\x05\x06")
    return int.from_bytes(archive[end + 12 : end + 16], "little") if end >= 0 else 0


def _member_reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PurePosixPath, policy: SandboxPolicy
) -> Callable[[int], bytes]:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return partial(_refuse, "it is a link or no plain file")
    if path.is_absolute() or ".." in path.parts or len(path.parts) > policy.folder_depth or ":" in path.parts[0]:
        return partial(_refuse, "its path leads elsewhere")

    def read(most: int) -> bytes:
        try:
            with archive.open(info) as file:
                return _bounded(file, most)
        except RuntimeError:  # what zipfile raises for an encrypted file
            raise Refused("it is encrypted") from None
        except DAMAGED as error:
            raise Refused(f"it is damaged ({error})") from None

    return read


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name, which zipfile takes for code page 437 where the archive does not say that it is UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp437"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _time(info: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    try:
        return datetime(*info.date_time, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_all(entries: Iterable[Entry], policy: SandboxPolicy) -> tuple[dict[str, bytes], list[str]]:
    """The files of one student by relative path, within the limits, notebooks first; and a line for each that was left out."""
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    total = 0
    for entry in sorted(entries, key=lambda entry: not is_notebook(entry.name)):
        if litter(entry.path):
            continue
        most = policy.notebook_megabytes if is_notebook(entry.name) else policy.submitted_file_megabytes
        name = str(entry.path)
        try:
            if not name.isprintable() or len(os.fsencode(entry.name)) > 200:
                raise Refused("its name cannot be kept")
            content = entry.read(int(most * MEGABYTE))
            total += len(content)
            if total > (policy.submitted_megabytes + policy.notebook_megabytes) * MEGABYTE:
                raise Refused("all files together are too large")
            if len(files) >= policy.submitted_files:
                raise Refused("there are too many files")
            files[name] = content
        except (Refused, ValueError) as error:
            left_out.append(f"`{file_name(name)}` was left out: {error}")
            if len(left_out) > policy.submitted_files:
                break
    return files, left_out
