"""A session behind the wall, in which a test runs cells of its own."""

import pytest

from grader.boundary.remote import RemoteStudent
from grader.boundary.session import Session


@pytest.fixture
def session(fork_under, request):
    """Under the limits of a class, but for those that a test sets: parametrize("session", [{...}], indirect=True)."""
    session = Session(fork_under(**getattr(request, "param", {})))
    yield session
    session.close()


@pytest.fixture
def student(session):
    """Runs the code as a cell and returns the student for a name that it defines."""

    def of(source: str, name: str) -> RemoteStudent:
        ran = session.run("cell", "import numpy as np, sympy, torch\n" + source)
        assert [o for o in ran.outputs if o.kind == "error"] == []
        assert session.take(name).callable
        asked = RemoteStudent(session, name)
        asked.begin(0)
        return asked

    return of
