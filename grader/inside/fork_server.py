"""The fork server: imports once what submissions import, then forks one child for each.

    python -m grader.inside.fork_server LISTENING_DESCRIPTOR --idle=SECONDS [--open]

A client connects, and sends for each child its limits and two descriptors: the child's channel, and a socket on which the
fork server answers with the child's process descriptor, and with its exit status when it has ended. It ends after so many
idle seconds without a client, where they are not 0. `--open` leaves out the sandbox.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys

import msgspec

from .limits import UNLIMITED, Limits

# Also what is imported late: each of these costs a child milliseconds when it comes to need it.
PRELOADED = (
    "numpy.random", "numpy.testing", "numpy.linalg", "torch.nn.functional", "torch.optim", "torch.distributions",
    "torch.utils.data", "torch.fx.experimental.symbolic_shapes", "scipy.special", "scipy.stats", "scipy.optimize", "scipy.linalg", "sympy", "sympy.stats",
    "sympy.combinatorics", "sympy.sets.setexpr", "sympy.tensor.tensor",
    "matplotlib.pyplot", "matplotlib_inline.backend_inline", "matplotlib.backends.backend_agg", "IPython.display",
    "ipywidgets", "pandas", "sklearn.datasets", "sklearn.linear_model", "sklearn.svm", "gymnasium", "tqdm.auto",
    "course_utils", "course_utils.adapter", "course_utils.checks", "course_utils.checks.functions", "course_utils.data",
    "course_utils.fits", "course_utils.models", "course_utils.plotting", "course_utils.rl", "course_utils.sequences",
    "course_utils.symbolic", "course_utils.training", "course_utils.widgets",
    "grader.inside.confine", "grader.inside.serve",
)  # fmt: skip
READY = b"ready"


def preload():
    """Import everything; returns the shell. Nothing here may start a thread: a child of a threaded parent may hang."""
    import importlib

    import torch

    torch.set_num_threads(1)
    # By this module tqdm knows a notebook, where progress bars are displayed. Elsewhere they go to stderr, which fails a test.
    sys.modules["ipykernel.zmqshell"] = None  # type: ignore[assignment]  # None forbids the import
    for name in PRELOADED:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            if name.startswith("course_utils") or error.name != name.split(".")[0]:
                raise  # only packages that the course does not need may be missing
    from .cells import make_shell
    from .plainly import do_plainly

    do_plainly()
    shell = make_shell()
    del sys.modules["ipykernel.zmqshell"]
    _rehearse(shell)
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(f"the fork server has {threads} threads after its imports, and must have one")
    return shell


def _rehearse(shell) -> None:
    """Once through what every child does, so that what is built at first use is built here."""
    import matplotlib.pyplot as plt
    import sympy
    import torch
    from IPython.core.pylabtools import select_figure_formats

    from .cells import Cells

    select_figure_formats(shell, {"png"})
    cells = Cells(shell, UNLIMITED)
    cells.run("def f(x):\n    return x * x\nf(2.0)", "rehearsal", 60)
    cells.run("%matplotlib inline\nraise ValueError", "rehearsal", 60)
    cells.run(
        "import matplotlib.pyplot as plt; plt.plot([0, 1], label='a'); plt.title('$x$'); plt.legend()", "rehearsal", 60
    )
    plt.close("all")
    x = torch.ones(3, 3, dtype=torch.float64, requires_grad=True)
    torch.autograd.grad((x @ x).exp(), [x], torch.ones_like(x), allow_unused=True)
    a, b = sympy.Symbol("a", real=True), sympy.Symbol("b", positive=True)
    sympy.simplify(sympy.log(b / sympy.pi) + (a - 1) ** 2 / (2 * b**2) - sympy.Rational(1, 2)).diff(b)
    repr(torch.randn(2))
    for name in [name for name in ("f", "plt", "_") if name in shell.user_ns]:
        del shell.user_ns[name]


class Server:
    """Accepts clients, forks children, reports how they end: exit status and seconds of CPU."""

    def __init__(self, listening: socket.socket, sandboxed: bool, idle: float):
        self._listening, self._sandboxed = listening, sandboxed
        self._patience = 1000 * idle or None  # of poll, in milliseconds
        self._children: dict[int, socket.socket] = {}
        self._poll = select.poll()
        self._clients: dict[int, socket.socket] = {}
        self._shell = preload()
        self._filter = None
        if sandboxed:
            from .confine import build_filter, make_devices_read_only

            make_devices_read_only()
            self._filter = build_filter()
            self._own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY)
        gc.collect()
        gc.freeze()

    def serve(self) -> None:
        """Serve until the process is killed, or nobody has asked for anything for long enough."""
        woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._poll.register(woken, select.POLLIN)
        self._poll.register(self._listening, select.POLLIN)
        while True:
            events = self._poll.poll(self._patience)
            if not events and not self._clients:
                return
            for descriptor, _ in events:
                if descriptor == woken:
                    os.read(woken, 4096)
                    self._reap()
                elif descriptor == self._listening.fileno():
                    client, _ = self._listening.accept()
                    self._clients[client.fileno()] = client
                    self._poll.register(client, select.POLLIN)
                    client.send(READY)
                else:
                    self._requested(self._clients[descriptor])

    def _requested(self, client: socket.socket) -> None:
        message, descriptors, _, _ = socket.recv_fds(client, 4096, 2)
        if len(descriptors) != 2:
            self._poll.unregister(client)
            del self._clients[client.fileno()]
            client.close()
            return
        channel, status = descriptors[0], socket.socket(fileno=descriptors[1])
        limits = msgspec.msgpack.decode(message, type=Limits)
        try:
            if self._sandboxed:
                from .confine import next_child_leads_a_namespace

                next_child_leads_a_namespace(self._own_namespace)
            pid = os.fork()
        except OSError as error:
            status.send(f"no child could be made: {error.strerror}".encode())
            os.close(channel)
            return
        if pid == 0:
            self._child(channel, status, limits)
        os.close(channel)
        self._children[pid] = status
        process = os.pidfd_open(pid)
        socket.send_fds(status, [b"made"], [process])
        os.close(process)

    def _reap(self) -> None:
        while self._children:
            pid, state, used = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            status = self._children.pop(pid)
            try:
                status.send(f"{os.waitstatus_to_exitcode(state)} {used.ru_utime + used.ru_stime:.3f}".encode())
            except OSError:
                pass  # nobody waits for it any more
            status.close()

    def _child(self, channel: int, status: socket.socket, limits: Limits) -> None:
        """What a child does, to its end. It never returns."""
        try:
            from . import confine, serve

            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            confine.keep_only(channel, status.fileno())
            self._close_up(confine, limits, status)
            os.close(status.detach())
            sys.path.append(os.getcwd())
            serve.serve(channel, self._shell, limits)
        finally:
            os._exit(0)  # a child must never run the parent's code

    def _close_up(self, confine, limits: Limits, status: socket.socket) -> None:
        try:
            if self._sandboxed:
                confine.confine(self._filter, limits)
                os.chdir(confine.SCRATCH)
            else:
                os.chdir(os.environ["TMPDIR"])
        except Exception as error:
            status.send(f"the sandbox could not be closed: {error}".encode())
            os._exit(1)


def main() -> None:
    """Preload, then serve."""
    listening = socket.socket(fileno=int(sys.argv[1]))
    idle = next(float(word.partition("=")[2]) for word in sys.argv[2:] if word.startswith("--idle="))
    Server(listening, "--open" not in sys.argv[2:], idle).serve()


if __name__ == "__main__":
    main()
