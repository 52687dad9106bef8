"""The chapter list as Jupyter Server serves it: to whoever is signed in, and to nobody else."""

import json
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


def post(address: str, asked: str, **body) -> tuple[int, dict]:
    """Status, and what the server says to a page that asks this."""
    headers = {"Authorization": f"token {TOKEN}"}
    request = urllib.request.Request(address + asked, headers=headers, data=json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=10) as page:
            return page.status, json.load(page)
    except urllib.error.HTTPError as error:
        return error.code, {"reason": error.reason}


CELLS = [{"cell_type": "code", "source": source} for source in ("import math", "print(1)", "math.pi")]


def test_a_page_learns_which_cells_one_needs(address):
    assert post(address, "course/needed", cells=CELLS, target=2, there=[]) == (200, {"needed": [0]})
    assert post(address, "course/needed", cells=CELLS, target=2, there=["math"]) == (200, {"needed": []})
    assert post(address, "course/needed", cells=CELLS, target=7)[0] == 400


def test_a_page_gets_a_cell_as_it_was_released(address):
    notebook = json.loads((ROOT / "notebooks/11_vae/vae.ipynb").read_bytes())
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "vae-ppca_ml")
    cell["source"] = "def ppca_ml(): ..."
    status, found = post(
        address, "course/restore", notebook=notebook, path="notebooks/11_vae/vae.ipynb", cell="vae-ppca_ml"
    )
    assert status == 200 and found["found"] == []
    kept = [cell["cell_type"] for cell in found["cells"] if "def ppca_ml" in cell["source"]]
    assert kept == ["code", "markdown"]
    assert post(address, "course/restore", notebook=notebook, cell="own")[1]["reason"].startswith(
        "This cell is your own"
    )
    assert post(address, "course/restore", notebook={"cells": []}, path="x.ipynb")[0] == 404


@pytest.mark.parametrize("path", ["../../etc/passwd", "README.md", "notebooks/99_none/none.ipynb", ""])
def test_nothing_but_a_chapter_is_reset(address, path):
    assert post(address, "course/reset", path=path)[0] == 404


def test_nobody_else_asks(address):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(address + "course/reset", data=b'{"path": "x"}'), timeout=10)
