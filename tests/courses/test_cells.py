"""A plain test cell earns in a child what it earns in the kernel that stock nbgrader starts."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from grader.boundary.session import Session
from grader.submission import compose

WORTH = 4.0
#: In the order in which they run in one namespace: some depend on what those above have left behind.
CELLS = {
    "nothing": "",
    "no-value": "x = 3",
    "half": "2.0",
    "maximum": "4",
    "numpy-value": "import numpy as np\nnp.float64(1.5)",
    "python-int": "1",
    "boolean": "True",
    "not-a-number": "float('nan')",
    "below-zero": "-3",
    "text": "'2'",
    "none": "None",
    "object": "object",
    "table": "import pandas as pd\npd.DataFrame({'a': [1]})",
    "silenced": "1;",
    "silenced-before-a-comment": "1;  # one",
    "semicolon-in-a-string": "';'; 1",
    "last-is-no-expression": "1\nx = 2",
    "value-of-a-print": "print(0)",
    "display-and-value": "from IPython.display import display\ndisplay(0)\n3",
    "fails": "assert False",
    "fails-after-a-value": "x\nassert x == 3",
    "syntax": "def broken(:\n    pass",
    "raises-system-exit": "import sys\nsys.exit(0)",
    "on-stderr": "import sys\nprint('careful', file=sys.stderr)",
    "value-before-stderr": "print('careful', file=sys.stderr)\n4",
    "nothing-on-stderr": "print('', end='', file=sys.stderr)\n3",
    "warns": "import warnings\nwarnings.warn('careful')",
    "warns-as-the-cell-above": "import warnings\nwarnings.warn('careful')",
    "library-warns": "np.log(np.zeros(1))[0] < 0",
    "library-warns-again": "np.log(np.zeros(1))[0] < 0",
    "silences-warnings": "warnings.filterwarnings('ignore')",
    "stays-silent": "warnings.warn('careful')\n2",
    "warnings-return": "warnings.resetwarnings()",
    "warns-once-more": "warnings.warn('careful')\n2",
    "deprecated": "'\\d'\n2",
    "logs": "import logging\nlogging.warning('careful')",
    "logs-nothing": "logging.info('calm')\n2",
    "handler": "handler = logging.StreamHandler()\nlogging.getLogger('mine').addHandler(handler)",
    "handler-of-another-cell": "logging.getLogger('mine').error('careful')\n2",
    "line-magic": "%matplotlib inline\n3",
    "timed": "%%time\nassert True",
    "timed-value": "%%time\n3",
    "timed-failing": "%%time\nassert False",
    "timed-line-failing": "%time 1 / 0",
    "timeit-failing": "%timeit -n1 -r1 1 / 0",
    "captured-failing": "%%capture kept\nassert False",
    "writes-a-failing-script": "%%writefile failing.py\nassert False",
    "runs-a-failing-script": "%run failing.py",
    "imports-a-failing-script": "import failing",
    "writes-nonsense": "%%writefile nonsense.py\ndef (",
    "runs-nonsense": "%run nonsense.py",
    "captured": "%%capture kept\nprint('careful', file=sys.stderr)\n2",
    "writes": "%%writefile made.py\nvalue = 3",
    "reads": "import made\nmade.value",
    "runs": "%run made.py\nvalue",
    "assigned-magic": "best = %timeit -n1 -r1 -q -o None\n2",
    "unknown-magic": "%no_such_magic",
    "help": "len?",
    "indented": "    3",
    "prompt": ">>> 3",
    "underscore": "_ == 3",
    "awaits": "import asyncio\nawait asyncio.sleep(0, 3)",
    "many-displays-then-fails": "for _ in range(120):\n    display(0)\nassert False",
    "much-text-then-fails": "print('a long line\\n' * 9000)\nassert False",
    "much-text-then-stderr": "print('a long line\\n' * 9000)\nprint('careful', file=sys.stderr)",
    "much-text-then-a-value": "print('a long line\\n' * 9000)\n1",
    "many-values-on-stderr": "for i in range(120):\n    print(i)\n    print(i, file=sys.stderr)",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([0, 1]);",
    "figure-value": "plt.plot([0, 1])\nlen(plt.gcf().axes)",
    "figures-are-closed": "len(plt.get_fignums())",
    "shown": "plt.plot([0, 1])\nplt.show()\n2",
    "annotations": "def f(x: int): ...\nassert f.__annotations__ == {'x': int}",
    "undefined-annotation": "def f(x: Undefined): ...",
    "future": "from __future__ import annotations\n1",
    "future-holds": "def f(x: Undefined): ...\nassert f.__annotations__ == {'x': 'Undefined'}",
    "name": "assert __name__ == '__main__' and sys.modules['__main__'].f is f",
    "pickles": "import pickle\nclass Pair:\n    pass\nassert type(pickle.loads(pickle.dumps(Pair()))) is Pair",
    "doctest": "import doctest\ndef g():\n    '''\n    >>> g()\n    3\n    '''\n    return 3\nassert doctest.testmod().attempted == 1",
    "unittest": "import unittest\nclass T(unittest.TestCase):\n    def test(self): pass\nassert unittest.main(argv=[''], exit=False)",
    "source": "import inspect\nassert 'Pair' in inspect.getsource(Pair)",
    "asks": "input()",
    "recursion": "def r(): return r()\nr()",
    "group": "raise ExceptionGroup('two', [ValueError(1), KeyError(2)])",
    "hostile-error": "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
    "hostile-value": "class V:\n    def __repr__(self): raise ValueError\nV()",
    "progress": "from tqdm import tqdm\nfor _ in tqdm(range(2)): pass",
    "progress-auto": "from tqdm.auto import tqdm\nfor _ in tqdm(range(2)): pass\n2",
    "deleted": "del x\nassert 'x' not in globals()",
    "writes-to-a-stream": "assert sys.stdout.write('a') == 1 and sys.stdout.encoding.lower() == 'utf-8'\nsys.stdout.flush()",
}


def _notebook() -> nbformat.NotebookNode:
    about = {"grade": True, "solution": False, "points": WORTH}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return new_notebook(
        metadata=kernel,
        cells=[
            new_code_cell(source, metadata={"nbgrader": about | {"grade_id": name}}) for name, source in CELLS.items()
        ],
    )


def _scores(notebook) -> dict[str, float]:
    return {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in notebook.cells}


@pytest.fixture(scope="module")
def in_a_kernel(tmp_path_factory) -> dict[str, float]:
    notebook = _notebook()
    Execute().preprocess(notebook, {"metadata": {"path": str(tmp_path_factory.mktemp("kernel"))}})
    return _scores(notebook)


@pytest.fixture(scope="module")
def in_a_child(fork) -> dict[str, float]:
    notebook, session = _notebook(), Session(fork)
    for cell in notebook.cells:
        cell.outputs = nbformat.from_dict(compose.outputs(session.run(cell.metadata.nbgrader.grade_id, cell.source)))
    session.close()
    assert session.incidents == []
    return _scores(notebook)


@pytest.mark.sandbox
@pytest.mark.parametrize("name", CELLS)
def test_a_cell_scores_as_in_a_kernel(name, in_a_kernel, in_a_child):
    assert in_a_child[name] == in_a_kernel[name]


def test_the_cells_take_every_way_to_a_score(in_a_kernel):
    assert {0.0, 1.0, 2.0, 3.0, WORTH} <= set(in_a_kernel.values())
