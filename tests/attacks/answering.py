"""Attacks on the verdict by the answer itself: looked up, remembered, of a strange kind, or given elsewhere."""

from __future__ import annotations

from .harness import RIGHT, TARGET, WRONG, after, attack, cell

ZERO = "def log_px_importance(logw): return 0.0\n"
VISIBLE = "import numpy as np\nTABLE = {2: -1.6094379, 1: -2.5}\n"
attack(
    "hard-coded visible values earn what is visible",
    VISIBLE + "def log_px_importance(logw):\n    print('looked up')\n    return TABLE.get(len(logw), 0.0)",
    r"looked up",
    honest=VISIBLE + "def log_px_importance(logw):\n    return TABLE.get(len(logw), 0.0)",
    stock=False,
)
attack(
    "remembering earlier calls does not help with the next",
    WRONG
    + """
SEEN = []
def log_px_importance(logw, original=log_px_importance):
    SEEN.append(logw)
    print("seen", len(SEEN))
    return original(SEEN[0]) if len(SEEN) > 1 else original(logw)
""",
    r"seen 2",
    honest=WRONG + "SEEN = []\ndef log_px_importance(logw, original=log_px_importance):\n    SEEN.append(logw)\n"
    "    return original(SEEN[0]) if len(SEEN) > 1 else original(logw)",
    stock=False,
)
attack(
    "knowing that grading is on gives nothing away",
    WRONG
    + """
import os
def log_px_importance(logw, original=log_px_importance):
    print("grading:", os.environ.get("NBGRADER_EXECUTION"))
    return original(logw)
""",
    r"grading: autograde",
    stock=False,
)
attack(
    "the seed that a case begins with predicts no input",
    WRONG
    + """
import numpy as np, random
import grader.inside.serve as serve
from course_utils.checks.draw import Draw
KNOWN, real = [], serve.Served.answer
def answer(self, request, real=real, KNOWN=KNOWN):
    if type(request).__name__ == "Begin": KNOWN.append(request.seed)
    return real(self, request)
serve.Served.answer = answer
def log_px_importance(logw, original=log_px_importance):
    names = ("agrees with the logarithm of the mean weight for drawn log-weights at every scale",)
    for seed in (*KNOWN, *range(100)):
        streams = [np.random.default_rng(seed), Draw(seed, "vae.log_px_importance", names[0]).rng]
        if any(np.allclose(s.standard_normal(1) * 3 - 900, logw[:1]) for s in streams): return 1e9
    print("no match among", len(KNOWN))
    return original(logw)
""",
    r"no match among \d",
)
attack(
    "the grader's own input buffer is only a copy",
    "import numpy as np\ndef log_px_importance(logw):\n    print('filled')\n    logw[:] = 0\n    return logw",
    r"filled",
    stock=False,
    honest="def log_px_importance(logw):\n    logw[:] = 0\n    return logw",
)
for what, value in {
    "NaN": "float('nan')",
    "infinities": "float('inf')",
    "complex numbers": "complex(0, 1)",
    "object dtype": "np.array([object()])",
    "a dtype that nobody asked for": "np.array('x')",
    "a huge shape": "np.broadcast_to(np.float64(0), (2**40,))",
    "a million dimensions": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "a number of many digits": "10**100_000",
    "a sparse tensor": "__import__('torch').eye(2).to_sparse()",
    "a dict of dicts": "{'a': {'b': [None]}}",
    "a long string": "'x' * 500_000",
    "a bool": "True",
}.items():
    attack(
        f"{what} as an answer is only a wrong answer",
        f"import numpy as np\ndef log_px_importance(logw): return print('asked') or {value}",
        r"asked",
        honest=ZERO,
        stock=False if what in ("NaN", "infinities") else None,
    )


def _redefined_later(notebook):
    cell(notebook, TARGET)["source"] = WRONG
    after(f"{TARGET}-check", "print('later')\n" + RIGHT)(notebook)


attack("a right function after the test comes too late", WRONG, r"later", change=_redefined_later)
attack(
    "the last function before the test counts", RIGHT, r"between", change=after(TARGET, "print('between')\n" + WRONG)
)
attack(
    "an answer cell may hold another answer too",
    WRONG + "\ndef vae_loss(*a): return 'stolen'\nprint('defined')",
    r"defined",
)
