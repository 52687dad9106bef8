"""Make .venv work in this folder after the course was copied or moved along with it, without a network."""

import os
import re
import sys
import venv
from pathlib import Path

from .finding import VENV

# How pip begins a script: with the path of its Python, through the shell where that path is long or has a space.
HEADER = re.compile(rb"""\A#!(?:/bin/sh\n'''exec' "?)?(/.+?/python[\d.]*)"?(?: "\$0" "\$@"\n' ''')?\n""")
LONGEST = 120


def relocate() -> None:
    """Point the scripts in .venv to the Python beside them, and `activate` to this folder."""
    if VENV.is_symlink():  # it belongs to another folder
        return
    python = VENV / "bin" / Path(sys.executable).name
    line = f"#!{python}\n"
    if len(line) > LONGEST or " " in line:
        line = f"""#!/bin/sh\n'''exec' "{python}" "$0" "$@"\n' '''\n"""
    for script in (VENV / "bin").iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        begins = HEADER.match(content)
        if begins and os.path.dirname(begins.group(1).decode()) != str(VENV / "bin"):
            script.write_bytes(line.encode() + content[begins.end() :])
    activate = VENV / "bin/activate"
    if str(VENV) not in activate.read_text(encoding="utf-8"):
        builder = venv.EnvBuilder(symlinks=True)
        context = builder.ensure_directories(str(VENV))
        builder.create_configuration(context)
        builder.setup_scripts(context)
