"""Attacks on time, memory, processes and disk. Each proves itself by the limit that it hits; none runs unsandboxed."""

from __future__ import annotations

from .harness import CHANNEL, RIGHT, TARGET, WRONG, after, attack

ZERO = "def log_px_importance(logw): return 0.0\n"
SHORT = {"grace_seconds": 0.3, "case": 0.3, "cell_seconds": 1.0, "waiting": 2.0}
F = "def log_px_importance(logw):\n    "

attack("an endless loop is stopped", F + "while True: pass", r"took longer than 0\.3 s", honest=ZERO, limits=SHORT)
attack(
    "an endless loop in a cell costs that cell",
    WRONG + "\nwhile True: pass",
    r"CellTimeout.*took longer than 1 s",
    limits=SHORT,
)
attack(
    "sleep is cut short",
    F + "import time\n    time.sleep(10**6)",
    r"took longer than 0\.3 s",
    honest=ZERO,
    limits=SHORT,
)
attack(
    "ignored signals do not outlast a kill",
    F
    + "import signal\n    for s in range(1, 65):\n        try: signal.signal(s, signal.SIG_IGN)\n        except (OSError, ValueError): pass\n"
    "    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n    while True: pass",
    r"could not be interrupted and was killed",
    honest=ZERO,
    limits=SHORT,
)
attack(
    "a memory bomb hits the limit",
    WRONG + "\ntry: bytearray(4 << 30)\nexcept MemoryError: print('limit hit')\n"
    "import mmap\ntry: mmap.mmap(-1, 6 << 30)\nexcept (OSError, MemoryError): print('shared limit hit')",
    r"limit hit\nshared limit hit",
)
attack(
    "a memory bomb in small pieces hits the limit",
    "import numpy as np\n" + F + "hoard = []\n    while True: hoard.append(np.zeros(1 << 26))",
    r"MemoryError",
    honest=ZERO,
    limits={"case": 3.0},
)
attack(
    "a fork bomb cannot begin",
    WRONG
    + """
import os, subprocess, multiprocessing, _posixsubprocess
for bomb in (os.fork, lambda: subprocess.run(["/bin/true"]), lambda: multiprocessing.Process(target=print).start(),
             lambda: os.posix_spawn("/bin/true", ["true"], {}), lambda: os.execv("/bin/true", ["true"])):
    try: print("ran", bomb())
    except OSError as error: print(type(error).__name__)
""",
    r"(PermissionError\n){3}.*(PermissionError|OSError)\nPermissionError",
    never=r"ran ",
)
attack(
    "an orphan daemon cannot be left behind",
    WRONG
    + """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for number, flags in ((56, 0), (56, 17), (57, 0), (58, 0), (435, 0)):
    print(libc.syscall(number, flags, 0, 0, 0, 0), os.strerror(ctypes.get_errno()))
try: os.daemon
except AttributeError: print("no daemon")
""",
    r"-1 Operation not permitted.*-1 Operation not permitted.*no daemon",
)
attack(
    "a full disk is the submission's own",
    WRONG
    + """
try:
    for i in range(100): open(f"/scratch/{i}", "wb").write(bytes(8 << 20))
except OSError as error: print("disk", error.strerror)
import os
for i in range(100):
    try: os.remove(f"/scratch/{i}")
    except OSError: pass
try:
    for i in range(100_000): open(f"/scratch/n{i}", "w").close()
except OSError as error: print("inodes", error.strerror, i < 5000)
for i in range(5000):
    try: os.remove(f"/scratch/n{i}")
    except OSError: break
""",
    r"disk No space left on device.*inodes No space left on device True",
)
attack(
    "a sparse file hits the limit of its size",
    WRONG
    + """
import signal
try: open("/scratch/sparse", "wb").truncate(1 << 40)
except OSError as error: print("sparse", error.strerror)
""",
    r"sparse File too large",
)
attack(
    "an output flood is cut",
    WRONG + "\nfor i in range(200_000): print('flood' * 20)\nimport sys\nsys.stderr.write('x' * 10**8)",
    r"flood",
    never=r"(flood){21}.{30000}|x{30000}",
)
attack(
    "an output flood in the function is cut",
    RIGHT + "def log_px_importance(logw, original=log_px_importance):\n    for i in range(3000): print('flood' * 20)\n"
    "    return original(logw)",
    r"cut here|flood",
    honest=RIGHT,
)
attack(
    "an output flood that bypasses the cap in the child is cut by the grader",
    CHANNEL
    + RIGHT
    + """
from grader.inside import wire
import grader.inside.serve as serve
real = serve.Served.answer
def answer(self, request):
    if isinstance(request, wire.Run): return wire.Ran([wire.Output("display", "", b"\\x89PNG\\r\\n\\x1a\\n" + b"x" * (9 << 20))])
    return real(self, request)
serve.Served.answer = answer
print("flooding")
""",
    r"puts out more than can be kept",
    honest=RIGHT,
    later=0.0,
    change=after(f"{TARGET}-check", "1", "2", "3"),
)
attack(
    "descriptors run out for the submission alone",
    WRONG + "\nkept = []\ntry:\n    while True: kept.append(open('/dev/null'))\n"
    "except OSError as error: print(error.strerror, len(kept) < 128)\nkept.clear()",
    r"Too many open files True",
)
attack(
    "a flood of threads hits a limit",
    WRONG + "\nimport threading, time\nthreading.stack_size(32 << 20)\ncount = 0\n"
    "try:\n    while count < 5000:\n        threading.Thread(target=time.sleep, args=(1e6,), daemon=True).start(); count += 1\n"
    "except (RuntimeError, MemoryError) as error: print(error, count < 5000)",
    r"can't start new thread True",
)
COSTLY = """
import time
def wait(*a, **k):
    time.sleep(10**6)
class Costly:
    __repr__ = __str__ = __eq__ = __array__ = __len__ = __iter__ = __float__ = __hash__ = __reduce__ = __getstate__ = __bool__ = __index__ = wait
    def __getattr__(self, name): wait()
print("waiting")
"""
attack(
    "a costly __repr__, __eq__ or __array__ is never called by the grader",
    COSTLY + F + "return Costly()",
    r"waiting",
    honest=ZERO,
    limits=SHORT,
)
attack(
    "a costly __str__ of an error is never called by the grader",
    COSTLY + "class Bad(Exception):\n    __str__ = __repr__ = wait\n" + F + "raise Bad",
    r"took longer|was killed",
    honest=ZERO,
    limits=SHORT,
)
attack(
    "a costly display at the end of a cell costs that cell",
    COSTLY + WRONG + "\nCostly()",
    r"CellTimeout|was killed",
    limits=SHORT,
)
attack(
    "a segmentation fault fails that case",
    F + "import ctypes\n    ctypes.string_at(0)",
    r"the process crashed \(SIGSEGV\)",
    honest=ZERO,
)
attack(
    "a stack overflow in compiled code fails that case",
    F
    + "import sys\n    if len(logw) < 500: return 0.0\n    sys.setrecursionlimit(10**9)\n    deep = []\n    for _ in range(10**5): deep = [deep]\n    return repr(deep)",
    r"process crashed|raised RecursionError|raised MemoryError",
    honest=ZERO,
)
attack(
    "a submission that kills its worker again and again is given up",
    "import os\n" + F + "os.kill(os.getpid(), 11) or os._exit(1)",
    r"the process ended itself",
    honest=ZERO,
)
attack(
    "cells that kill their worker again and again leave the others standing",
    WRONG,
    r"the process has died too often|the process ended itself",
    change=after(f"{TARGET}-check", *["import os\nos._exit(1)"] * 6),
)
attack(
    "a function that answers correctly but slowly is a function too slow",
    RIGHT
    + "def log_px_importance(logw, original=log_px_importance):\n    import time\n    time.sleep(0.5)\n    return original(logw)",
    r"took longer than 0\.3 s",
    honest=ZERO,
    limits=SHORT,
)
attack(
    "answers that just keep within every limit use up the notebook's time, and no more",
    RIGHT
    + "def log_px_importance(logw, original=log_px_importance):\n    import time\n    end = time.process_time() + 0.2\n"
    "    while time.process_time() < end: pass\n    return original(logw)",
    r"the notebook has used its 1 s",
    honest=0.5,
    later=0.0,
    limits={"notebook_seconds": 1.0, "grace_seconds": 0.3},
)
