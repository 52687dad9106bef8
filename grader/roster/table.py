"""Reads a roster, whichever program has saved it."""

from __future__ import annotations

import codecs
import csv
import io
import re

from .people import Person, odd_id, squashed, without_blanks

MEGABYTES = 16  # no roster is larger
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DELIMITERS = ",;\t|"
#: field -> names of its column, squashed; the first that is there is taken. Canvas' "ID" is a number: its login has a
#: column of its own.
COLUMNS = {
    "id": "sisloginid loginid id username login netid uniqname userid studentid user uid benutzername anmeldename kennung sid idnumber",
    "first": "firstname first givenname given forename vorname prenom nombre",
    "last": "lastname last surname familyname family nachname name2 nom apellidos apellido",
    "email": "email emailaddress mail emailadresse primaryemail correo",
    "number": "lmsuserid canvasid canvasuserid id idnumber sid sisuserid studentnumber number matrikelnummer matriculation",
}
FULL = "name fullname student studentname sortablename"
#: rows of a grade file that are no students
_NO_STUDENT = re.compile(r"^\s*(points possible|student, test)\s*$", re.IGNORECASE)
# What a spreadsheet makes of a long number, and how one is kept from it: ="0123".
_ROUNDED, _KEPT = re.compile(r"^\d([.,]\d+)?E\+\d+$", re.IGNORECASE), re.compile(r'^="(.*)"$')


class RosterError(Exception):
    """The file is no roster that can be imported; the message says why, and where."""


def people_in(content: bytes) -> list[Person]:
    """Everybody in a CSV file, in its order. RosterError where a line cannot be taken: then none is."""
    rows = _rows(_text(content))
    if not rows:
        raise RosterError("the file is empty")
    (_, header), *lines = rows
    places = _columns(header)
    people: dict[str, Person] = {}
    for number, row in lines:
        cells = [_KEPT.sub(r"\1", cell.strip()) for cell in row]
        if not any(cells) or any(_NO_STUDENT.match(cell) for cell in cells[:2]):
            continue
        person = _person(number, cells, places, len(header))
        twin = people.setdefault(person.id, person)
        if twin != person:
            raise RosterError(f"line {number}: {person.id} is {person.name} here, and {twin.name} further up")
    if not people:
        raise RosterError("the file has a header and no students")
    return list(people.values())


def _text(content: bytes) -> str:
    """The file's text: UTF-8 or UTF-16 with or without a mark, else Windows-1252, which Excel writes."""
    if len(content) > MEGABYTES * 2**20:
        raise RosterError(f"the file is larger than {MEGABYTES} MB")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RosterError("this is a workbook: save it as CSV, then import that file")
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    half = len(content) // 2
    if marked is None and b"\0" in content:  # every second byte of UTF-16 is 0 in what is mostly Latin
        marked = "utf-16-le" if content[1::2].count(0) > half // 2 else "utf-16-be"
    for name in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise RosterError(f"the file is no text in {marked or 'UTF-8 or Windows-1252'}: save it as CSV UTF-8")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """(number of the line, fields) of each row, by the delimiter that gives the header the most columns that are known."""
    if "\0" in text:
        raise RosterError("the file is no text: save it as CSV UTF-8")
    text = text.lstrip("\ufeff")
    told = re.match(r"\s*sep=(.)\r?\n", text, re.IGNORECASE)  # Excel's own line
    best = max(told.group(1) if told else DELIMITERS, key=lambda mark: _known(_split(text, mark)))
    return [row for row in _split(text, best) if not (told and row[0] == 1)]


def _split(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise RosterError(f"line {reader.line_num} cannot be read ({error})") from None
    return [(number, row) for number, row in rows if any(cell.strip() for cell in row)]


def _known(rows: list[tuple[int, list[str]]]) -> int:
    known = {name for names in (*COLUMNS.values(), FULL) for name in names.split()}
    return max((len(known & set(map(squashed, row))) for _, row in rows[:2]), default=0)


def _columns(header: list[str]) -> dict[str, int]:
    """Which column holds which field; "full" is a whole name."""
    names = [squashed(cell) for cell in header]
    taken: dict[str, int] = {}
    for field, known in {**COLUMNS, "full": FULL}.items():
        found = next(
            (name for name in known.split() if name in names and names.index(name) not in taken.values()), None
        )
        if found:
            taken[field] = names.index(found)
    if "id" not in taken:
        seen = ", ".join(cell.strip() for cell in header[:8]) or "nothing"
        raise RosterError(f"no column is named `id` (or `username`, or `SIS Login ID`); the first line holds: {seen}")
    return taken


def _person(number: int, cells: list[str], places: dict[str, int], width: int) -> Person:
    if len(cells) > width and any(cells[width:]):
        raise RosterError(
            f"line {number} has {len(cells)} fields, the header {width}: a text with a comma needs quotes"
        )
    fields = {field: cells[place] for field, place in places.items() if place < len(cells)}
    last, _, first = fields.pop("full", "").partition(",")
    if not fields.get("first") and not fields.get("last") and last:
        first, last = (first, last) if first else (last.rpartition(" ")[0], last.rpartition(" ")[2])
        fields |= {"first": first, "last": last}
    person = without_blanks(Person(**fields))
    if _ROUNDED.match(person.id):
        raise RosterError(f"line {number}: a spreadsheet has rounded the id to {person.id}: format its column as text")
    if problem := odd_id(person.id, enrolled=True):
        raise RosterError(f"line {number}: the id {person.id[:100]!r} {problem}")
    return person
