"""What the first cell of a chapter sets up, and the choice of a device.

torch and matplotlib are imported inside the functions, so that `import course_utils` stays quick
for whoever needs neither (a check on plain numbers, a command line).
"""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

SEED = 0


def static() -> bool:
    """True where stored outputs are made or compared: progress is quiet and widgets are figures.

    The build of the chapters, their comparison with the stored outputs and grading set COURSE_STATIC=1.
    """
    return os.environ.get("COURSE_STATIC", "") not in ("", "0")


def grading() -> bool:
    """True while a notebook is graded or validated (nbgrader sets NBGRADER_EXECUTION)."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))


def begin(chapter: str, *, release: str) -> None:
    """Set up a chapter: seeds, plot style, and a notice if the notebook and the package do not match.

    chapter: the chapter's folder name, such as "11_vae"; it is named in the notice.
    release: the release that the notebook was made for, such as "2026.1".
    Raises ValueError if `release` is not two numbers with a dot between them.
    """
    import numpy
    import torch

    from course_utils.plotting import use_style

    notice = release_notice(chapter, release)
    random.seed(SEED)
    numpy.random.seed(SEED)
    torch.manual_seed(SEED)
    if static():
        # The order of a sum depends on the number of threads, and with it the last digits.
        torch.set_num_threads(1)
    use_style()
    if notice:
        print(notice)


def release_notice(chapter: str, release: str) -> str:
    """One line that says which of notebook and package is older and what to do; empty if they agree."""
    from course_utils import __version__

    notebook, package = _numbers(release), _numbers(__version__)
    if notebook == package:
        return ""
    if notebook < package:
        return (
            f"Notice: this copy of {chapter} is from release {release}, older than the installed course package "
            f"({__version__}). Bring it up to date with `make update` and the new bundle, which keeps your work; "
            "results may differ until then."
        )
    return (
        f"Notice: the installed course package ({__version__}) is older than this copy of {chapter} "
        f"(release {release}). Run `make update` with the new bundle, then `make setup`; results may differ until then."
    )


def _numbers(release: str) -> tuple[int, int]:
    if not re.fullmatch(r"\d+\.\d+", release):
        raise ValueError(f"release {release!r} is not of the form '2026.1': restore the chapter's first cell")
    year, count = release.split(".")
    return int(year), int(count)


def device(name: str | None = None) -> torch.device:
    """The device to compute on: the best one of this machine, or the one asked for.

    name: None, or a name such as "cpu", "cuda", "cuda:1" or "mps".
    With no name and COURSE_STATIC set it is the CPU, so that stored outputs are the same everywhere.
    Raises ValueError, listing what there is, if this machine has no device of that name.
    """
    import torch

    there = _devices()
    if name is None:
        return torch.device("cpu" if static() else there[-1])
    if name not in there:
        raise ValueError(f"device {name!r} is not on this machine, which has: {', '.join(there)}")
    return torch.device(name)


def _devices() -> list[str]:
    """The names of the devices of this machine, the best one last."""
    import torch

    names = ["cpu"]
    if torch.backends.mps.is_available():
        names.append("mps")
    if torch.cuda.is_available():
        names += [f"cuda:{index}" for index in range(torch.cuda.device_count())] + ["cuda"]
    return names
