"""The chapter list as Jupyter Server serves it: to whoever is signed in, and to nobody else."""

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newcomer import environment, free_port

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "of-this-test"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """A server under /base/ whose root is the course, with the course's extension and no other."""
    port = free_port()
    options = ["--no-browser", "--allow-root", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    options += [f"--ServerApp.root_dir={ROOT}", "--ServerApp.base_url=/base/"]
    options += ["--ServerApp.jpserver_extensions={'course_utils.lab': True}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *options],
        cwd=ROOT,
        env=environment(tmp_path_factory.mktemp("home")),
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/base/"
    deadline = time.monotonic() + 60
    while answer(address + "api")[0] != 200:
        assert server.poll() is None and time.monotonic() < deadline
        time.sleep(0.2)
    yield address
    server.terminate()
    server.wait(20)


def answer(url: str, **headers: str) -> tuple[int, str, dict]:
    """Status, text and headers; status 0 where nobody answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as page:
            return page.status, page.read().decode(), dict(page.headers)
    except urllib.error.HTTPError as error:
        return error.code, "", {}
    except OSError:
        return 0, "", {}


def test_the_list_is_served_to_whoever_is_signed_in(address):
    status, page, headers = answer(address + "course/chapters", Authorization=f"token {TOKEN}")
    assert status == 200 and headers["Cache-Control"] == "no-store"
    links = re.findall(r'<th scope="row"><a href="/base/lab/tree/(notebooks/[^"]+)"', page)
    assert links == sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("notebooks/*/*.ipynb"))


@pytest.mark.parametrize("headers", [{}, {"Authorization": "token guessed"}])
def test_nobody_else_sees_the_list(address, headers):
    _, page, _ = answer(address + "course/chapters", **headers)
    assert "notebooks/11_vae" not in page
