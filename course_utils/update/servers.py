"""Which notebooks of a folder are open in a JupyterLab that runs on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

SECONDS = 3  # that a server has for its answer; one that is stuck must not stop an update


def open_notebooks(root: Path) -> list[str]:
    """The notebooks under `root` with a running kernel, by their path from there.

    Unsaved text is in a browser, where nobody can look; an open notebook is as near as one gets. A server that does not answer, as
    behind a hub, is taken to have none.
    """
    found = set()
    for server in _servers(root):
        try:
            token = {"Authorization": f"token {server['token']}"} if server.get("token") else {}
            request = Request(f"{server['url']}api/sessions", headers=token)
            with build_opener(ProxyHandler({})).open(request, timeout=SECONDS) as answer:
                sessions = json.load(answer)
            base = Path(server["root_dir"]).resolve()
            paths = [base / session["path"] for session in sessions if session.get("type") == "notebook"]
            found |= {path.relative_to(root).as_posix() for path in paths if path.is_relative_to(root)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return sorted(found)


def _servers(root: Path) -> Iterator[dict]:
    """What the running servers have written down about themselves."""
    places = [root / ".jupyter/runtime"]
    try:
        from jupyter_core.paths import jupyter_runtime_dir

        places.append(Path(jupyter_runtime_dir()))
    except ImportError:  # the course is not set up: nothing of it can be open
        pass
    for file in (file for place in places for file in place.glob("jpserver-*.json")):
        try:
            server = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(server, dict):
            yield server
