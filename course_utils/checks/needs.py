"""`with needs(f):` — a demonstration that waits until the reader has written `f`."""

from __future__ import annotations

from html import escape
from typing import ClassVar
from weakref import WeakSet

from IPython.display import display

from .direct import raised_by


class needs:  # lower case, as it reads as a statement
    """Run the body until a named function turns out to be the released stub, then show a note and go on.

    Only a NotImplementedError whose innermost frame is one of the named functions is swallowed (torch raises some of its
    own), and later a NameError under a function that has shown itself to be a stub: a figure misses what an earlier cell
    could not compute. So an untouched notebook runs from top to bottom.
    """

    _stubs: ClassVar[WeakSet] = WeakSet()

    def __init__(self, *functions):
        if not functions:
            raise TypeError("needs() takes the functions that the body uses, e.g. needs(reparameterize)")
        self._functions = functions

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> bool:
        if isinstance(error, NotImplementedError):
            found = [function for function in self._functions if raised_by(error, function)]
            self._stubs.update(found)
        else:
            found = [f for f in self._functions if isinstance(error, NameError) and f in self._stubs]
        if not found:
            return False
        names = [function.__name__ for function in self._functions]
        text = f"This part uses {' and '.join(names)}. Write {'it' if len(names) == 1 else 'them'} above, then run this cell again."
        marked = escape(text)
        for name in names:
            marked = marked.replace(escape(name), f"<code>{escape(name)}</code>")
        display({"text/plain": text, "text/html": f"<p>{marked}</p>"}, raw=True)
        return True
