"""What would need more than a child has: workers of their own, the list of loaded libraries. A child does it plainly, alone.

A reader's code that works in the notebook has to work here. Compilers are left out by the environment (`sandbox/wall.py`).
"""

from __future__ import annotations

import concurrent.futures
import inspect
import multiprocessing
import multiprocessing.dummy
import sys
import threading
from functools import partialmethod
from multiprocessing.context import BaseContext

#: Arguments of a DataLoader that loads in its own process.
ALONE = {
    "num_workers": 0,
    "prefetch_factor": None,
    "persistent_workers": False,
    "multiprocessing_context": None,
    "timeout": 0,
}

SYNCHRONISED = ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier")


def do_plainly() -> None:
    """Change what is imported, once, before the first child is made."""
    from torch.utils.data import DataLoader

    with_workers = DataLoader.__init__
    signature = inspect.signature(with_workers)

    def alone(self, *args, **kwargs):
        given = signature.bind(self, *args, **kwargs)
        given.arguments |= {name: value for name, value in ALONE.items() if name in given.arguments}
        with_workers(*given.args, **given.kwargs)

    for name in SYNCHRONISED:  # those for processes need semaphores of the system, and pools of threads use them, too
        setattr(BaseContext, name, partialmethod(_made_for_threads, name))
        setattr(multiprocessing, name, getattr(threading, name))
    DataLoader.__init__ = alone  # type: ignore[method-assign]
    multiprocessing.Pool = multiprocessing.dummy.Pool  # type: ignore[assignment]
    concurrent.futures.ProcessPoolExecutor = _InThreads  # type: ignore[misc,assignment]
    if library := sys.modules.get("threadpoolctl"):  # scikit-learn's
        library.ThreadpoolController._find_libraries_with_linux = lambda self: (
            None
        )  # each computes on one thread as it is


def _made_for_threads(context, name: str, *args, **kwargs):
    return getattr(threading, name)(*args, **kwargs)


class _InThreads(concurrent.futures.ThreadPoolExecutor):
    """Takes what a pool of processes takes."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        super().__init__(max_workers, initializer=initializer, initargs=initargs)
