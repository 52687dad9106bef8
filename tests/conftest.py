"""What tests of several folders share: the sandbox, where this machine has one."""

import os

import pytest

from grader.sandbox.isolation import problem
from grader.sandbox.policy import SandboxPolicy
from grader.sandbox.zygote import Forker, Zygote


def pytest_xdist_auto_num_workers(config):
    """One more than cores: while one worker waits for a browser, a kernel or a disk, another computes."""
    return (os.cpu_count() or 1) + 1


def _need_isolation():
    reason = problem()
    if reason and os.environ.get("CI"):
        pytest.fail(f"this test needs isolation: {reason}")
    if reason:
        pytest.skip(f"needs isolation: {reason}")


@pytest.fixture(autouse=True)
def _isolation_where_marked(request):
    if request.node.get_closest_marker("sandbox"):
        _need_isolation()


@pytest.fixture(scope="session")
def zygote():
    """A running fork server behind the wall."""
    _need_isolation()
    with Zygote(SandboxPolicy()) as server:
        yield server


@pytest.fixture(scope="session")
def fork_under(zygote):
    """What makes sandboxed children under limits of its own: fork_under(grace_seconds=0.5)."""
    zygote.forker()  # it is ready from here on

    def forker(**limits: float) -> Forker:
        return Forker(zygote.address, SandboxPolicy(**limits))

    return forker


@pytest.fixture(scope="session")
def fork(fork_under):
    """Makes sandboxed children under the limits of a class."""
    return fork_under()


@pytest.fixture(scope="session")
def small_course(tmp_path_factory):
    """The small course, with nobody in it and nothing handed in; for tests that copy it."""
    from tests import small_course

    return small_course.make(tmp_path_factory.mktemp("small") / "course")
