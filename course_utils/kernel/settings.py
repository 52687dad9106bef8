"""Puts `ipython_kernel_config.py` where every kernel of this environment reads it: in the environment's own etc/ipython."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

NAME = "ipython_kernel_config.py"


def install(prefix: Path = Path(sys.prefix)) -> None:
    """Copy the settings. Where the environment cannot be written to, kernels go without: nothing else depends on them."""
    content, target = Path(__file__).with_name(NAME).read_bytes(), prefix / "etc" / "ipython" / NAME
    with suppress(OSError):
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{NAME}.{os.getpid()}")
            fresh.write_bytes(content)
            fresh.replace(target)


if __name__ == "__main__":
    install()
