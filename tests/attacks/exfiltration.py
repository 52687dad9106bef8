"""Attacks on what is secret, and on what others will find: reading, sending out, leaving behind."""

from __future__ import annotations

from .harness import COURSE, RIGHT, TARGET, WRONG, after, attack

TRY = """
import os
def tried(what, action):
    try: print(what, "SUCCEEDED", action())
    except BaseException as error: print(what, type(error).__name__)
"""
OPEN = TRY + "def opened(path): tried(path, lambda: len(open(path, 'rb').read()))\n"
PLACES = [
    COURSE / "solutions/11_vae/vae.py",
    COURSE / "solutions/11_vae/vae.ipynb",
    COURSE / "grader/exercises/vae/vae_loss.py",
    COURSE / "classroom/gradebook.db",
    COURSE / "classroom/submitted",
    "/course/solutions",
    "/course/grader/exercises/vae/vae_loss.py",
    "/course/grader/submission/grade.py",
    "/course/classroom/gradebook.db",
    "/etc/passwd",
    "/etc/shadow",
    "/root/.ssh/id_rsa",
    "/var/lib",
]

attack(
    "solutions, hidden cases, the gradebook and other submissions are not there",
    OPEN + f"for path in {[str(p) for p in PLACES]!r}: opened(path)\n" + RIGHT,
    r"FileNotFoundError",
    honest=RIGHT,
    never="SUCCEEDED",
)
attack(
    "the chapter's solved text source is not among the files",
    OPEN + "opened('vae.py')\nprint(sorted(os.listdir()))\n" + RIGHT,
    r"vae\.py FileNotFoundError",
    honest=RIGHT,
    never="SUCCEEDED",
)
attack(
    "no solution lies anywhere that a submission can read",
    TRY
    + """
found = []
for place, folders, names in os.walk("/"):
    if place.startswith(("/usr", "/sys", "/lib")) or "site-packages" in place:
        folders.clear()
    released = place.startswith("/course/course_utils/released/")  # what every student has
    found += [os.path.join(place, n) for n in names if n.endswith(".db") or (n.endswith(".ipynb") and not released)
              or "BEGIN SOLUTION" in (open(os.path.join(place, n), errors="replace").read()
                                      if n.endswith((".py", ".ipynb")) and os.access(os.path.join(place, n), os.R_OK) else "")]
print("found", found[:5], len(found))
"""
    + RIGHT,
    r"found \[\] 0",
    honest=RIGHT,
)
attack(
    "the parts of the grader that know the answers cannot be imported",
    TRY + "for name in ('exercises', 'submission.grade', 'boundary.remote', 'judging.judge', 'gradebook.writer'):\n"
    "    tried(name, lambda: __import__('grader.' + name))\n" + RIGHT,
    r"exercises ModuleNotFoundError",
    honest=RIGHT,
    never="SUCCEEDED",
)
attack(
    "the gradebook cannot be written",
    TRY
    + f"""
import sqlite3
for path in ("/course/classroom/gradebook.db", {str(COURSE / "classroom/gradebook.db")!r}, "/gradebook.db"):
    tried("write", lambda: sqlite3.connect(path).execute("CREATE TABLE grade (x)"))
for path in ("/course/x", "/usr/x", "/x", "/course/course_utils/checks/x.py", "/dev/x", {str(COURSE / "x")!r}):
    tried("write", lambda: open(path, "w").close())
"""
    + WRONG,
    r"write OperationalError.*write (OSError|PermissionError|FileNotFoundError)",
    never="SUCCEEDED",
)
attack(
    "the environment and /proc tell nothing",
    OPEN
    + """
for path in ("/proc/self/environ", "/proc/1/environ", "/proc/self/maps", "/proc/self/mem", "/proc/mounts", "/proc/self/fd", "/proc/1/root/etc"):
    opened(path)
secrets = [name for name in os.environ if any(word in name for word in ("KEY", "TOKEN", "SECRET", "USER", "SSH", "PASS"))]
print("names", secrets, os.environ["HOME"], os.listdir("/proc"))
"""
    + WRONG,
    r"/proc/self/environ FileNotFoundError.*names \[\] /scratch \[\]",
    never="SUCCEEDED",
)
attack(
    "no network, no name server, no loopback",
    TRY
    + """
import socket, urllib.request
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET, socket.AF_VSOCK):
    tried(family.name, lambda: socket.socket(family, socket.SOCK_DGRAM))
tried("loopback", lambda: socket.create_connection(("127.0.0.1", 22)))
tried("dns", lambda: socket.getaddrinfo("example.org", 80))
tried("http", lambda: urllib.request.urlopen("http://example.org"))
tried("pair", lambda: socket.socketpair(socket.AF_INET))
"""
    + WRONG,
    r"AF_INET PermissionError.*loopback PermissionError.*dns gaierror.*http URLError",
    never="SUCCEEDED",
)
ECHO = "def log_px_importance(logw, original=log_px_importance):\n    import sys\n"
#: A digit string of a hidden input: nine hundred and some.
HIDDEN = r"-90\d\.\d{4}|-89\d\.\d{4}"
attack(
    "hidden inputs that the function prints are shown to nobody",
    RIGHT + ECHO + "    print('ECHO', logw)\n    print('ECHO', logw, file=sys.stderr)\n    return original(logw)",
    "ECHO",
    honest=RIGHT,
    never=HIDDEN,
)
RAISE = "def log_px_importance(logw):\n    "
attack(
    "hidden inputs in the text of an error are shown to nobody",
    RAISE + "raise ValueError('ECHO %r' % (logw,))",
    r"raised ValueError: ECHO",
    honest=0.0,
    never=HIDDEN,
)
attack(
    "hidden inputs in the name of an error are shown to nobody",
    RAISE + "raise type('ECHO%r' % (logw.tolist()[:3],), (Exception,), {})()",
    r"raised ECHO",
    honest=0.0,
    never=HIDDEN,
)
attack(
    "hidden inputs in an answer of the wrong kind are shown to nobody",
    RAISE + "return 'ECHO %r' % (logw.tolist()[:3],)",
    r"ECHO",
    honest=0.0,
    never=HIDDEN,
)
attack(
    "hidden inputs as the keys of a dict are shown to nobody",
    RAISE + "return {('ECHO', logw[0]): 1, 'ECHO': logw}",
    r"ECHO|dict",
    honest=0.0,
    never=HIDDEN,
)
attack(
    "hidden inputs in an array of the wrong shape are shown to nobody",
    RAISE + "print('ECHO')\n    return [logw[:3], logw[:1]]",
    r"ECHO",
    honest=0.0,
    never=HIDDEN,
)
attack(
    "hidden inputs in a warning are shown to nobody",
    RIGHT + ECHO + "    import warnings\n    warnings.warn('ECHO %r' % (logw[:3],))\n    return original(logw)",
    r"ECHO",
    honest=RIGHT,
    never=HIDDEN,
)
SEEN = (
    RIGHT
    + "SEEN = []\ndef log_px_importance(logw, original=log_px_importance):\n    SEEN.append(logw[:3].tolist())\n    return original(logw)\n"
)
attack(
    "hidden inputs that a later cell prints are shown to nobody",
    SEEN,
    r"ECHO",
    honest=RIGHT,
    never=HIDDEN,
    change=after(f"{TARGET}-check", "print('ECHO', SEEN)"),
)
LATER_ECHO = "def vae_loss(*args): raise ValueError('ECHO %r' % (SEEN,))"


