"""A fork server that dies is replaced; what it took with it is tried again, and given up in the end."""

import os
import signal
from types import SimpleNamespace

import pytest

from course_utils.checks import topics
from grader.boundary.session import Session
from grader.chapter_code import chapter_imports
from grader.sandbox.policy import SandboxPolicy
from grader.sandbox.server import ForkServer
from grader.sandbox.zygote import Zygote

pytestmark = pytest.mark.sandbox


def kill(server: ForkServer) -> None:
    assert isinstance(server._zygote, Zygote)
    os.kill(server._zygote._process.pid, signal.SIGKILL)
    server._zygote.wait()


def test_another_one_is_started():
    with ForkServer(SandboxPolicy()) as server:
        first = server.forker()
        kill(server)
        assert not server.alive()
        child = server.forker()()
        child.close()
        assert server.alive() and server.forker()._address != first._address


def test_work_is_tried_again_and_then_given_up():
    with ForkServer(SandboxPolicy()) as server:
        tries = []

        def work(fork):
            tries.append(fork._address)
            if len(tries) == 1:
                kill(server)
            return SimpleNamespace(failure="")

        assert server.surely(work) is not None and len(set(tries)) == 2
        assert server.surely(lambda fork: kill(server)) is None


def test_a_failure_just_before_the_end_comes_to_light_is_doubted():
    with ForkServer(SandboxPolicy()) as server:

        def work(fork):
            tries.append(1)
            os.kill(server._zygote._process.pid, signal.SIGKILL)
            return SimpleNamespace(failure="the fork server ended")

        tries = []
        assert server.surely(work) is None and len(tries) == server.policy.tries


@pytest.mark.parametrize("topic", topics())
def test_what_a_chapter_imports_is_there_before_its_submissions_are(topic, fork):
    """What is not in PRELOADED is imported by every child anew."""
    session = Session(fork)
    source = (
        f"import sys\nbefore = {{*sys.modules}}\n{chapter_imports(topic)}\nprint(*sorted({{*sys.modules}} - before))"
    )
    outputs = session.run("imports", source).outputs
    session.close()
    assert [(output.kind, output.text.split()) for output in outputs] == [("stdout", [])]
