"""Downloads of Canvas, Moodle and Gradescope, and folders: everybody's newest work, and a word on everybody else."""

import io
import shutil
import sqlite3
import struct
import zipfile
from argparse import Namespace

import pytest

from grader.collect.command import run
from grader.gradebook import attention
from grader.gradebook.layout import open_gradebook
from grader.roster.command import enrol
from grader.roster.people import Roster
from grader.roster.table import people_in
from tests import small_course as course

ROSTER = (
    b"id,first_name,last_name,email,lms_user_id\nalovelace,Ada,Lovelace,ada@x.org,\nghopper,Grace,Hopper,g@x.org,4712\n"
    b"wzhang1,Wei,Zhang,w1@x.org,\nwzhang2,Wei,Zhang,w2@x.org,\nj_muller_2,J\xc3\xb6rg,M\xc3\xbcller,jm@x.org,\n"
)
WORK, OLD = b"the newest", b"an older one"


@pytest.fixture(scope="module")
def made(small_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("collect") / "course"
    shutil.copytree(small_course, root)
    connection = open_gradebook(root / "classroom/gradebook.db")
    enrol(connection, people_in(ROSTER), Roster([]))
    connection.execute("UPDATE assignment SET duedate = '2026-10-01 00:00:00.000000'")
    connection.close()
    return root


@pytest.fixture
def root(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    return tmp_path / "course"


def archive(files: dict, times: dict | None = None) -> bytes:
    """A zip of these files. times: of some, all others being written now."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            time = (times or {}).get(name)
            opened.writestr(zipfile.ZipInfo(name, time) if time else name, content)
    return stored.getvalue()


def collect(root, files: dict | bytes, *told: str, times: dict | None = None, name="d.zip") -> int:
    (root / name).write_bytes(files if isinstance(files, bytes) else archive(files, times))
    return again(root / name, *told)


def again(*sources, told=()) -> int:
    paths = [source for source in sources if not isinstance(source, str)]
    told = [*told, *(source for source in sources if isinstance(source, str))]
    return run(Namespace(chapter=course.CHAPTER, sources=paths, told=told, time_zone="UTC"))


def submitted(root) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    for path in sorted((root / "classroom/submitted").rglob("*")):
        if path.is_file():
            student, _, *inside = path.relative_to(root / "classroom/submitted").parts
            found.setdefault(student, {})["/".join(inside)] = path.read_bytes()
    return found


def test_canvas_names_lead_to_the_roster_and_keep_late(root, capsys):
    files = {
        "lovelaceada_4711_90001_vae.ipynb": OLD,
        "lovelaceada_4711_90009_vae-2.ipynb": WORK,
        "lovelaceada_4711_90009_data.csv": b"1",
        "hoppergrace_LATE_4712_90002_vae-1.ipynb": WORK,
        "müllerjörg_4799_90003_vae.ipynb": WORK,
        "__MACOSX/._lovelaceada_4711_90001_vae.ipynb": b"",
    }
    assert collect(root, files) == 0
    got = submitted(root)
    assert got["alovelace"] == {"vae.ipynb": WORK, "data.csv": b"1"} and got["j_muller_2"] == {"vae.ipynb": WORK}
    assert got["ghopper"] == {"vae.ipynb": WORK, "timestamp.txt": b"2026-10-01 00:00:01 UTC\n"}
    said = capsys.readouterr().out
    assert "LATE" in said and "2 copies of vae: `vae-2.ipynb` is the newest" in said
    assert "wzhang1" in said.partition("in the roster but missing")[2]
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        assert [who for who, _ in attention.read(gradebook, course.CHAPTER)] == ["ghopper"]


def test_the_times_of_a_download_count_where_they_are_times_of_handing_in(root):
    late, early = "hoppergrace_LATE_4712_90002_vae.ipynb", "lovelaceada_4711_90001_vae.ipynb"
    times = {late: (2026, 10, 3, 12, 0, 0), early: (2026, 10, 2, 12, 0, 0)}
    assert collect(root, {late: WORK, early: WORK}, times=times) == 0
    got = submitted(root)
    assert got["ghopper"]["timestamp.txt"] == b"2026-10-03 12:00:00 UTC\n"
    assert got["alovelace"]["timestamp.txt"] == b"2026-10-01 00:00:00 UTC\n"  # Canvas does not call it late


def test_moodle_folders_lead_to_the_roster_with_their_times(root):
    ada, grace = "Ada Lovelace_4711_assignsubmission_file_", "Grace Hopper_12_assignsubmission_file_"
    files = {
        f"{ada}/vae.ipynb": OLD,
        f"{ada}/vae (1).ipynb": WORK,
        f"{grace}/alovelace_vae.ipynb": OLD,
        "Jörg Müller_9_assignsubmission_file_vae.ipynb": WORK,
    }
    times = {f"{ada}/vae.ipynb": (2026, 10, 2, 1, 0, 0), f"{ada}/vae (1).ipynb": (2026, 10, 2, 3, 0, 0)}
    assert collect(root, files, times=times) == 0
    got = submitted(root)
    assert got["alovelace"] == {"vae.ipynb": WORK, "timestamp.txt": b"2026-10-02 03:00:00 UTC\n"}
    assert got["ghopper"]["alovelace_vae.ipynb"] == OLD and got["j_muller_2"]["vae.ipynb"] == WORK


@pytest.mark.parametrize(
    "one, two",
    [
        ("zhangwei_1_3_vae.ipynb", "zhangwei_2_4_vae.ipynb"),
        ("Wei Zhang_1_assignsubmission_file_/vae.ipynb", "Wei Zhang_2_assignsubmission_file_/vae.ipynb"),
    ],
)
def test_two_of_one_name_are_said_and_stop_nobody(one, two, root, capsys):
    other = (
        "lovelaceada_4711_90001_vae.ipynb" if "assign" not in one else "Ada Lovelace_7_assignsubmission_file_/vae.ipynb"
    )
    assert collect(root, {one: WORK, two: OLD, other: WORK}) == 3
    assert list(submitted(root)) == ["alovelace"]
    said = capsys.readouterr().err
    assert said.count("wzhang1 or wzhang2") == 2
    assert collect(root, {one: WORK, two: OLD, other: WORK}, "1=wzhang1", "2=wzhang2") == 0
    assert submitted(root)["wzhang1"]["vae.ipynb"] == WORK and submitted(root)["wzhang2"]["vae.ipynb"] == OLD


def test_two_people_who_seem_to_be_one_student_are_said(root, capsys):
    assert collect(root, {"lovelaceada_1_3_vae.ipynb": WORK, "lovelaceada_2_4_vae.ipynb": OLD}) == 3
    assert not submitted(root) and "2 people" in capsys.readouterr().err


def test_a_number_that_is_anothers_is_not_overruled_by_a_name(root, capsys):
    assert collect(root, {"lovelaceada_4712_3_vae.ipynb": WORK}) == 3
    assert "its number is ghopper's, its name alovelace's" in capsys.readouterr().err
    # Grace's number is known, so another number is another Grace.
    assert collect(root, {"hoppergrace_4712_3_vae.ipynb": WORK, "hoppergrace_9_4_vae.ipynb": OLD}) == 3
    assert submitted(root) == {"ghopper": {"vae.ipynb": WORK}}


@pytest.mark.parametrize(
    "name",
    [
        "mallory_1_2_alovelace_vae.ipynb",
        "mallory_1_2_lovelaceada_4711_9_vae.ipynb",
        "Mallory M_1_assignsubmission_file_/alovelace_vae.ipynb",
        "Mallory M_1_assignsubmission_file_/Ada Lovelace_2_assignsubmission_file_/vae.ipynb",
        "hoppergrace_4712_1_lovelaceada_7_9_vae.ipynb",
    ],
)
def test_a_students_own_file_name_never_makes_it_anothers(name, root):
    assert collect(root, {name: WORK, "zhangwei_1_3_vae.ipynb": OLD}) == 3
    assert "alovelace" not in submitted(root)


def test_gradescopes_export_leads_by_address_and_time(root, capsys):
    told = (
        "submission_1:\n  :submitters:\n  - :name: Somebody\n    :sid: '1'\n    :email: ADA@x.org\n"
        "  :created_at: 2026-10-01 10:00:00.000000000 +02:00\nsubmission_2:\n  :submitters:\n  - :name: Wei Zhang\n    :email: no@x\n"
    )
    files = {
        "e/submission_metadata.yml": told.encode(),
        "e/submission_1/vae.ipynb": WORK,
        "e/submission_2/vae.ipynb": OLD,
    }
    assert collect(root, files) == 3 and "submission_2" in capsys.readouterr().err
    assert submitted(root) == {"alovelace": {"vae.ipynb": WORK, "timestamp.txt": b"2026-10-01 08:00:00 UTC\n"}}


def test_plain_names_and_folders_lead_to_whoever_they_name(root, capsys):
    files = {
        "all/j_muller_2_vae.ipynb": WORK,
        "all/alovelace/11_vae/vae.ipynb": WORK,
        "all/alovelace/11_vae/timestamp.txt": b"2026-10-02 10:00:00 CEST",
        "all/alovelace/01_perceptron/perceptron.ipynb": OLD,
        "all/GHopper/vae (1).ipynb": WORK,
        "all/wzhang1.ipynb": WORK,
        "all/w2@x.org/homework.ipynb": WORK,
        "all/ghoper_vae.ipynb": OLD,
        "all/j_muller_vae.ipynb": OLD,
        "all/vae.ipynb": OLD,
        "all/.DS_Store": b"",
        "all/Thumbs.db": b"",
        "all/alovelace/desktop.ini": b"",
    }
    assert collect(root, files) == 3
    assert submitted(root) == {
        "alovelace": {"vae.ipynb": WORK, "timestamp.txt": b"2026-10-02 08:00:00 UTC\n"},
        "ghopper": {"vae.ipynb": WORK},
        "j_muller_2": {"vae.ipynb": WORK},
        "wzhang1": {"vae.ipynb": WORK},
        "wzhang2": {"homework.ipynb": WORK},
    }
    said = capsys.readouterr().err
    assert "ghoper is not in the roster, in which ghopper comes nearest" in said and len(said.splitlines()) == 3


def test_a_folder_of_downloads_is_taken_as_each_of_them(root):
    folder = root / "classroom/downloaded" / course.CHAPTER / "archive"
    folder.mkdir(parents=True)
    (folder / "submissions.zip").write_bytes(archive({"lovelaceada_4711_1_vae.ipynb": WORK}))
    (folder / "section 2.zip").write_bytes(archive({"ghopper_vae.ipynb": WORK, "__MACOSX/._x": b""}))
    (folder / ".DS_Store").touch()
    assert again() == 0 and set(submitted(root)) == {"alovelace", "ghopper"}
    done = course.run(root, "zip_collect", course.CHAPTER, "--force", module="nbgrader")
    assert set(submitted(root)) == {"alovelace", "ghopper"} and "2 files collected" in done.stderr


def test_an_archive_of_downloads_is_taken_as_each_of_them(root):
    assert (
        collect(
            root, {"all/1.zip": archive({"ghopper_vae.ipynb": WORK}), "all/2.zip": archive({"wzhang1.ipynb": WORK})}
        )
        == 0
    )
    assert set(submitted(root)) == {"ghopper", "wzhang1"}


def test_an_archive_beside_students_uploads_is_no_download(root, capsys):
    files = {
        "ghopper/vae.ipynb": WORK,
        "mallory.zip": archive({"alovelace_vae.ipynb": WORK}),
        "wzhang1.zip": archive({"vae.ipynb": OLD}),
    }
    assert collect(root, files) == 3 and "mallory.zip" in capsys.readouterr().err
    assert set(submitted(root)) == {"ghopper", "wzhang1"}


def test_an_older_upload_replaces_no_newer_one(root, capsys):
    def folder(time):
        return {"alovelace/vae.ipynb": time.encode(), "alovelace/timestamp.txt": time.encode()}

    assert collect(root, folder("2026-10-02 10:00:00 UTC")) == 0
    assert collect(root, folder("2026-10-01 10:00:00 UTC")) == 0
    assert submitted(root)["alovelace"]["vae.ipynb"] == b"2026-10-02 10:00:00 UTC"
    assert "older than what is there" in capsys.readouterr().out
    assert collect(root, folder("2026-10-03 10:00:00 UTC")) == 0
    assert submitted(root)["alovelace"]["vae.ipynb"] == b"2026-10-03 10:00:00 UTC"


def linked() -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as opened:
        info = zipfile.ZipInfo("vae.ipynb")
        info.external_attr = 0o120777 << 16
        opened.writestr(info, "/etc/passwd")
    return stored.getvalue()


def crowded() -> bytes:
    """An archive that says of itself that its list of files is of four gigabytes."""
    content = bytearray(archive({"a": b""}))
    content[-10:-6] = struct.pack("<I", 2**32 - 2)
    return bytes(content)


@pytest.mark.parametrize(
    "own, kept, said",
    [
        (archive({"11_vae/vae.ipynb": WORK, "11_vae/data/x.csv": b"1"}), {"vae.ipynb", "data/x.csv"}, ""),
        (
            archive({"vae.ipynb": WORK, "../../evil": b"x", "/etc/evil": b"x", "C:/evil": b"x"}),
            {"vae.ipynb"},
            "leads elsewhere",
        ),
        (archive({"vae.ipynb": WORK, "bomb.csv": bytes(2**24)}), {"vae.ipynb"}, "larger than 8 MB"),
        (archive({"vae.ipynb": WORK, "inner.zip": archive({"x": b""})}), {"vae.ipynb", "inner.zip"}, ""),
        (archive({"vae.ipynb": WORK} | {f"{i}.txt": b"" for i in range(400)}), None, "too many"),
        (linked(), None, "it is a link"),
        (crowded(), None, "more than"),
        (b"no archive", None, "no zip archive"),
        (archive({"vae.ipynb": WORK})[:-30], None, "no zip archive"),
    ],
    # An archive carries the time at which it was made: as a name it would be another one in each test worker.
    ids=["folder", "paths that lead elsewhere", "bomb", "nested", "many files", "link", "crowded", "text", "cut short"],
)
def test_a_students_own_archive_is_opened_within_limits(own, kept, said, root, capsys):
    status = collect(root, {"alovelace/work.zip": own, "ghopper/vae.ipynb": WORK})
    told = capsys.readouterr()
    assert said in told.out + told.err and submitted(root)["ghopper"] == {"vae.ipynb": WORK}
    if kept is not None:
        assert set(submitted(root)["alovelace"]) == kept
    assert status in (0, 3) and not list(root.parent.rglob("*evil*"))


def test_an_archive_beside_a_notebook_stays_closed_and_large_files_cost_no_notebook(root, capsys):
    data = archive({"vae.ipynb": OLD})
    many = {f"alovelace/{i:03}.csv": b"1" for i in range(300)}
    assert collect(root, {"alovelace/vae.ipynb": WORK, "alovelace/data.zip": data} | many) == 0
    got = submitted(root)["alovelace"]
    assert got["vae.ipynb"] == WORK and len(got) == 200 and "too many files" in capsys.readouterr().out
    assert collect(root, {"ghopper/vae.ipynb": WORK, "ghopper/data.zip": data}) == 0
    assert submitted(root)["ghopper"] == {"vae.ipynb": WORK, "data.zip": data}


def test_a_notebook_that_cannot_be_taken_is_said_though_the_rest_is_stored(root, capsys):
    files = {
        "alovelace/work.zip": archive({"readme.txt": b"see", "vae.ipynb": WORK})[:-60] + bytes(60),
        "alovelace/x.txt": b"",
    }
    assert collect(root, files) == 3 and "alovelace: `work.zip` was not opened" in capsys.readouterr().err
    assert collect(root, {"ghopper/work.rar": b"Rar!", "ghopper/x.txt": b""}) == 3
    assert "`work.rar` was not opened: only zip archives are" in capsys.readouterr().err


def test_without_a_roster_only_plain_ids_are_stored(root, capsys):
    connection = open_gradebook(root / "classroom/gradebook.db")
    connection.executescript("DELETE FROM grader_roster; DELETE FROM student;")
    connection.close()
    evil = "<img src=x onerror=alert(1)>"
    assert (
        collect(root, {f"{evil}/vae.ipynb": WORK, "..b/vae.ipynb": WORK, "ada/vae.ipynb": WORK, "b_o_vae.ipynb": WORK})
        == 3
    )
    assert set(submitted(root)) == {"ada", "b_o"}
    files = {"lovelaceada_4711_9_vae.ipynb": WORK, "zhangwei_1_3_vae.ipynb": WORK, "zhangwei_2_4_vae.ipynb": WORK}
    assert collect(root, files) == 3 and set(submitted(root)) == {"ada", "b_o", "lovelaceada"}
    said = capsys.readouterr().err
    assert "enrol the class" in said and said.count("2 people") == 2


def test_what_cannot_be_collected_at_all_is_one_line(root, capsys):
    assert again(root / "no.zip") == 2 and again() == 2
    (root / "x.zip").write_bytes(b"no zip")
    assert again(root / "x.zip") == 2 and again(root / "x.zip", "=x") == 2
    assert len(capsys.readouterr().err.splitlines()) == 4


@pytest.mark.parametrize("zone", ["Nowhere/City", "../etc/passwd", "Europe", "a\0b"])
def test_a_time_zone_that_is_none_is_one_line(root, zone, capsys):
    assert run(Namespace(chapter=course.CHAPTER, sources=[root], told=[], time_zone=zone)) == 2
    assert "there is no time zone" in capsys.readouterr().err
