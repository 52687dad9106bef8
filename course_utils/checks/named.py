"""Functions and objects that a case passes to the student's code by name: they are made where that code runs."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

HOME = "course_utils."


@dataclass(frozen=True)
class Named:
    """A callable of `course_utils`, e.g. Named("checks.functions:cubic"), or Named("checks.functions:Affine", (2.0, 1.0)).

    path: module below course_utils, a colon, the name in it. make: arguments with which the named class or factory is
    called first; None passes the named thing as it is. A case never holds the object, so it can cross the trust boundary.
    """

    path: str
    make: tuple | None = None

    def resolve(self):
        """The object. ValueError for a path that is not of this form; ImportError or AttributeError where there is none."""
        module, _, name = self.path.partition(":")
        if not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
            raise ValueError(f"{self.path!r} is not of the form 'module:name'")
        found = getattr(importlib.import_module(HOME + module), name)
        return found if self.make is None else found(*self.make)