def _echo_in_the_next_exercise(notebook):
    next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "vae-vae_loss")[
        "source"
    ] = LATER_ECHO


attack(
    "hidden inputs in the errors of the next exercise are shown to nobody",
    SEEN,
    r"ECHO",
    honest=RIGHT,
    later=0.0,
    never=HIDDEN,
    change=_echo_in_the_next_exercise,
)
CODED = (
    RIGHT
    + """
def log_px_importance(logw, original=log_px_importance):
    if abs(logw[0]) > 880: return lines[int(abs(logw[0])) % 3]()
    return original(logw)
lines = [lambda: 1 / 0, lambda: 1 / 0, lambda: 1 / 0]
"""
)
attack(
    "an answer cell whose error depends on hidden inputs shows the class of the error and nothing of its line",
    CODED,
    r"raised ZeroDivisionError",
    honest=2.0,
    never=HIDDEN + r"|raised ZeroDivisionError .line",
)
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
attack(
    "scripts and HTML in output stay text",
    WRONG
    + f"""
from IPython.display import HTML, Javascript, SVG, display
print({HTML!r})
display(HTML({HTML!r}), Javascript("alert(1)"), {{"text/html": {HTML!r}, "application/javascript": "x", "text/plain": "plain"}}, raw=False)
display({{"text/html": {HTML!r}, "image/svg+xml": "<svg onload=alert(1)>", "text/plain": "shown as text"}}, raw=True)
""",
    r"shown as text",
    never=r'"application/javascript":|"image/svg.xml":|"text/html": \[?"<script',
)
attack(
    "scripts and HTML in an error stay text",
    f"def log_px_importance(logw): raise ValueError({HTML!r})",
    r"raised ValueError",
    honest=0.0,
)
attack(
    "terminal escapes reach no log",
    WRONG
    + "\nprint('\\x1b]0;owned\\x07\\x1b[2Jcleared\\x9b31m')\nraise type('\\x1b[31mRed', (Exception,), {})('\\x1b[2J\\r')",
    r"cleared.*Red",
    never=r"\\u001b|\\u009b|\\u0007|\x1b",
    honest=WRONG,
)


