"""What a notebook imports: the installed packages, unless a file beside it or PYTHONPATH comes first."""

import os
import sys
from pathlib import Path
from typing import List, Set

from .finding import ROOT, Finding, Setting

OWN = {"course_utils", "grader", "conftest", "nbgrader_config"}  # at home in the course's folder


def imports(setting: Setting) -> List[Finding]:
    """Does anything stand before what the notebooks import?"""
    return (_beside_notebooks() + _of_pythonpath()) or [Finding("ok", "nothing stands before the installed packages")]


def _beside_notebooks() -> List[Finding]:
    """A `torch.py` beside a notebook is what `import torch` finds there."""
    known = _importable()
    found = []
    for folder in [ROOT, ROOT / "notebooks"] + sorted((ROOT / "notebooks").glob("*/")):
        for path in sorted(folder.glob("*")) if folder.is_dir() else []:
            named = path.stem if path.suffix == ".py" else path.name if (path / "__init__.py").is_file() else ""
            if named in known and not (folder == ROOT and named in OWN):
                seen = f"{path.relative_to(ROOT)} is imported in place of the package `{named}`"
                found.append(Finding("warn", seen, "give it another name, and restart the kernel"))
    return found


def _of_pythonpath() -> List[Finding]:
    named = [Path(folder) for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    # Of another copy of the course the row `course_utils` tells.
    foreign = [folder for folder in named if folder.resolve() != ROOT and not (folder / "course_utils").is_dir()]
    if not foreign:
        return []
    known = _importable()
    shadows = sorted(
        {path.stem for folder in foreign if folder.is_dir() for path in folder.glob("*") if path.stem in known}
    )
    what = f", for instance {shadows[0]}" if shadows else ""
    seen = f"PYTHONPATH names {foreign[0]}: what lies there comes before the course's packages{what}"
    return [Finding("warn", seen, "run `unset PYTHONPATH`, and take it out of your shell's start-up file")]


def _importable() -> Set[str]:
    """The names of the modules of Python and of the installed packages, as far as this Python tells."""
    names = set(getattr(sys, "stdlib_module_names", ()))
    try:
        from importlib.metadata import packages_distributions

        names |= set(packages_distributions())
    except ImportError:  # Python 3.9 or older
        names |= {"torch", "numpy", "scipy", "sympy", "matplotlib", "sklearn", "gymnasium", "IPython"}
    return names - {"__pycache__"}
