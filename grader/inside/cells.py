"""Runs the cells of a notebook in one namespace, as IPython would, and keeps what they put out."""

from __future__ import annotations
import __future__

import ast
import asyncio
import base64
import contextlib
import inspect
import io
import linecache
import sys
import traceback
import types
from collections.abc import Callable

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_utils.checks.failures import TimeLimit

from .clock import computing
from .limits import Limits
from .wire import Output, Ran

DECISIVE = ("stderr", "result", "error")  # the first of these is what nbgrader reads a test cell's score from
FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


def make_shell() -> _Shell:
    """The shell in whose namespace the cells run. No history, no shell commands: they cost processes, which there are none of."""
    config = Config()
    config.HistoryManager.enabled = False
    return _Shell.instance(config=config)


class _Shell(InteractiveShell):
    caught: Callable[[], None] | None = None  # told of errors in magics, scripts and values to display

    def system(self, cmd):
        print(f"[not run in grading] {cmd}")

    system_piped = system_raw = system

    def enable_gui(self, gui=None):
        pass

    def getoutput(self, *_, **__):
        return []

    def showtraceback(self, *_, **__):
        if self.caught:
            self.caught()

    showsyntaxerror = showtraceback

    def init_user_ns(self):
        super().init_user_ns()
        self.user_ns |= dict.fromkeys(("exit", "quit"), _stay)


def _stay(*_, **__) -> None:
    print("[not done in grading] exit()")


