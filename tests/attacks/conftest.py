"""The neighbour: a submission of the same class, at work while an attack goes on."""

from __future__ import annotations

import pytest

from grader.boundary.remote import RemoteStudent
from grader.boundary.session import Session

from . import answering, beyond, exfiltration, forging, meeting, opening, starvation, structure  # noqa: F401 - each adds its attacks
from .harness import LATER, RIGHT, TARGET, Attack, grade

EVERY = 4  # attacks


class Neighbour:
    """Holds a child that lives through the attacks, and grades an honest submission after each."""

    def __init__(self, fork, patient):
        """patient: makes children that have time for all attacks."""
        self._fork = fork
        self._session = Session(patient, files={"mine.txt": b"private"})
        self._session.run(
            "cell", "import numpy as np\n" + RIGHT + "\nimport os\nprint(sorted(os.listdir('/scratch')))\nVALUE = 42"
        )
        self._session.take("log_px_importance")
        self._student = RemoteStudent(self._session, "log_px_importance")
        self._text, self._attacks = self._graded(), 0

    def _graded(self) -> str:
        result = grade(Attack("neighbour", RIGHT, ""), self._fork)
        assert (result.points(TARGET), result.points(LATER)) == (4.0, 2.0)
        return result.graded.notebooks[0].text

    def is_unharmed(self) -> None:
        """The living child still answers and has its files to itself; every few attacks, the next submission is graded to the
        same bytes."""
        import numpy as np

        with self._student.limited(5):
            assert abs(self._student(np.log([0.1, 0.3])) - np.log(0.2)) < 1e-12
        seen = self._session.run("look", "print(VALUE, sorted(f for f in os.listdir('/scratch') if f != 'matplotlib'))")
        assert seen.outputs[0].text == "42 ['mine.txt']\n", seen
        assert self._session.incidents == []
        self._attacks += 1
        if self._attacks % EVERY == 1:
            self.is_graded_as_before()

    def is_graded_as_before(self) -> None:
        """An honest submission after all that has happened gets the notebook that it got before."""
        assert self._graded() == self._text

    def close(self) -> None:
        """Let go of the child."""
        self._session.close()


@pytest.fixture(scope="session")
def neighbour(fork, fork_under):
    """An honest submission beside the attacks."""
    found = Neighbour(fork, fork_under(notebook_seconds=3600.0))
    yield found
    found.is_graded_as_before()
    found.close()
