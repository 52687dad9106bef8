"""Attacks that are on no list: on the protocol, on the clock, on what the grader reads."""

from __future__ import annotations

from .harness import CHANNEL, RIGHT, TARGET, WRONG, after, attack, code_cell

ZERO = "def log_px_importance(logw): return 0.0\n"
SERVED = (
    CHANNEL
    + """
import msgspec
from grader.inside import wire
import grader.inside.serve as serve
real = serve.Served.answer
def on_question(make):
    def answer(self, request):
        return make(request) if isinstance(request, wire.Question) else real(self, request)
    serve.Served.answer = answer
"""
)
SHORT = {"grace_seconds": 0.3, "case": 0.5, "cell_seconds": 2.0, "waiting": 2.0}

attack(
    "replying twice shifts the attacker's own answers",
    SERVED + ZERO + "told = wire.encode(wire.Told(0.0, [], [], ''))\n"
    "on_question(lambda q: send(told) or wire.Told(-1.0, [], [], ''))\nprint('doubled')",
    r"doubled",
    honest=ZERO,
    later=0.0,
)
attack(
    "replies that were sent before the questions are only wrong numbers",
    CHANNEL
    + ZERO
    + "import time\nfrom grader.inside import wire\nfor reply in (wire.Ran([wire.Output('stdout', 'ahead')]), wire.Taken(True, True), *[wire.Told(0.0, [], [], '')] * 2000):\n"
    "    send(wire.encode(reply))\nwhile True: time.sleep(1)",
    r"ahead",
    honest=ZERO,
    later=0.0,
    limits=SHORT,
)
attack(
    "a child that answers but never reads blocks nobody",
    CHANNEL
    + ZERO
    + """
import threading, time
from grader.inside import wire
def talk():
    for reply in (wire.Ran([wire.Output("stdout", "deaf")]), wire.Taken(True, True), *[wire.Told(0.0, [], [], "")] * 100_000):
        try: send(wire.encode(reply))
        except OSError: return
threading.Thread(target=talk, daemon=True).start()
time.sleep(10**6)
""",
    r"deaf",
    honest=ZERO,
    later=0.0,
    limits=SHORT,
)
attack(
    "writing to every descriptor reaches the own channel alone",
    WRONG
    + "\nimport os\nfor fd in range(1024):\n    try: os.write(fd, b'\\0\\0\\0\\2\\xff\\xff')\n    except OSError: pass\nprint('written')",
    r"the process sent something that is no answer",
    honest=ZERO,
)
attack(
    "closing the channel is the end of that child",
    WRONG + "\nimport os\nos.closerange(0, 1024)",
    r"the process ended itself",
    honest=ZERO,
)
attack(
    "no descriptor can be sent over the channel",
    CHANNEL
    + WRONG
    + "\nimport array, socket\ns = socket.socket(fileno=os.dup(CHANNEL))\nfds = [os.open('/dev/zero', 0) for _ in range(50)]\n"
    "body = b'\\x83\\xa4type\\xa3ran\\xa7outputs\\x90\\xa4late\\xc2'\n"
    "s.sendmsg([struct.pack('!i', len(body)) + body], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', fds))])\nprint('sent')",
    r"PermissionError",
)
attack(
    "replacing Direct in the child changes the attacker's own answers alone",
    WRONG
    + "\nimport course_utils.checks.direct as direct\ndirect.Direct.__call__ = lambda self, ask: direct.Answer(0.0)\nprint('replaced')",
    r"replaced",
    honest=ZERO,
    later=0.0,
)
attack(
    "a replaced encoder encodes nonsense",
    WRONG + "\nimport grader.inside.wire as wire\nwire.encode = lambda message: b'\\xc1'\nprint('replaced')",
    r"no answer|replaced",
    honest=ZERO,
)
attack(
    "an announced message of 2 GB is not waited for in memory",
    SERVED
    + ZERO
    + "\ndef huge(q):\n    os.write(CHANNEL, struct.pack('!i', 2**31 - 1) + b'x' * 1000)\n    os._exit(0)\non_question(huge)\nprint('huge')",
    r"the process ended itself|no answer",
    honest=ZERO,
    later=0.0,
)
attack(
    "a message that would grow to gigabytes when decoded is refused",
    SERVED
    + ZERO
    + """
def bomb(q):
    count = 30 << 20
    tree = b"\\x82\\xa4type\\xa4tree\\xa4tree\\xdd" + struct.pack("!I", count) + b"\\x90" * count
    send(b"\\x85\\xa4type\\xa4told\\xa5value" + tree + b"\\xa7changed\\x90\\xa5grads\\x90\\xa7printed\\xa0")
on_question(bomb)
""",
    r"the process sent something that is no answer",
    honest=ZERO,
    later=0.0,
)
attack(
    "a deeply nested reply is refused",
    SERVED + ZERO + "\ndef deep(q):\n    value = 0.0\n    for _ in range(200): value = wire.Sequence(False, [value])\n"
    "    return wire.Told(value, [], [], '')\non_question(deep)\nprint('deep')",
    r"nests them too deeply",
    honest=ZERO,
    later=0.0,
)
attack(
    "a reply nested a million deep is no answer",
    SERVED
    + ZERO
    + "\non_question(lambda q: send(b'\\x85\\xa4type\\xa4told\\xa5value' + b'\\x91' * 1_000_000 + b'\\x90'))",
    r"no answer",
    honest=ZERO,
    later=0.0,
)
attack(
    "a forged handle does not make the grader tell what it compares with",
    SERVED
    + ZERO
    + """
told = []
def forge(question):
    if question.do != "call": told.append(question.do)
    return wire.Told(wire.Kept(0), [], [], f"told {told}")
on_question(forge)
""",
    r"an object where data is expected.*told \[\]",
    honest=ZERO,
    later=0.0,
    never=r"told \['",
)
attack(
    "NaN in every field of an answer is wrong everywhere",
    SERVED + ZERO + "\nnan = float('nan')\non_question(lambda q: wire.Told(nan, [], [nan, nan], 'nan'))",
    r"got nan",
    honest=ZERO,
    later=0.0,
)
attack(
    "gradients that nobody asked for are ignored",
    SERVED
    + ZERO
    + "\non_question(lambda q: wire.Told(0.0, ['changed'] * 10**4, [0.0] * 10**4, 'x' * 10**6))\nprint('more')",
    r"more",
    honest=ZERO,
    later=0.0,
)
attack(
    "an expression is not evaluated for ever",
    "import sympy\ndef log_px_importance(logw):\n    x = sympy.Integer(10)\n    print('tower')\n    return sympy.Pow(x, sympy.Pow(x, sympy.Pow(x, x, evaluate=False), evaluate=False), evaluate=False)",
    r"tower",
    honest=ZERO,
)
attack(
    "claiming to be an untouched stub hides nothing",
    SERVED + ZERO + "\non_question(lambda q: wire.Sorry('stub'))\nprint('stub')",
    r"stub",
    honest=ZERO,
    later=0.0,
)
attack(
    "claiming to be late ends the case",
    SERVED + ZERO + "\non_question(lambda q: wire.Sorry('late', 'LATE'))",
    r"took longer than",
    honest=ZERO,
    later=0.0,
    never="LATE",
)
attack(
    "an error that names a file of the grader's shows no line of it",
    SERVED
    + ZERO
    + """
on_question(lambda q: wire.Sorry("raised", "x", "call", "shown", "ValueError", "/etc/passwd", 1))
""",
    r"raised ValueError",
    honest=ZERO,
    later=0.0,
    never="root:",
)
attack(
    "changed seeds change the attacker's own noise",
    WRONG
    + "\nimport random, numpy as np, torch\nrandom.seed = np.random.seed = torch.manual_seed = lambda *a: None\nprint('unseeded')",
    r"unseeded",
    honest=WRONG,
)
attack(
    "a signal handler of the submission's own does not stop the clock",
    "import signal, time\n"
    + ZERO
    + "def log_px_importance(logw):\n    signal.signal(signal.SIGALRM, lambda *a: None)\n    signal.setitimer(signal.ITIMER_REAL, 0)\n    while True: pass",
    r"could not be interrupted and was killed",
    honest=ZERO,
    limits=SHORT,
)
attack(
    "a higher recursion limit is the submission's own",
    WRONG + "\nimport sys\nsys.setrecursionlimit(10**8)\nprint(sys.getrecursionlimit())",
    r"100000000",
)
attack(
    "sched_setaffinity and nice move the submission alone",
    WRONG + "\nimport os\nos.sched_setaffinity(0, {0})\nos.nice(19)\n"
    "try: os.nice(-39)\nexcept OSError as error: print(type(error).__name__)\n"
    "try: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))\nexcept OSError as error: print(type(error).__name__)\n"
    "import resource\ntry: resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nexcept (OSError, ValueError) as error: print(type(error).__name__)",
    r"PermissionError\nPermissionError\n(ValueError|PermissionError)",
)
attack(
    "no kernel interface of the owner's is open",
    WRONG
    + "\nimport ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nfor number in (321, 298, 323, 425, 248, 250, 272, 308, 165, 101, 319, 29, 304, 169):\n"
    "    print(libc.syscall(number, 0, 0, 0, 0, 0), ctypes.get_errno())",
    r"(-1 1\n){14}",
)
attack(
    "the 32-bit system calls are no way round the filter",
    WRONG + "\nimport ctypes, mmap\n"
    "code = bytes.fromhex('b802000000cd80c3')  # mov eax, 2 (fork in the 32-bit table); int 0x80; ret\n"
    "page = mmap.mmap(-1, 4096, prot=7)\npage.write(code)\n"
    "call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))\nprint('before')\nresult = call()\nprint('forked' if result > 0 else 'refused', result)",
    r"refused|KernelDied",
    honest=0.0,
    never=r"forked",
)
attack(
    "abstract sockets and pipes lead to no other child",
    WRONG + "\nimport os, socket\na, b = socket.socketpair()\n"
    "for name in ('\\0grading', '/scratch/x'):\n    try: a.connect(name); print('CONNECTED')\n    except OSError as error: print(type(error).__name__)\n"
    "try: b.bind('\\0here'); print('bound')\nexcept OSError as error: print(type(error).__name__)\nprint('tried')",
    r"tried",
    never="CONNECTED",
)


def _many_cells(notebook):
    notebook["cells"] += [code_cell("") for _ in range(20_000)]
    notebook["cells"] += [code_cell(f"x{i} = {i}") for i in range(300)]


attack("very many cells are run or left", "print('ran')\n" + RIGHT, r"ran\n", honest=RIGHT, change=_many_cells)
attack(
    "a cell that never parses costs that cell",
    RIGHT,
    r"SyntaxError|MemoryError|RecursionError",
    honest=RIGHT,
    change=after(f"{TARGET}-check", "(" * 5000, "-" * 100_000 + "1", "f" + "(x)" * 100_000, "\0"),
)
attack(
    "displayhook, excepthook and trace functions of the submission's own are its own",
    WRONG
    + "\nimport sys, threading\nsys.excepthook = sys.unraisablehook = threading.excepthook = lambda *a: print('hook')\nsys.settrace(lambda *a: None)\n"
    "sys.displayhook = lambda value: print('display')\nprint('set')\nsys.stdout = sys.stderr = None\n",
    r"set",
    honest=WRONG,
)
