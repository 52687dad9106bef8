"""`grader serve`: other commands use the fork server that it keeps, no other account can put one there, and it ends by itself."""

from argparse import Namespace

import pytest

from grader.sandbox import serve
from grader.sandbox.policy import SandboxPolicy
from grader.sandbox.serve import SOCKET, Standing, fork_server
from grader.sandbox.server import ForkServer
from grader.sandbox.zygote import Forker, Zygote


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where commands look for the fork server."""
    folder = tmp_path / "place"
    monkeypatch.setattr(serve, "_place", lambda hidden: folder)
    serve._make_private(folder)
    return folder


@pytest.mark.sandbox
def test_commands_use_it_until_it_ends_for_want_of_work(place, capsys):
    policy = SandboxPolicy()
    with Zygote(policy, place=place, idle=0.5) as kept:
        kept.forker()
        with ForkServer(policy) as server:
            assert server.forker()._address == kept.address
            server.forker()().close()
            assert server.alive()
            assert serve.run(Namespace(idle=1.0)) == 0
            assert "one is running for this course already" in capsys.readouterr().err
        assert kept.running  # a command that ends leaves it as it is
        other = fork_server(policy)
        assert isinstance(other, Standing) and other.running
        other.close()
        Forker.forget(kept.address)
        kept.wait()
        assert not standing_at(place)
    assert not place.exists()


def standing_at(place):
    return Standing.at(place / SOCKET, SandboxPolicy())


def test_a_folder_that_others_may_enter_is_not_trusted(place):
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(str(place / SOCKET))
        listening.listen()
        place.chmod(0o755)
        assert standing_at(place) is None
        assert not serve._is_private(place / SOCKET) and not serve._is_private(place / "none")


def test_the_folder_of_another_account_is_not_taken(place, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(serve.os, "getuid", lambda: -1)
    assert serve.run(Namespace(idle=1.0)) == 2 and place.exists()


def test_what_an_ended_one_has_left_is_cleared_away(place):
    (place / SOCKET).touch()
    serve._make_private(place)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("minutes", [0.0, -1.0, float("nan"), 1e9])
def test_a_wait_that_makes_no_sense_is_refused(minutes, capsys):
    assert serve.run(Namespace(idle=minutes)) == 2
    assert "--idle" in capsys.readouterr().err


def test_other_code_another_course_or_another_python_is_another_fork_server(tmp_path, monkeypatch):
    here = serve._place(())
    assert serve._place((serve.COURSE,)) == here != serve._place((tmp_path,))
    monkeypatch.setattr(serve, "age_of_the_code", lambda: 1)
    assert serve._place(()) != here
