"""Attacks on the verdict: points that the answer has not earned. `stock` says whether stock nbgrader gives them away."""

from __future__ import annotations

from .harness import CHANNEL, WRONG, attack

ZERO = "def log_px_importance(logw): return 0.0\n"

attack("a value at the end of the cell is no score", WRONG + "\nprint('shown')\n4", r"shown", stock=False)
attack(
    "values written through the display hook are no scores",
    WRONG
    + """
import sys
from IPython import get_ipython
def show(value):
    print("hooked")
    shell = get_ipython()
    for result in ("'x'", 4, float("nan")):
        sys.__displayhook__(result)
class Points(str):
    def __repr__(self): return "4"
sys.displayhook = show
print("installed")
get_ipython().events.register("post_run_cell", lambda *_: None)
""",
    r"installed",
    stock=False,
)
for value in ("'x'", "4", "float('nan')"):
    attack(
        f"a function that returns {value} is not read as partial credit",
        f"def log_px_importance(logw): return print('asked') or {value}",
        r"asked",
        honest=f"def log_px_importance(logw): return {value}",
        stock=False,
    )
attack(
    "an AST transformer that drops asserts finds none",
    WRONG
    + """
import ast
from IPython import get_ipython
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())
print("transformer in place")
""",
    r"transformer in place",
    stock=True,
)
attack(
    "an input transformer that blanks cells leaves the test alone",
    WRONG
    + """
from IPython import get_ipython
get_ipython().input_transformers_cleanup.append(lambda lines: [])
get_ipython().input_transformer_manager.cleanup_transforms.insert(0, lambda lines: [])
print("transformer in place")
""",
    r"transformer in place",
    stock=True,
)
attack(
    "wrapping the shell's run methods grades nothing",
    WRONG
    + """
from IPython import get_ipython
shell = get_ipython()
real = type(shell).run_cell
def run_cell(self, source="", *args, **kwargs): return real(self, "pass", *args, **kwargs)
async def run_cell_async(self, source="", *args, **kwargs): return await real_async(self, "pass", *args, **kwargs)
real_async = type(shell).run_cell_async
type(shell).run_cell, type(shell).run_cell_async = run_cell, run_cell_async
print("wrapped")
""",
    r"wrapped",
    stock=True,
)
attack(
    "wrapping the loop that runs the cells grades nothing",
    WRONG
    + """
import grader.inside.cells as cells, grader.inside.serve as serve
real = serve.Served.answer
def answer(self, request):
    return real(self, request)
serve.Served.answer = answer
cells.Cells.run = lambda self, *_: cells.Ran([cells.Output("result", "4")])
print("wrapped")
""",
    r"wrapped|'4'|\"4\"",
    later=0.0,
)
REPLY = (
    CHANNEL
    + """
from grader.inside import wire
import grader.inside.serve as serve
real = serve.Served.answer
def forge(make):
    def answer(self, request):
        return make() if isinstance(request, wire.Question) else real(self, request)
    serve.Served.answer = answer
"""
)
attack(
    "forged protocol messages that carry points are no answers",
    REPLY
    + WRONG
    + "\nforge(lambda: wire.Verdict(4))\nclass Verdict(wire.Struct, tag='verdict'):\n    points: float = 4.0\nwire.Verdict = Verdict",
    r"the process sent something that is no answer",
    honest=ZERO,
    later=0.0,
)
attack(
    "an answer with unknown fields is no answer",
    REPLY
    + WRONG
    + "\nclass Told(wire.Struct, tag='told'):\n    value: float = 0.0\n    changed: list = []\n    grads: list = []\n"
    "    printed: str = ''\n    outcome: str = 'passed'\nforge(Told)",
    r"the process sent something that is no answer",
    honest=ZERO,
    later=0.0,
)
attack(
    "patched builtins decide nothing",
    WRONG
    + "\nimport builtins\nbuiltins.abs = lambda x: 0.0\nbuiltins.all = builtins.any = lambda x: True\nbuiltins.round = lambda *a: 4\n"
    "print(builtins.abs(-3))",
    r"0\.0\n",
    stock=True,
    honest=ZERO,
    later=0.0,
)
attack(
    "a patched numpy comparison compares nothing",
    WRONG
    + "\nimport numpy as np\nnp.isclose = np.allclose = np.array_equal = lambda *a, **k: True\nprint(np.isclose(1, 2))",
    r"True\n",
    stock=True,
)
attack(
    "a patched torch comparison compares nothing",
    WRONG
    + "\nimport torch, numpy as np\ntorch.allclose = torch.equal = lambda *a, **k: True\nprint(torch.equal(1, 2))\n"
    "np.isclose = lambda *a, **k: np.True_",
    r"True\n",
    stock=True,
)
EQUAL = """
import numpy as np
class Equal(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = float.__hash__
    def __sub__(self, other): return Equal(0.0)
    __rsub__ = __add__ = __radd__ = __abs__ = __mul__ = __rmul__ = __truediv__ = lambda self, *a: Equal(0.0)
    def __array__(self, *a, **k): return np.array(-1.6094379)
    def __array_function__(self, *a): return True
    def __array_ufunc__(self, *a, **k): return Equal(0.0)
print(Equal(3) == 4)
"""
attack(
    "an object that is equal to everything is the number that it is",
    EQUAL + "def log_px_importance(logw): return Equal(0.0)",
    r"True\n",
    honest=ZERO,
    stock=True,
)
attack(
    "a tensor subclass that is equal to everything is its data",
    """
import torch, numpy as np
class Equal(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None): return True
    def __array__(self, *a, **k): return np.array(-1.6094379)
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
def log_px_importance(logw): return torch.zeros((), dtype=torch.float64).as_subclass(Equal)
print(type(log_px_importance(0)).__name__)
""",
    r"Equal\n",
    honest=ZERO,
    stock=False,
)
attack(
    "a patched assert_close asserts nothing",
    WRONG
    + """
import torch, numpy.testing as testing
torch.testing.assert_close = testing.assert_allclose = testing.assert_almost_equal = lambda *a, **k: None
testing.assert_allclose(1, 2)
print("asserted")
""",
    r"asserted",
    stock=True,
)
attack(
    "poisoned sys.modules poison nothing but themselves",
    WRONG
    + """
import sys, types
class Poison(types.ModuleType):
    def __getattr__(self, name): return lambda *a, **k: True
for name in ("numpy", "numpy.testing", "course_utils.checks", "course_utils.checks.expect", "grader.exercises"):
    sys.modules[name] = Poison(name)
import numpy
print("poisoned", numpy.isclose(1, 2))
""",
    r"poisoned True",
    stock=False,
)
attack(
    "frame walking and gc find no test, no reference and no expected value",
    WRONG
    + """
import gc, sys
def log_px_importance(logw, original=log_px_importance):
    frame, seen = sys._getframe(), []
    while frame:
        seen += [frame.f_code.co_filename.rpartition("/")[2], *map(str, frame.f_locals)]
        frame = frame.f_back
    for word in ("want", "expected", "outcome", "secret", "reference"):
        if word in seen: raise LookupError(word)
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Case", "Secret", "ExerciseVerdict", "Job", "GradedSubmission"): raise LookupError(type(thing))
        if callable(thing) and "logsumexp(logw) - math.log" in str(getattr(thing, "__doc__", "")): raise LookupError
    print("searched", len(seen) > 5)
    return original(logw)
names = {type(thing).__name__ for thing in gc.get_objects()}
print("Secret" in names, "RemoteStudent" in names)
""",
    r"False False\n.*searched True",
    stock=False,
)
attack(
    "history, linecache and source show no test",
    WRONG
    + """
import inspect, linecache, re, sys
def log_px_importance(logw, original=log_px_importance):
    history, frame = get_ipython().user_ns.get("In", []), sys._getframe(1)
    lines = history[-1].splitlines() if history else []
    line = lines[frame.f_lineno - 1] if frame.f_lineno <= len(lines) else ""
    answers = re.findall(r", (-[0-9.]+)\\)+$", line)
    return float(answers[0]) if answers else original(logw)
from IPython import get_ipython
texts = [str(text) for entry in linecache.cache.values() if isinstance(entry, tuple) and len(entry) > 2 for text in entry[2]]
texts += [str(text) for text in get_ipython().user_ns.get("In", [])] + [str(h) for h in get_ipython().history_manager.get_range()]
words = ("agrees with the" + " logarithm of the mean", "BEGIN" + " HIDDEN TESTS")
print([any(word in text for text in texts) for word in words], len(texts) > 0)
""",
    r"\[False, False\] True",
    stock=True,
)
attack(
    "a result file that is overwritten is nobody's result",
    WRONG
    + """
import glob, os
hit = []
for name in ("/scratch/result.json", "results.json", "vae.ipynb", "/course/gradebook.db", "/proc/self/fd/1", "../vae.ipynb"):
    try: open(name, "w").write('{"points": 4}'); hit.append(name)
    except OSError as error: hit.append(type(error).__name__)
print(hit)
""",
    r"OSError|ReadOnly|PermissionError|FileNotFoundError",
    stock=False,
)
attack(
    "a pickled result is no answer",
    CHANNEL
    + """
import pickle
class Boom:
    def __reduce__(self): return (print, ("loaded",))
def log_px_importance(logw):
    send(pickle.dumps(Boom()))
    return -1.6
""",
    r"the process sent something that is no answer",
    honest=ZERO,
    never="loaded",
)
attack(
    "os._exit(0) is no pass",
    "import os\ndef log_px_importance(logw): os._exit(0)",
    r"the process ended itself",
    honest=ZERO,
    stock=False,
)
attack(
    "os._exit(0) in the cell is no pass",
    WRONG + "\nimport os\nos._exit(0)",
    r"KernelDied.*the process ended itself",
    honest=ZERO,
    stock=False,
)
attack(
    "sys.exit is no pass",
    "import sys\ndef log_px_importance(logw): sys.exit(0)",
    r"raised SystemExit",
    honest=ZERO,
    stock=False,
)
attack(
    "atexit and threads that write late write into nothing",
    CHANNEL
    + WRONG
    + """
import atexit, threading, time
atexit.register(lambda: send(b"late"))
def late():
    time.sleep(0.02)
    while True:
        try: send(b"\\x82\\xa4type\\xa5taken")
        except OSError: return
        time.sleep(0.01)
def log_px_importance(logw):
    threading.Thread(target=late, daemon=True).start()
    time.sleep(0.2)
    return 0.0
""",
    r"the process sent something that is no answer",
    honest=ZERO,
    limits={"cell_seconds": 5},
)
attack(
    "swallowing BaseException does not outlast the clock",
    """
def log_px_importance(logw):
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
    r"took longer than 0\.3 s",
    honest=ZERO,
    limits={"grace_seconds": 0.3, "case": 0.3},
)
attack(
    "memory edited with ctypes is the submission's own",
    WRONG
    + """
import ctypes
ctypes.c_char.from_address(id(1.0) + 16)
ctypes.memmove(id(-1.6094379) + 16, id(0.0) + 16, 8)
for number in (1, 2, 4):
    ctypes.c_int64.from_address(id(number + 1000) + 24)
edited = 0.5
ctypes.c_double.from_address(id(edited) + 16).value = 4.0
print("edited", edited)
""",
    r"edited 4\.0",
)
attack(
    "a shape with zero entries and huge dimensions is refused",
    REPLY
    + "def log_px_importance(logw): return 0.0\nforge(lambda: wire.Told(wire.Array('ndarray', 'float64', [2**62, 0, 2**62], memoryview(b'')), [], [], ''))",
    r"an array of an impossible shape",
    honest=ZERO,
    later=0.0,
)
