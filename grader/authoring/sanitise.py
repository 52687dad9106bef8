"""What may differ between two runs of a cell, and what must never stand in a stored output.

This is the one place for both. Nothing that betrays a machine is cleaned away in silence: the build refuses it,
because a reader would otherwise see it on their own screen.
"""

import re
import sys
import tempfile
from pathlib import Path

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
VOLATILE_TYPES = (WIDGET_VIEW,)  # the model's id is drawn afresh in every run
COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
PADDING = re.compile(r"(?<=\[)[ \t]+|[ \t]+(?=\])|(?<=[ \t])[ \t]+")  # numpy's, which hangs on how many digits it shows
OVERWRITTEN = re.compile(r"[^\n\r]*\r(?=[^\n\r])")

MACHINE_TRACES = (
    ("a path of the kernel's", re.compile(r"ipykernel_\d+")),
    ("a path into an installed package", re.compile(r"[\w./\\-]*site-packages[\w./\\-]*")),
    ("a memory address", re.compile(r"\bat 0x[0-9a-fA-F]{6,}|\b0x[0-9a-fA-F]{9,}")),
)


def plain(text: str) -> str:
    """`text` as a reader sees it: no colour codes, no overwritten progress lines, blanks counted once."""
    text = OVERWRITTEN.sub("", COLOUR_CODE.sub("", text).replace("\r\n", "\n"))
    return "\n".join(PADDING.sub("", line).rstrip() for line in text.rstrip().split("\n"))


def machine_trace(text: str, root: Path) -> str | None:
    """What in `text` betrays the machine on which it was made, or None.

    root: the course's root; its own path is such a trace, and so are the home and the temporary folder.
    """
    folders = {
        "the course's own path": root,
        "the home folder": Path.home(),
        "a temporary folder": Path(tempfile.gettempdir()),
        "the interpreter's path": Path(sys.prefix),
    }
    for meaning, folder in folders.items():
        for spelling in {str(folder), str(folder.resolve())}:
            # The root of the file system, or a folder directly under it, only counts with something below it.
            below = re.escape(spelling) + (r"[/\\]\w" if len(folder.parts) < 3 else r"(?!\w)")
            if len(folder.parts) > 1 and re.search(r"(?<!\w)" + below, text):
                return f"{meaning} ({spelling})"
    for meaning, pattern in MACHINE_TRACES:
        if found := pattern.search(text):
            return f"{meaning} ({found.group()})"
    return None


def strip_widgets(outputs: list) -> list:
    """`outputs` without the live views of widgets; an output that was nothing else goes."""
    kept = []
    for output in outputs:
        if "data" in output:
            for volatile in VOLATILE_TYPES:
                output["data"].pop(volatile, None)
                output["metadata"].pop(volatile, None)
            if not output["data"]:
                continue
        kept.append(output)
    return kept
