"""Attacks by which two submissions would meet, or one take what is counted for the whole account."""

from __future__ import annotations

from .harness import TARGET, WRONG, after, attack

TRY = """
import ctypes, fcntl, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def tried(what, action):
    try: print(what, "MET", action())
    except OSError as error: print(what, error.strerror)
def called(what, number, *arguments):
    print(what, "MET" if libc.syscall(number, *arguments) >= 0 else os.strerror(ctypes.get_errno()))
"""
NO = "(Operation not permitted|Read-only file system)\n"


def refused(*names: str) -> str:
    """The evidence that each of these was tried and refused."""
    return "".join(f"{name} {NO}" for name in names)


attack(
    "no end of a socketpair is called by a name, or calls one",
    TRY
    + WRONG
    + """
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
a.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # one that sends is given a name, which others can guess
a.send(b"x")
called("disconnect", 42, a.fileno(), b"\\0\\0", 2)
tried("bind", lambda: a.bind("\\0meeting"))
tried("connect", lambda: a.connect("\\0meeting"))
tried("sendto", lambda: a.sendto(b"x", "\\0" + "00001"))
tried("sendmsg", lambda: a.sendmsg([b"x"], [], 0, "\\0" + "00001"))
tried("listen", lambda: b.listen())
""",
    refused("disconnect", "bind", "connect", "sendto", "sendmsg", "listen"),
    never="MET",
)
attack(
    "a lock on a file that all children see is nobody else's lock",
    TRY
    + WRONG
    + """
one, other = open("/dev/null", "r+b"), open("/dev/null", "r+b")
fcntl.flock(one, fcntl.LOCK_EX); fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
fcntl.lockf(one, fcntl.LOCK_EX); fcntl.fcntl(other, 37, bytes([1] + [0] * 31))
print("both have it")
tried("whose", lambda: fcntl.fcntl(other, fcntl.F_GETLK, bytes([1] + [0] * 31)))
tried("lease", lambda: fcntl.fcntl(one, fcntl.F_SETLEASE, fcntl.F_WRLCK))
import sqlite3
base = sqlite3.connect("own.db"); base.execute("create table t (x)"); base.commit()
print("own files are written as ever")
""",
    "both have it\n" + refused("whose", "lease") + "own files are written as ever",
    never="MET",
)
attack(
    "nobody sees what another child opens, reads or touches",
    TRY
    + WRONG
    + """
called("inotify", 294, 0)
called("fanotify", 300, 0, 0)
tried("notify", lambda: fcntl.fcntl(os.open("/usr", os.O_RDONLY), fcntl.F_NOTIFY, 1))
called("residency", 27, 0, 0, 0)
called("cache", 451, 0, 0, 0, 0)
called("unless cached", 327, 0, 0, 0, 0, 0, 8)
for device in ("null", "zero", "full", "random", "urandom"):
    tried("touch", lambda: os.utime("/dev/" + device))
    tried("chmod", lambda: os.chmod("/dev/" + device, 0o666))
""",
    refused("inotify", "fanotify", "notify", "residency", "cache", "unless cached", *["touch", "chmod"] * 5),
    never="MET",
)
attack(
    "what is counted for the whole account or machine is not to be had",
    TRY
    + WRONG
    + """
import resource
tried("pipe", lambda: fcntl.fcntl(os.pipe()[0], 1031, 1 << 20))
called("timer", 222, 0, 0, 0)
called("aio", 206, 1000, 0)
called("mbind", 237, 0, 0, 0, 0, 0, 0)
called("pages", 279, 0, 0, 0, 0, 0, 0)
called("sync", 306, 0)
print("signals", resource.getrlimit(resource.RLIMIT_SIGPENDING)[1])
""",
    refused("pipe", "timer", "aio", "mbind", "pages", "sync") + "signals 64",
    never="MET",
)
attack(
    "a flood of threads takes none from the cases of others",
    WRONG,
    r"more than 40 threads|can't start new thread",
    change=after(
        f"{TARGET}-check",
        """
import threading, time
threading.stack_size(65536)
try:
    for _ in range(200): threading.Thread(target=time.sleep, args=(1e6,), daemon=True).start()
except RuntimeError as error: print(error)
""",
    ),
    limits={"threads": 40},
)
