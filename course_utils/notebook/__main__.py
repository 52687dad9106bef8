"""`python -m course_utils.notebook`: mends, restores and resets a chapter where there is no JupyterLab of the course."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .files import CannotRestore, mend, reset, restore
from .released import file_name


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for and say what was done. Returns 0, or 1 with one line on stderr."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.notebook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("mend", "put back what is missing or changed; answers stay as they are"),
        ("restore", "put one cell back as it was released; what stood in it is kept below"),
        ("reset", "put the whole chapter back as it was released; a dated copy is kept"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("chapter", metavar="CHAPTER", help="the chapter's folder, such as 11_vae")
        if name == "restore":
            command.add_argument("cell", metavar="CELL", help="the cell's name, such as vae-reparameterize")
    asked = parser.parse_args(arguments)
    file = Path("notebooks", asked.chapter, file_name(asked.chapter))
    try:
        print(_done(asked, file))
    except (CannotRestore, OSError) as error:
        print(f"{asked.command}: {error}", file=sys.stderr)
        return 1
    return 0


def _done(asked: argparse.Namespace, file: Path) -> str:
    before = set(file.parent.glob("*-kept-*"))
    if asked.command == "mend":
        told = mend(file) or [f"{file}: nothing is missing, and nothing of the course's was changed."]
    elif asked.command == "restore":
        restore(file, asked.cell)
        told = [f"{file}: {asked.cell} is as it was released."]
    else:
        reset(file)
        told = [f"{file} is as it was released."]
    told += [f"Your notebook as it was: {copy}" for copy in sorted(set(file.parent.glob("*-kept-*")) - before)]
    return "\n".join([*told, "If it is open in JupyterLab: File > Reload Notebook from Disk."])


if __name__ == "__main__":
    sys.exit(main())
