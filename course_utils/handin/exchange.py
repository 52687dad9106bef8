"""nbgrader's exchange, as a student meets it: what was handed in and when, what came back, and handing in.

What goes wrong is said in one sentence, which says what to do. nbgrader is imported inside the functions: it takes a second.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

UPLOAD = "until it is there again, hand in the file itself"


class NoExchange(Exception):
    """The exchange cannot do what was asked; the message is a sentence for the student."""


@dataclass(frozen=True)
class Sent:
    """One hand-in. path: the folder of the copy that was sent. feedback: whether the exchange has a page that is not here yet."""

    chapter: str
    time: datetime
    path: Path
    feedback: bool = False


class Exchange:
    """The exchange that the site's nbgrader_config.py names, for the copies in one course's notebooks/.

    course: the course's folder. Whatever the configuration says of an assignment's folder, it is this course's copy that is
    handed in: the one in which the student works.
    """

    def __init__(self, course: Path) -> None:
        self.notebooks = course / "notebooks"
        self.config = _configuration(course)
        self.config.Exchange.assignment_dir = str(self.notebooks)
        self.config.Exchange.path_includes_course = False

    @property
    def root(self) -> Path:
        """The exchange's folder, which need not exist."""
        from nbgrader.exchange.default import Exchange as Stock

        return Path(self.config.get("Exchange", {}).get("root", Stock.root.default_value))

    @property
    def configured(self) -> bool:
        """Whether there is an exchange, or ought to be one."""
        return "root" in self.config.get("Exchange", {}) or self.root.is_dir()

    def fault(self) -> str:
        """What keeps one from handing in through the exchange, in one sentence; "" where nothing does."""
        if not self.configured:
            return "No exchange is set up on this machine."
        if not self.root.is_dir():
            return f"The exchange {self.root} is not there. Tell your instructor; {UPLOAD}."
        if not os.access(self.root, os.R_OK | os.X_OK):
            return f"You may not read the exchange {self.root}. Tell your instructor; {UPLOAD}."
        return ""

    def sent(self) -> list[Sent]:
        """What was handed in from this account, oldest first, whichever course or chapter; [] without an exchange."""
        if not self.configured:
            return []
        with _plainly("read what you handed in"):
            found = self._list(cached=True)
        sent = []
        for one in (one for assignment in found for one in assignment["submissions"]):
            waits = one["has_exchange_feedback"] and (not one["has_local_feedback"] or one["feedback_updated"])
            sent.append(Sent(one["assignment_id"], _time(one["timestamp"]), Path(one["path"]), waits))
        return sorted(sent, key=lambda one: one.time)

    def courses(self, chapter: str) -> list[str]:
        """The courses in the exchange that have released the chapter."""
        with _plainly("look into the exchange"):
            return [found["course_id"] for found in self._list() if found["assignment_id"] == chapter]

    def hand_in(self, chapter: str) -> Sent:
        """Hand in the chapter's folder as it is saved. Raises NoExchange where that fails."""
        if fault := self.fault():
            raise NoExchange(fault)
        directory = self._directory(chapter)
        with _plainly("hand the chapter in"):
            self._factory().Submit(**self._parts(directory)).start()
        return [one for one in self.sent() if one.chapter == chapter][-1]

    def fetch_feedback(self, chapter: str) -> None:
        """Copy the pages that have come back for a chapter into its folder `feedback`. Raises NoExchange where that fails."""
        directory = self._directory(chapter)
        with _plainly("fetch the feedback"):
            self._factory().FetchFeedback(**self._parts(directory)).start()

    def _directory(self, chapter: str):
        """nbgrader's idea of the chapter, in the one course that has it."""
        named = self.config.get("CourseDirectory", {}).get("course_id", "")
        courses = self.courses(chapter)
        if not courses:
            raise NoExchange(f"Your instructor has not released {chapter} in the exchange. Ask them to; {UPLOAD}.")
        if not named and len(courses) > 1:
            raise NoExchange(
                f"Several courses in the exchange have a {chapter}: {', '.join(courses)}. "
                "Ask your instructor to name yours in nbgrader_config.py (c.CourseDirectory.course_id)."
            )
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.config, course_id=named or courses[0], assignment_id=chapter)

    def _list(self, *, cached: bool = False) -> list[dict]:
        from nbgrader.coursedir import CourseDirectory

        lister = self._factory().List(**self._parts(CourseDirectory(config=self.config)))
        lister.cached = cached
        return lister.start()

    def _factory(self):
        from nbgrader.exchange import ExchangeFactory

        return ExchangeFactory(config=self.config)

    def _parts(self, directory) -> dict:
        from nbgrader.auth import Authenticator

        return {
            "coursedir": directory,
            "authenticator": Authenticator(config=self.config),
            "config": self.config,
            "log": _silent(),
        }


def _configuration(course: Path):
    """The configuration that nbgrader's own commands would read in the course's folder."""
    from nbgrader.apps import NbGrader

    app = NbGrader(log=_silent(), config_dir=str(course))
    app.load_cwd_config = False  # the folder that counts is the course's
    app.raise_config_file_errors = True
    try:
        app.load_config_file(suppress_errors=False)
    except (Exception, SystemExit) as error:  # the site's own Python
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise NoExchange(
            f"nbgrader's configuration cannot be read ({reason}). Tell your instructor; {UPLOAD}."
        ) from None
    return app.config


def _silent() -> logging.Logger:
    """nbgrader logs every failure at length; here it is said once, in a sentence."""
    log = logging.getLogger("course_utils.handin")
    log.propagate = False
    log.handlers = [logging.NullHandler()]
    return log


@contextmanager
def _plainly(doing: str) -> Iterator[None]:
    """Turn whatever nbgrader raises into one sentence."""
    try:
        yield
    except NoExchange:
        raise
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        raise NoExchange(
            f"Could not {doing}: {error.strerror or error}{where}. Tell your instructor; {UPLOAD}."
        ) from None
    except Exception as error:
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise NoExchange(f"Could not {doing}: {reason}. Tell your instructor; {UPLOAD}.") from None


def _time(stamp: str) -> datetime:
    """The time in nbgrader's stamp, which need not be in UTC."""
    from dateutil.parser import parse

    time = parse(stamp)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
