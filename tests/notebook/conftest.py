"""A released chapter, and a reader's copy of it to spoil."""

from copy import deepcopy

import pytest

from course_utils.notebook.released import cells_of, released


@pytest.fixture(scope="session")
def release() -> dict:
    found = released("11_vae")
    assert found is not None
    return found


class Copy(dict):
    """A reader's notebook. copy["id"] is a cell of it by its id."""

    def __getitem__(self, key):
        return super().__getitem__(key) if key in self else next(cell for cell in self["cells"] if cell["id"] == key)

    def own(self, source: str, kind: str = "code", below: str = "") -> dict:
        """Add a cell of the reader's own, at the end or below another."""
        cell = {"cell_type": kind, "id": f"own-{len(self['cells'])}", "metadata": {}, "source": source}
        place = self["cells"].index(self[below]) + 1 if below else len(self["cells"])
        self["cells"].insert(place, cell)
        return cell


@pytest.fixture
def copy(release) -> Copy:
    notebook = Copy(deepcopy(release))
    notebook["cells"] = cells_of(notebook)
    return notebook
