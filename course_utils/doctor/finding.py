"""What a check sees, and where it looks."""

from pathlib import Path
from typing import List, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"


class Finding(NamedTuple):
    """What one check saw. grade: ok, warn (the course still works) or fail. todo: one line, empty if ok."""

    grade: str
    seen: str
    todo: str = ""

    def line(self) -> str:
        """What was seen and what to do, in one line, without the final full stop: make adds one."""
        return f"{self.seen}. {self.todo[:1].upper()}{self.todo[1:]}"


class Setting(NamedTuple):
    """Who asks. installed: this Python is the course's own, from .venv or conda. lab_args: JupyterLab's options."""

    installed: bool
    lab_args: List[str]