def _formula(folder):
    (folder / '=HYPERLINK("http:..x"),@SUM(1)\n.csv').write_text("x")
    (folder / "`<img src=x onerror=alert(1)>`.csv").symlink_to("/etc/passwd")


attack(
    "spreadsheet formulas and HTML in names stay names",
    "import os\nprint(sorted(os.listdir()))\n" + RIGHT,
    r"=HYPERLINK",
    honest=RIGHT,
    plant=_formula,
    never=r"``<img",
)
attack(
    "caches, /dev/shm and __pycache__ keep nothing for the next submission",
    TRY
    + """
import glob, sys
left = [p for p in glob.glob("/scratch/**", recursive=True) + glob.glob("/tmp/**", recursive=True) + glob.glob("/dev/shm/*") if "poison" in p]
print("left", left)
for path in ("/scratch/poison", "/tmp/poison", "/scratch/__pycache__/poison.pyc", "/scratch/matplotlib/poison"):
    tried("put", lambda: os.makedirs(os.path.dirname(path), exist_ok=True) or open(path, "w").write("x"))
for path in ("/dev/shm/poison", "/course/course_utils/__pycache__/poison.pyc", os.path.dirname(os.__file__) + "/__pycache__/poison.pyc"):
    tried("write", lambda: open(path, "w").write("x"))
import multiprocessing.shared_memory as shm
tried("shm", lambda: shm.SharedMemory("poison", create=True, size=10))
"""
    + WRONG,
    r"left \[\].*put SUCCEEDED 1.*write (OSError|FileNotFoundError).*shm ",
    never="(write|shm) SUCCEEDED",
)
attack(
    "no other child can be signalled or traced",
    TRY
    + """
import ctypes, signal
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0: raise OSError(ctypes.get_errno(), name)
for pid in (2, 3, 5, 17, os.getppid() or 99, -os.getpid() - 1): tried("kill", lambda: os.kill(pid, signal.SIGKILL))
tried("ptrace", lambda: call("ptrace", 16, 2, 0, 0))
tried("readv", lambda: call("process_vm_readv", 2, 0, 0, 0, 0, 0))
tried("setns", lambda: call("setns", 3, 0))
tried("unshare", lambda: call("unshare", 0x10000000))
tried("mount", lambda: call("mount", b"none", b"/course", b"tmpfs", 0, 0))
tried("umount", lambda: call("umount2", b"/scratch", 2))
tried("chroot", lambda: os.chroot("/scratch"))
print("pid", os.getpid(), os.getppid())
"""
    + WRONG,
    r"kill ProcessLookupError.*ptrace PermissionError.*setns PermissionError.*mount PermissionError.*pid 1 0",
    never="SUCCEEDED",
)
attack(
    "no descriptor and no socket is inherited but the own channel",
    WRONG
    + """
import os, stat
def kind(fd):
    mode = os.fstat(fd).st_mode
    return "socket" if stat.S_ISSOCK(mode) else "null" if stat.S_ISCHR(mode) else oct(mode)
kinds = []
for fd in range(1024):
    try: kinds.append(kind(fd))
    except OSError: pass
print(kinds)
""",
    r"\['null', 'null', 'null', 'socket'\]",
)
