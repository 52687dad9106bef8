"""The JupyterLabs that run on this machine for this account: whose notebooks they serve, and where."""

import json
import os
import socket
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional

from .finding import ROOT


class Running(NamedTuple):
    """A server. root: the folder that it serves. address: what to open."""

    port: int
    root: Path
    address: str


def servers(places: List[Path]) -> Iterator[Running]:
    """The servers that are alive, by the files that they keep in Jupyter's runtime folders."""
    for file in (file for place in places for file in sorted(place.glob("jpserver-*.json"))):
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            if os.name != "nt":
                os.kill(told["pid"], 0)  # raises if it is gone; its file may be left behind
            if _answers(told["port"]):  # its number may have gone to another process
                query = "?token={}".format(told["token"]) if told["token"] else ""
                yield Running(told["port"], Path(told["root_dir"]).resolve(), "{}lab{}".format(told["url"], query))
        except (OSError, ValueError, KeyError, TypeError):
            continue


def own(places: List[Path]) -> Optional[Running]:
    """The server of this course's folder, whichever port it has; None if there is none."""
    return next((server for server in servers(places) if server.root == ROOT), None)


def _answers(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("localhost", port), timeout=5).close()
    except OSError:
        return False
    return True
