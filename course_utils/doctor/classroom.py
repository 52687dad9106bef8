"""The classroom, in an instructor's copy: who can write into the exchange, and who can read a student's home."""

import os
import stat
from pathlib import Path
from typing import List

from .finding import ROOT, Finding, Setting

EXCHANGE, HOME = 0o1777, 0o700
FIRST_USER, NOBODY = 1000, 65534  # accounts of people lie between


def classroom(setting: Setting) -> List[Finding]:
    """Can a student hand in for another, or read another's work?"""
    found = _exchange(_exchange_folder()) + _gradebook(ROOT / "classroom/gradebook.db") + _homes()
    return found or [Finding("ok", "nobody can take another's place in the exchange, or read another's home")]


def _exchange_folder() -> Path:
    """Where nbgrader_config.py says that it is."""
    usual = ROOT / "classroom/exchange"
    try:
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
        return Path(config.get("Exchange", {}).get("root", usual))
    except (SystemExit, Exception):  # not set up, or whatever is written there: `make setup` tells
        return usual


def _exchange(folder: Path) -> List[Finding]:
    if not folder.is_dir():
        return []
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        seen = f"every account can rename or remove what is in the exchange {folder} (mode {mode:o})"
        return [Finding("warn", seen, f"run `chmod {EXCHANGE:o} {folder}`")]
    if mode & 0o777 != 0o777:
        seen = f"not every account can hand in to the exchange {folder} (mode {mode:o})"
        return [Finding("warn", seen, f"run `chmod {EXCHANGE:o} {folder}`, if students use it")]
    return []


def _gradebook(file: Path) -> List[Finding]:
    """Whoever can read a file can also hold a lock on it, and then nobody grades."""
    if not file.is_file() or not file.stat().st_mode & 0o007 or not file.parent.stat().st_mode & stat.S_IXOTH:
        return []
    seen = f"every account can open the gradebook {file} (mode {stat.S_IMODE(file.stat().st_mode):o})"
    return [Finding("warn", seen, f"run `chmod o-rwx {file}`")]


def _homes() -> List[Finding]:
    try:
        import pwd
    except ImportError:  # Windows
        return []
    people = [user for user in pwd.getpwall() if FIRST_USER <= user.pw_uid < NOBODY and user.pw_uid != os.getuid()]
    homes = sorted({Path(user.pw_dir) for user in people if Path(user.pw_dir) not in (Path("/"), Path("/nonexistent"))})
    readable = [home for home in homes if home.is_dir() and stat.S_IMODE(home.stat().st_mode) & 0o077]
    if not readable:
        return []
    others = f" and {len(readable) - 1} more" if len(readable) > 1 else ""
    seen = f"other accounts can look into {readable[0]}{others}"
    return [Finding("warn", seen, f"run `chmod {HOME:o}` on them: a student's work lies there")]
