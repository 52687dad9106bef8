"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from course_utils.plain_file import write_atomically


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path):
    file = tmp_path / "new" / "vae.ipynb"
    write_atomically(file, b"one")
    file.chmod(0o600)
    write_atomically(file, b"two")
    assert file.read_bytes() == b"two" and file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "vae.ipynb"
    file.write_bytes(b"one")
    write = Path.write_bytes

    def full(path, content):
        write(path, content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(file, b"two")
    assert file.read_bytes() == b"one" and list(tmp_path.iterdir()) == [file]
