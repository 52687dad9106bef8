"""Whatever a reader does in a chapter, and whatever a release does to it: no text of the reader's is missing afterwards."""

import copy
import random

import pytest

from tests.update.chapters import added, answered, released, updated


def edited(notebook: dict, random: random.Random) -> list[str]:
    """Edit a reader's notebook at random, as JupyterLab would; returns what has been written."""
    cells, texts = notebook["cells"], []
    for number in range(random.randint(5, 25)):
        at = random.randrange(len(cells))
        text = f"mine {number} {random.random()}"
        match random.choice(
            ["add", "text", "append", "rewrite", "delete", "copy", "move", "split", "merge", "unname", "kind"]
        ):
            case "add":
                cells.insert(at, added(f"x{number} = '{text}'", f"own-{number}"))
                texts.append(text)
            case "text":
                cells.insert(at, added(f"# {text}", f"own-{number}", "markdown"))
                texts.append(text)
            case "append":
                cells[at]["source"] += f"\n# {text}"
                texts.append(text)
            case "rewrite":
                texts[:] = [kept for kept in texts if kept not in cells[at]["source"]] + [text]
                cells[at]["source"] = f"'{text}'"
            case "delete":
                gone = cells.pop(at)["source"]
                texts[:] = [kept for kept in texts if kept not in gone or any(kept in c["source"] for c in cells)]
            case "copy":
                cells.insert(random.randrange(len(cells)), copy.deepcopy(cells[at]) | {"id": f"copy-{number}"})
            case "move":
                cells.insert(random.randrange(len(cells)), cells.pop(at))
            case "split":
                lines = cells[at]["source"].split("\n")
                second = copy.deepcopy(cells[at]) | {
                    "id": f"split-{number}",
                    "source": "\n".join(lines[len(lines) // 2 :]),
                }
                cells[at]["source"] = "\n".join(lines[: len(lines) // 2])
                cells.insert(at + 1, second)
            case "merge" if at + 1 < len(cells):
                cells[at]["source"] += "\n\n" + cells.pop(at + 1)["source"]
            case "unname":
                cells[at]["metadata"] = {}
                cells[at].pop("id")
            case "kind":
                cells[at]["cell_type"] = random.choice(["code", "markdown", "raw"])
    return texts


def rebuilt(notebook: dict, random: random.Random) -> None:
    """A new release, with everything that authors do to a chapter."""
    cells = notebook["cells"]
    for number in range(random.randint(0, 15)):
        at = random.randrange(len(cells))
        match random.choice(["mend", "delete", "insert", "move", "rename"]):
            case "mend":
                cells[at]["source"] = cells[at]["source"].replace(" the ", " one ", 1)
            case "delete":
                del cells[at]
            case "insert":
                cells.insert(at, added(f"# new in this release {number}", f"new-{number}", "markdown"))
            case "move":
                cells.insert(random.randrange(len(cells)), cells.pop(at))
            case "rename":
                about = cells[at]["metadata"].get("nbgrader")
                cells[at]["id"] = f"renamed-{number}"
                if about:
                    about["grade_id"] = cells[at]["id"]


@pytest.mark.parametrize("texts", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_nothing_that_the_reader_wrote_is_missing(seed, texts):
    draw = random.Random(seed)
    theirs, new = answered(), released()
    written = edited(theirs, draw)
    rebuilt(new, draw)
    answers = [cell["source"] for cell in theirs["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    result = updated(theirs, new, texts=texts)
    everything = "\n".join(cell["source"] for cell in result.cells)
    assert [text for text in written if text not in everything] == []
    lines = {line.strip() for answer in answers for line in answer.split("\n") if "weights" in line or "np." in line}
    assert [line for line in lines if line not in everything] == []
    assert {cell["id"] for cell in new["cells"]} <= {cell["id"] for cell in result.cells}
    assert len({cell["id"] for cell in result.cells}) == len(result.cells)
    again = updated({"cells": result.cells}, new, before=new, texts=texts)
    assert again.cells == result.cells
