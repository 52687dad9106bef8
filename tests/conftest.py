"""What tests of several folders share: the sandbox, where this machine has one."""

import os

import pytest

from grader.sandbox.isolation import problem
from grader.sandbox.zygote import Forker, Zygote


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
    with Zygote() as server:
        yield server.wait()


@pytest.fixture(scope="session")
def fork(zygote):
    """Makes sandboxed children."""
    return Forker(zygote.address)
