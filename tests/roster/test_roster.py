"""A roster as any program saves it: everybody is enrolled or nobody, and whoever is new, gone or doubtful is said."""

import os
import shutil
import sqlite3
from argparse import Namespace
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from grader.gradebook.layout import open_gradebook
from grader.roster.command import run
from grader.roster.people import Person, Roster, odd_id, read_roster
from grader.roster.table import RosterError, people_in

ROSTER = (
    "id,first_name,last_name,email\nalovelace,Ada,Lovelace,ada@x.org\nghopper,Gräce,Hopper,grace@x.org\n"
    "wzhang1,Wei,Zhang,w1@x.org\nwzhang2,Wei,Zhang,w2@x.org\n"
)
SAVED = {
    "a byte order mark": ROSTER.encode("utf-8-sig"),
    "semicolons": ROSTER.replace(",", ";").encode(),
    "tabs": ROSTER.replace(",", "\t").encode(),
    "a line that names the delimiter": b"sep=;\r\n" + ROSTER.replace(",", ";").replace("\n", "\r\n").encode(),
    "capitals": ROSTER.replace("id,first_name", "ID,First Name").encode(),
    "other names": ROSTER.replace(
        "id,first_name,last_name,email", "Username,Given name,Surname,E-mail address"
    ).encode(),
    "UTF-16": ROSTER.encode("utf-16"),
    "UTF-16 without a mark": ROSTER.encode("utf-16-le"),
    "UTF-16, most significant first": ROSTER.encode("utf-16-be"),
    "Windows-1252": ROSTER.encode("cp1252"),
    "blank last lines": (ROSTER + ",,,\n\n   \n").encode(),
    "blanks around": ROSTER.replace("alovelace", " alovelace\t").replace("Hopper", " Hopper ").encode(),
    "the columns in another order": "\n".join(",".join(row.split(",")[::-1]) for row in ROSTER.split("\n")).encode(),
    "every field quoted": "\n".join(",".join(f'"{x}"' for x in row.split(",")) for row in ROSTER.split()).encode(),
    "the same line twice": (ROSTER + "wzhang2,Wei,Zhang,w2@x.org\n").encode(),
    "old line ends": ROSTER.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("saved", SAVED)
def test_everybody_is_read_however_the_file_was_saved(saved):
    assert people_in(SAVED[saved]) == [
        Person("alovelace", "Ada", "Lovelace", "ada@x.org"),
        Person("ghopper", "Gräce", "Hopper", "grace@x.org"),
        Person("wzhang1", "Wei", "Zhang", "w1@x.org"),
        Person("wzhang2", "Wei", "Zhang", "w2@x.org"),
    ]


def test_what_the_platforms_export_gives_login_number_and_name():
    canvas = (
        'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,,\n"Lovelace, Ada",4711,s1,alovelace,A\n'
    )
    assert people_in(canvas.encode()) == [Person("alovelace", "Ada", "Lovelace", "", "4711")]
    moodle = "First name,Last name,Username,ID number,Email address\nAda,Lovelace,alovelace,77,ada@x.org\n"
    assert people_in(moodle.encode()) == [Person("alovelace", "Ada", "Lovelace", "ada@x.org", "77")]
    assert people_in(b'Name;SID\nAda King;="0123"\n') == [Person("0123", "Ada", "King")]


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "is empty"),
        (b"id,email\n\n", "no students"),
        (b"a,b\n1,2\n", "no column is named `id`"),
        (b"PK\x03\x04workbook", "save it as CSV"),
        (b"id,email\nada,a@x\nada,b@x\n", "line 3"),
        (b"id,email\n,a@x\n", "line 2: the id '' is empty"),
        (b"id\n1.23E+07\n", "rounded the id"),
        (b"id\n../ada\n", "line 2"),
        (b"id\na*\n", "holds *"),
        (b"id,last_name\nada,Lovelace,Jr,x\n", "needs quotes"),
        (ROSTER.encode() + b"\x81\x8d", "is no text in"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_the_line(content, said):
    with pytest.raises(RosterError, match=said.replace("*", r"\*")):
        people_in(content)


@pytest.mark.parametrize("good", ["ada", "a_l-1.x", "-dash", "%7", "@at", "ada lovelace", "ada@x.org", "Żoë"])
def test_plain_ids_are_taken(good):
    assert not odd_id(good)


@pytest.mark.parametrize(
    "odd", ["", " a", ".hidden", "..", "a/b", "a\\b", "a*", "a\n", "<b>", "'x", "=1+1", "x" * 101, "\ud800"]
)
def test_ids_that_a_page_or_a_path_would_take_for_something_else_are_not(odd):
    assert odd_id(odd)


def test_a_roster_may_have_ids_that_a_stranger_may_not():
    assert not odd_id("o'brien", enrolled=True) and odd_id("o'brien")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("ps1")
    return root


@pytest.fixture
def course(empty, tmp_path, monkeypatch):
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def enrol(course, content: bytes, **options) -> int:
    (course / "s.csv").write_bytes(content)
    return run(Namespace(file=course / "s.csv", dry_run=options.get("dry_run", False)))


def enrolled(course) -> list[str]:
    with closing(open_gradebook(course / "gradebook.db")) as connection:
        return sorted(read_roster(connection).people)


def test_who_is_new_and_who_is_gone_is_said_and_grades_stay(course, capsys):
    assert enrol(course, ROSTER.encode()) == 0 and "4 new, 0 gone" in capsys.readouterr().out
    assert enrol(course, ROSTER.replace("wzhang2", "wzhang3").encode()) == 0
    said = capsys.readouterr().out
    assert "new   wzhang3" in said and "gone  wzhang2" in said and "1 new, 1 gone" in said
    assert enrolled(course) == ["alovelace", "ghopper", "wzhang1", "wzhang3"]
    with sqlite3.connect(course / "gradebook.db") as gradebook:
        assert ("wzhang2",) in gradebook.execute("SELECT id FROM student").fetchall()
    assert enrol(course, ROSTER.encode()) == 0 and "wzhang2" in enrolled(course)  # enrolled again


def test_nobody_is_enrolled_where_one_line_cannot_be(course, capsys):
    assert enrol(course, ROSTER.encode() + b"a/b,Bad,Id,\n") == 2 and enrolled(course) == []
    assert capsys.readouterr().err.strip().endswith("line 6: the id 'a/b' holds /; nothing was imported")
    assert enrol(course, ROSTER.encode(), dry_run=True) == 0 and enrolled(course) == []


def test_who_handed_in_and_is_not_listed_is_said_with_who_may_be_meant(course, capsys):
    for student in ("Ghopper", "alovelac", "ghopper"):
        os.makedirs(course / "submitted" / student / "ps1")
    assert enrol(course, ROSTER.encode()) == 3
    said = capsys.readouterr().err
    assert "Ghopper is not in the roster, which has ghopper (only the case differs)" in said
    assert "alovelac is not in the roster (is it alovelace?)" in said and len(said.splitlines()) == 2
    assert enrol(course, b"id\nBen\nben\n") == 3 and "Ben and ben differ in case alone" in capsys.readouterr().err


def test_a_student_is_found_by_id_number_address_or_name_and_never_guessed():
    roster = Roster([*people_in(ROSTER.encode()), Person("x", "Ada", "King", "k@x.org", "99")])
    for text in ("alovelace", "ALovelace", "ada@x.org", "Lovelace, Ada", "lovelaceada", "ADA LOVELACE"):
        assert roster.called(text) == {"alovelace"}
    assert roster.called("99") == {"x"} and roster.called("grace hopper") == {"ghopper"}
    assert roster.called("Wei Zhang") == {"wzhang1", "wzhang2"} and roster.called("Ada") == set()