class Cells:
    """A namespace and the cells that have run in it."""

    def __init__(self, shell: _Shell, limits: Limits):
        self._shell, self._limits = shell, limits
        self._outputs: list[Output] = []
        self._left, self._name = 0, ""
        self._body: list[ast.stmt] = []  # of the cell that runs
        self._loop: asyncio.AbstractEventLoop | None = None
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        shell.display_pub = _Publisher(self._show)
        shell.caught = self._caught
        sys.displayhook = self._displayed
        self.namespace = shell.user_ns

    def run(self, source: str, name: str, seconds: float, *, rescue: bool = False) -> Ran:
        """Run one cell. An error in it, or too much time, ends this cell and nothing else.

        rescue: what the cell imports and defines below an error is run all the same, as it might not depend on it.
        """
        rescued: list[str] = []
        self._outputs, self._left, self._name, late = [], self._limits.printed_characters, name, False
        out, err = _Stream(self, "stdout"), _Stream(self, "stderr")
        self.namespace.pop("__warningregistry__", None)  # or a warning from the same line of another cell is silent
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                with computing(seconds):
                    if error := self._execute(source, name, rescue):
                        self._raised(error)
                        rescued = self._rescue(error, name)
                    _show_figures()
            except TimeLimit as limit:
                late = True
                self._error("CellTimeout", str(limit))
            except BaseException as error:  # whatever the cell raises is its own
                self._raised(error)
        return Ran(self._outputs, late, rescued)

    def _execute(self, source: str, name: str, rescue: bool) -> BaseException | None:
        """Run the source. rescue: what it raises is returned, once it has begun to run."""
        try:
            tree = ast.parse(source, name)
        except SyntaxError:  # a magic or a shell escape, or really an error
            source = self._shell.transform_cell(source)
            tree = ast.parse(source, name)
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        self._body = [*tree.body]
        shown = [tree.body.pop()] if tree.body and isinstance(tree.body[-1], ast.Expr) and not _silenced(source) else []
        whole: list[ast.Module | ast.Interactive] = [tree, *(ast.Interactive([last]) for last in shown)]
        for part in whole:
            mode = "exec" if part is tree else "single"
            code = compile(part, name, mode, self._flags, dont_inherit=True)
            self._flags |= code.co_flags & FUTURES  # an import from __future__ holds for the cells below, too
            try:
                self._evaluate(code)
            except TimeLimit:
                raise
            except BaseException as error:
                if not rescue:
                    raise
                return error
        return None

    def _evaluate(self, code: types.CodeType) -> None:
        waiting = eval(code, self.namespace)
        if inspect.iscoroutine(waiting):
            self._loop = self._loop or asyncio.new_event_loop()
            self._loop.run_until_complete(waiting)

    def _rescue(self, error: BaseException, name: str) -> list[str]:
        """Run what the cell imports, defines and assigns anew below the line that raised; the names that were bound."""
        trace = traceback.walk_tb(error.__traceback__)
        line = next((line for frame, line in trace if frame.f_code.co_filename == name), sys.maxsize)
        bound: list[str] = []
        for node in self._body:
            names = [own for own in _names(node) if own not in self.namespace] if node.lineno > line else []
            if names and self._works(compile(ast.Module([node], []), name, "exec", self._flags, dont_inherit=True)):
                bound += names
        return bound

    def _works(self, code: types.CodeType) -> bool:
        try:
            self._evaluate(code)
        except TimeLimit:
            raise
        except BaseException:  # it needs what has failed
            return False
        return True

    def write(self, kind: str, text: str) -> int:
        """Keep text of a stream, as long as there is room."""
        least = 0 if kind == "stdout" or self._decided() else self._limits.stderr_characters
        room = max(self._left, least)
        kept, self._left = text[:room], self._left - len(text)
        if kept and self._outputs and self._outputs[-1].kind == kind:
            self._outputs[-1].text += kept
        elif kept:
            self._add(Output(kind, kept))
        return len(text)

    def _add(self, output: Output) -> None:
        if len(self._outputs) < self._limits.outputs_per_cell or (output.kind in DECISIVE and not self._decided()):
            self._outputs.append(output)

    def _decided(self) -> bool:
        return any(output.kind in DECISIVE for output in self._outputs)

    def _displayed(self, value) -> None:
        formatter = self._shell.display_formatter
        if value is not None and formatter is not None:
            self.namespace["_"] = value
            self._show(formatter.format(value)[0], "result")

    def _show(self, data: dict, kind: str = "display") -> None:
        picture = data.get("image/png", b"")
        picture = base64.b64decode(picture) if isinstance(picture, str) else picture
        fits = isinstance(picture, bytes) and len(picture) <= self._limits.picture_kilobytes * 1024
        text = str(data.get("text/plain", ""))[: self._limits.text_characters]
        self._add(Output(kind, text, picture if fits else b""))

    def _error(self, name: str, message: str, trace: str = "", line: int = 0) -> None:
        most = self._limits.text_characters
        self._add(Output("error", trace[-most:], ename=name[:200], evalue=message[:most], line=line))

    def _caught(self) -> None:
        if error := sys.exception():
            self._raised(error)

    def _raised(self, error: BaseException) -> None:
        name = self._name
        try:
            report = traceback.TracebackException.from_exception(error, limit=-20, compact=True)
            report.stack = traceback.StackSummary.from_list([f for f in report.stack if f.filename != __file__])
            text, message = "".join(report.format()), str(error)
            line = next((f.lineno or 0 for f in reversed(report.stack) if f.filename == name), 0)
        except BaseException:  # the class of the error is the student's
            text, message, line = "", "(its message cannot be shown)", 0
        self._error(type(error).__name__, message, text.replace(f'File "{name}"', "Cell"), line)


class _Publisher(DisplayPublisher):
    def __init__(self, show):
        super().__init__()
        self._show = show

    def publish(self, data, *_, **__):
        """What display() sends."""
        self._show(data)

    def clear_output(self, wait=False):
        """Outputs are kept: a grader should see them all."""


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, cells: Cells, kind: str):
        self._cells, self._kind = cells, kind

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        return self._cells.write(self._kind, text)


def _names(node: ast.stmt) -> list[str]:
    """What an import, a definition or an assignment binds; nothing for a statement of another kind."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Assign() | ast.AnnAssign():
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def _silenced(source: str) -> bool:
    """A cell that ends in a semicolon, behind which a comment may stand, shows no value."""
    return ";" in source and DisplayHook.semicolon_at_end_of_expression(source)


def _show_figures() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and pyplot.get_fignums():
        sys.modules["matplotlib_inline.backend_inline"].flush_figures()
