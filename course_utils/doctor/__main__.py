"""Run as a folder, `python3 course_utils/doctor`: nothing in the course needs to be importable."""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.dont_write_bytecode = True  # the Makefile says why
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # instead of this folder, which then is a package
    sys.exit(importlib.import_module("doctor.command").main())
