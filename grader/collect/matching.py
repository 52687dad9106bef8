"""Whose an upload is: a student of the roster, or nobody that can be said without guessing."""

from __future__ import annotations

from dataclasses import dataclass

from grader.roster.people import Roster, odd_id

from .uploads import CANVAS, EXCHANGE, GRADESCOPE, MOODLE, PLAIN, Claim, Upload


@dataclass(frozen=True)
class Match:
    """student: whose it is; "" where that cannot be said, and reason says why. stranger: somebody is named who is not in the
    roster."""

    student: str = ""
    reason: str = ""
    stranger: bool = False


def match(upload: Upload, roster: Roster, told: dict[str, str], *, numbers: bool) -> Match:
    """told: the instructor's own word for what a number, a name or a file stands for. numbers: the roster's are the platform's."""
    claim = upload.claim
    for key in (claim.number, claim.who, upload.shown):
        if key and key in told:
            return Match(told[key])
    if upload.platform == EXCHANGE:  # an account's name, which was compared with the folder's owner
        problem = odd_id(claim.who) if claim.who not in roster.people else ""
        return Match(
            "" if problem else claim.who, f"the id {problem}" if problem else "", claim.who not in roster.people
        )
    if upload.platform == PLAIN:
        return _by_id(claim.who, roster)
    if not roster:  # nobody can be found, and nobody is lost either
        problem = odd_id(claim.who)
        return Match("" if problem else claim.who, f"the id {problem}" if problem else "", stranger=True)
    found = _by_person(upload, roster, numbers)
    others = {student for rival in upload.rivals for student in _meant(rival, upload.platform, roster)}
    if found.student and upload.platform != GRADESCOPE and others - {found.student}:
        return Match(reason=f"its name can be read as {found.student}'s and as {', '.join(sorted(others))}'s")
    return found


def _by_id(who: str, roster: Roster) -> Match:
    if not who:
        return Match(reason="its name does not say whose it is")
    found = roster.called(who)
    if len(found) == 1:
        return Match(next(iter(found)))
    if found:
        return Match(reason=f"{who} may be {_either(found)}")
    problem = odd_id(who)
    if problem or roster:
        near = roster.nearest(who)
        hint = f", in which {near} comes nearest" if near else ""
        return Match(
            reason=f"the id {problem}" if problem else f"{who} is not in the roster{hint}", stranger=not problem
        )
    return Match(who)


def _by_person(upload: Upload, roster: Roster, numbers: bool) -> Match:
    """By the platform's number, where the roster has it, else by address or name."""
    claim = upload.claim
    numbered = _numbered(claim, upload.platform, roster)
    named = roster.called(claim.who) if claim.who else set()
    if upload.platform == GRADESCOPE and not (named or numbered):
        named = {student for rival in upload.rivals for student in roster.named(rival.who)}
    if len(numbered) == 1:
        student = next(iter(numbered))
        if named and student not in named:
            return Match(reason=f"its number is {student}'s, its name {_either(named)}'s")
        return Match(student)
    if len(named) == 1:
        student = next(iter(named))
        own = roster.people[student].number
        if upload.platform == CANVAS and numbers and own and own != claim.number:
            return Match(reason=f"{claim.who} is {student} by name, whose number is {own}, not {claim.number}")
        return Match(student)
    who, key = claim.who or claim.number or upload.shown, claim.number or upload.shown
    if named:
        return Match(
            reason=f"{who} may be {_either(named)}: give the roster their numbers, or say which with --as '{key}=ID'"
        )
    near = roster.nearest(who)
    hint = f", in which {near} comes nearest" if near else ""
    return Match(
        reason=f"{who} is not in the roster{hint}; if it is somebody, say who with --as '{key}=ID'",
        stranger=True,
    )


def _numbered(claim: Claim, platform: str, roster: Roster) -> set[str]:
    """Moodle's number counts the participants of one assignment, and is nobody's own."""
    return roster.with_number(claim.number) if claim.number and platform != MOODLE else set()


def _meant(claim: Claim, platform: str, roster: Roster) -> set[str]:
    return _numbered(claim, platform, roster) | (roster.called(claim.who) if claim.who else set())


def _either(students: set[str]) -> str:
    return " or ".join(sorted(students))
