"""The people of a class, and how one of them is found by what a download or a folder says of them."""

from __future__ import annotations

import difflib
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

LONGEST_ID = 100  # bytes; folders and files are named after it
# What means something in a path, in a pattern of nbgrader's or on a page of Formgrader's; in a command or a spreadsheet.
_NEVER, _PLAIN = set('/\\*?[]{}<>&"'), set("'`|=;:$%+")
_STOPS_AT_START = set(".~")


@dataclass(frozen=True)
class Person:
    """A student as nbgrader's gradebook knows them. number: the learning platform's, nbgrader's `lms_user_id`."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    number: str = ""

    @property
    def name(self) -> str:
        """First and last name, the id where there is none."""
        return " ".join(part for part in (self.first, self.last) if part) or self.id


def odd_id(text: str, *, enrolled: bool = False) -> str:
    """Why a text cannot be a student's id; "" where it can. Folders are named after ids, and pages and commands show them: of
    who is not enrolled, only a plain one is taken."""
    if not text:
        return "is empty"
    if len(text.encode(errors="replace")) > LONGEST_ID:
        return f"is longer than {LONGEST_ID} bytes"
    if not text.isprintable():
        return "holds what cannot be printed"
    if text != text.strip() or text[0] in _STOPS_AT_START:
        return f"begins with {text[0]!r}, or ends with a blank"
    # Some systems begin ids with a percent sign; within one it is odd.
    shown = text[1:] if text[0] == "%" else text
    special = sorted((_NEVER if enrolled else _NEVER | _PLAIN) & set(shown))
    return f"holds {' '.join(special)}" if special else ""


def squashed(text: str) -> str:
    """A name without what systems drop or change: case, accents, blanks, punctuation."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in bare if c.isalnum())


class Roster:
    """Everybody in the class, to be found by any of their keys."""

    def __init__(self, people: Iterable[Person]):
        self.people = {person.id: person for person in people}
        self._keys: dict[str, dict[str, set[str]]] = {
            kind: defaultdict(set) for kind in ("number", "email", "id", "name")
        }
        for person in self.people.values():
            self._keys["id"][person.id.casefold()].add(person.id)
            self._keys["number"][person.number].add(person.id)
            self._keys["email"][person.email.casefold()].add(person.id)
            for first, last in ((person.first, person.last), (person.last, person.first)):
                self._keys["name"][squashed(first + last)].add(person.id)
        for keys in self._keys.values():
            keys.pop("", None)

    def __bool__(self) -> bool:
        return bool(self.people)

    def with_number(self, text: str) -> set[str]:
        """The ids of those who have this number on the learning platform."""
        return self._keys["number"].get(text.strip(), set())

    def named(self, text: str) -> set[str]:
        """The ids of those whose full name this is, first or last name first."""
        return self._keys["name"].get(squashed(text), set())

    def with_id(self, text: str) -> set[str]:
        """The id itself; else those that differ from it in case alone."""
        text = text.strip()
        return {text} if text in self.people else self._keys["id"].get(text.casefold(), set())

    def called(self, text: str) -> set[str]:
        """The ids of those whom a text means: an id, a number, an address, or else a full name."""
        text = text.strip()
        exact = self.with_id(text) or self.with_number(text) or self._keys["email"].get(text.casefold(), set())
        return exact or self.named(text)

    def nearest(self, text: str) -> str:
        """The id or name that is most like a text, as a hint for a person; "" where none is."""
        known = {squashed(text): person.id for person in self.people.values() for text in (person.name, person.id)}
        found = difflib.get_close_matches(squashed(text), known, n=1, cutoff=0.75)
        return known[found[0]] if found else ""


def read_roster(connection: sqlite3.Connection) -> Roster:
    """Everybody who is enrolled. A student whom only a submission brought into the gradebook is not."""
    rows = connection.execute("SELECT id, first_name, last_name, email, lms_user_id FROM student ORDER BY id")
    people = [Person(*(text or "" for text in row)) for row in rows]
    told = dict(connection.execute("SELECT student, enrolled FROM grader_roster"))
    enrolled = [person for person in people if told.get(person.id, person != Person(person.id))]
    return Roster(enrolled)


def without_blanks(person: Person) -> Person:
    """The person with no blanks around any field."""
    return replace(person, **{name: " ".join(value.split()) for name, value in vars(person).items()})
