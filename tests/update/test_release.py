"""What is no whole release of this course is refused in one sentence."""

import json
import stat
import struct
import zipfile

import pytest

from course_utils.update import release
from course_utils.update.errors import UpdateError
from course_utils.update.release import MANIFEST, read_release
from tests.update.releases import bundle, course_files, manifest

FILES = course_files()


def zipped(target, entries):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return target


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def with_manifest(**other):
    return {"c/" + name: text for name, text in FILES.items()} | {f"c/{MANIFEST}": manifest(FILES, **other)}


WHOLE = with_manifest()


@pytest.mark.parametrize("top", ["perceptron-to-policy/", "", "a/b/"])
def test_a_release_is_found_in_whatever_folder_it_was_zipped(tmp_path, top):
    found = read_release(bundle(tmp_path / "new.zip", FILES, top=top))
    assert found.number == "2026.1"
    assert {name: text for name, text in found.files.items() if name != MANIFEST} == FILES


def test_what_systems_add_to_a_zip_does_not_matter(tmp_path):
    more = {"__MACOSX/c/._Makefile": b"", "c/.DS_Store": b"", "c/notebooks/": b""}
    assert read_release(zipped(tmp_path / "new.zip", WHOLE | more)).number == "2026.1"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"../../evil.py": b""}, "it holds a name that no release has"),
        ({"/etc/evil": b""}, "it holds a name that no release has"),
        ({"c/a\\..\\b": b""}, "it holds a name that no release has"),
        ({"C:/evil": b""}, "it holds a name that no release has"),
        ({"c/con.py": b""}, "it holds a name that no release has"),
        ({link("c/course_utils/link"): b"/etc/passwd"}, "it holds a link"),
        (
            {"c/course_utils/data.py": b"DATA = 2\n"},
            r"damaged \(course_utils/data.py is missing or not as it was made\)",
        ),
        (with_manifest(course="another"), "is a bundle of another course: another"),
        (with_manifest(files={"../x": ""}), "its list of files leads out of the course's folder"),
        (with_manifest(earlier={"../x": []}), "its list of files leads out of the course's folder"),
        ({f"c/{MANIFEST}": b"{"}, "is damaged: download it again"),
    ],
)
def test_a_zip_that_is_not_as_the_course_makes_it_is_refused(tmp_path, entries, message):
    with pytest.raises(UpdateError, match=message):
        read_release(zipped(tmp_path / "new.zip", WHOLE | entries))


def test_zips_of_other_things_are_named_as_such(tmp_path):
    with pytest.raises(UpdateError, match=r"a\.zip is not a release of this course"):
        read_release(zipped(tmp_path / "a.zip", {"photo.jpg": b"x"}))
    with pytest.raises(UpdateError, match=r"old\.zip is a release from before updates existed"):
        read_release(zipped(tmp_path / "old.zip", {name: text for name, text in WHOLE.items() if MANIFEST not in name}))
    with pytest.raises(UpdateError, match="there is no file"):
        read_release(tmp_path / "none.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UpdateError, match="folder is not a release of this course"):
        read_release(tmp_path / "folder")


@pytest.mark.parametrize("part", [0, 1, 100, 3000, -30])
def test_half_a_download_is_said_to_be_one(tmp_path, part):
    whole = bundle(tmp_path / "new.zip", FILES).read_bytes()
    (tmp_path / "new.zip").write_bytes(whole[:part])
    with pytest.raises(UpdateError, match="is not a zip file, or not a whole one: download it again"):
        read_release(tmp_path / "new.zip")


def test_a_damaged_byte_is_noticed(tmp_path):
    file = bundle(tmp_path / "new.zip", FILES)
    content = bytearray(file.read_bytes())
    content[5000] ^= 255
    file.write_bytes(content)
    with pytest.raises(UpdateError, match="download it again"):
        read_release(file)


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(release, "MOST_BYTES", 10**6)
    with pytest.raises(UpdateError, match="too large to be a release of this course"):
        read_release(zipped(tmp_path / "new.zip", WHOLE | {"c/bomb": bytes(2 * 10**6)}))
    lying = zipped(tmp_path / "lying.zip", WHOLE | {"c/course_utils/data.py": bytes(2 * 10**6)}).read_bytes()
    said = struct.pack("<L", 2 * 10**6)
    (tmp_path / "lying.zip").write_bytes(lying.replace(said, struct.pack("<L", 9)))
    with pytest.raises(UpdateError, match="download it again"):
        read_release(tmp_path / "lying.zip")


def test_a_locked_zip_is_said_to_be_locked(tmp_path):
    content = bytearray(bundle(tmp_path / "new.zip", FILES).read_bytes())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    (tmp_path / "new.zip").write_bytes(content)
    with pytest.raises(UpdateError, match="locked with a password"):
        read_release(tmp_path / "new.zip")


def test_the_manifest_of_a_bundle_is_read_as_it_was_written(tmp_path):
    found = read_release(bundle(tmp_path / "new.zip", FILES, FILES | {"Makefile": b"old:\n"}))
    assert found.is_ours("Makefile", b"old:\n") and found.is_ours("Makefile", FILES["Makefile"])
    assert not found.is_ours("Makefile", b"mine:\n") and not found.is_ours("other", b"old:\n")
    cells = json.loads(FILES["notebooks/01_perceptron/perceptron.ipynb"])["cells"]
    assert [name for name, *_ in found.versions[-1]] == [cell["id"] for cell in cells]
