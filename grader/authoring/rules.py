"""The rules of a chapter that can be read off its cells. Each function returns one line per breach, none when held."""

import ast
import builtins
import io
import json
import re
import symtable
import tokenize

from nbformat import NotebookNode

from course_utils.lab.chapters import POINTS, TIME
from course_utils.notebook.check_cell import checked
from grader.authoring.end_result import end_result_breaches
from grader.authoring.folding import folded, open_drawings, silent_folds
from grader.authoring.trees import MAGIC, parse_cell

MAX_BYTES = 1_500_000
IGNORE_OUTPUT = "nbval-ignore-output"
HEADING = re.compile(r"^### Exercise \d+\.\d+ · `(\w+)` \(level (\d), about (\d+) minutes\)$", re.MULTILINE)
ITEM = re.compile(r" {0,3}(?:[-+*]|\d+[.)])\s")
MAX_LINES = 20
MAX_IGNORED = 3
COMPREHENSIONS = ("listcomp", "setcomp", "dictcomp", "genexpr")
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
NOT_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def long_cells(notebook: NotebookNode) -> list[str]:
    """No open cell has over 20 lines of code; blank lines, comments and docstrings are not code."""
    return [
        f"{cell.id} has {lines} lines of code, {MAX_LINES} are allowed"
        for cell in code_cells(notebook)
        if not folded(cell) and (lines := code_lines(cell.source)) > MAX_LINES
    ]


def code_lines(source: str) -> int:
    """How many lines of `source` hold code."""
    source = MAGIC.sub(r"\1pass", source)
    lines = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def free_globals(notebook: NotebookNode) -> list[str]:
    """No function reads a global that is not an import, a constant in capitals or another function of the chapter."""
    sources = [(cell.id, MAGIC.sub(r"\1pass", cell.source)) for cell in code_cells(notebook)]
    tables = [(name, symtable.symtable(source, name, "exec")) for name, source in sources]
    allowed = set(dir(builtins)) | {"display", "get_ipython"}
    for _, table in tables:
        for symbol in table.get_symbols():
            if (
                symbol.is_imported()
                or symbol.is_namespace()
                or (symbol.is_assigned() and CONSTANT.fullmatch(symbol.get_name()))
            ):
                allowed.add(symbol.get_name())
    return [
        f"{cell}: {function}() reads the global {name}: pass it as an argument"
        for cell, table in tables
        for function, names in _globals_read(table, None)
        for name in sorted(names - allowed)
    ]


def _globals_read(table: symtable.SymbolTable, function: str | None):
    """(function, global names that it reads) for each scope; a comprehension belongs to what encloses it."""
    for child in table.get_children():
        name = function
        if child.get_type() == "function" and child.get_name() not in COMPREHENSIONS:
            name = child.get_name() if child.get_name() != "lambda" else f"{function or 'a'} lambda".strip()
        if name is not None and child.get_type() == "function":
            yield (
                name,
                {symbol.get_name() for symbol in child.get_symbols() if symbol.is_global() and symbol.is_referenced()},
            )
        yield from _globals_read(child, name)


class _Guards(ast.NodeVisitor):
    """Walks a chapter in order and remembers under which `needs` each name was last bound."""

    def __init__(self):
        self.cell = ""
        self.guard: frozenset[str] = frozenset()
        self.bound: dict[str, frozenset[str]] = {}
        self.breaches: list[str] = []

    def visit_With(self, node):
        outer = self.guard
        for item in node.items:
            self.visit(item.context_expr)
            self.guard |= _needed(item.context_expr)
            if item.optional_vars:
                self.visit(item.optional_vars)
        for statement in node.body:
            self.visit(statement)
        self.guard = outer

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.read(node.id, node)
        else:
            self.bound[node.id] = self.guard

    def visit_Assign(self, node):
        self.visit(node.value)  # the right-hand side is evaluated first
        for target in node.targets:
            self.visit(target)

    def visit_AnnAssign(self, node):
        for part in (node.value, node.target):
            if part is not None:
                self.visit(part)

    def visit_AugAssign(self, node):
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            self.read(node.target.id, node)
        self.visit(node.target)

    def visit_For(self, node):
        self.visit(node.iter)
        self.visit(node.target)
        for statement in node.body + node.orelse:
            self.visit(statement)

    def visit_Import(self, node):
        for alias in node.names:
            self.bound[(alias.asname or alias.name).partition(".")[0]] = self.guard

    visit_ImportFrom = visit_Import

    def visit_FunctionDef(self, node):
        for part in node.decorator_list + node.args.defaults + [d for d in node.args.kw_defaults if d]:
            self.visit(part)
        self.inner(node, _arguments(node.args), node.body)
        self.bound[node.name] = self.guard

    def visit_ClassDef(self, node):
        for part in node.decorator_list + node.bases:
            self.visit(part)
        self.inner(node, set(), node.body)
        self.bound[node.name] = self.guard

    def visit_Lambda(self, node):
        self.inner(node, _arguments(node.args), [node.body])

    def visit_comprehension_of(self, node):
        self.inner(node, set(), list(ast.iter_child_nodes(node)))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_of

    def inner(self, scope, local: set[str], body: list[ast.AST]):
        """The names that an inner scope takes from outside, counted where the scope stands."""
        local = local | {
            node.id for node in ast.walk(scope) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        }
        local |= {
            name
            for node in ast.walk(scope)
            if isinstance(node, ast.Lambda | ast.FunctionDef)
            for name in _arguments(node.args)
        }
        for node in (part for statement in body for part in ast.walk(statement)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in local:
                self.read(node.id, node)

    def read(self, name: str, node: ast.expr):
        needed = self.bound.get(name, frozenset())
        if not needed <= self.guard:
            self.breaches.append(
                f"{self.cell}, line {node.lineno}: {name} was bound under "
                f"needs({', '.join(sorted(needed))}) and is read outside it"
            )


def unguarded_names(notebook: NotebookNode) -> list[str]:
    """A name bound under `with needs(f):` is read only under a `needs` of at least the same functions."""
    walker = _Guards()
    for cell in code_cells(notebook):
        walker.cell = cell.id
        walker.visit(parse_cell(cell.source))
    return walker.breaches


def _needed(expression: ast.expr) -> frozenset[str]:
    """The functions that a context manager `needs(...)` names."""
    if not isinstance(expression, ast.Call) or ast.unparse(expression.func).rpartition(".")[2] != "needs":
        return frozenset()
    return frozenset(ast.unparse(argument) for argument in expression.args)


def _arguments(arguments: ast.arguments) -> set[str]:
    every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs + [arguments.vararg, arguments.kwarg]
    return {argument.arg for argument in every if argument is not None}


def ignored_outputs(notebook: NotebookNode) -> list[str]:
    """At most three cells keep nbval from their output, and each says why in its metadata."""
    ignored = [cell for cell in notebook.cells if IGNORE_OUTPUT in cell.metadata.get("tags", [])]
    breaches = [
        f"{cell.id} carries {IGNORE_OUTPUT} and no reason"
        for cell in ignored
        if not str(cell.metadata.get("reason", "")).strip()
    ]
    for cell in code_cells(notebook):
        if re.search(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", cell.source, re.MULTILINE):
            breaches.append(f"{cell.id} steers nbval by a comment: use the tag {IGNORE_OUTPUT}, with a reason")
        if {"nbval-skip", "pytest-validate-ignore-output"} & set(cell.metadata.get("tags", [])):
            breaches.append(f"{cell.id} is kept from nbval by another tag than {IGNORE_OUTPUT}")
    if len(ignored) > MAX_IGNORED:
        breaches.append(f"{len(ignored)} cells carry {IGNORE_OUTPUT}, {MAX_IGNORED} are allowed")
    return breaches


def broken_formulas(notebook: NotebookNode) -> list[str]:
    """No line in the middle of a formula begins as an item of a list does: a reader would see a list, and dollars."""
    breaches = []
    for cell in notebook.cells:
        for paragraph in cell.source.split("\n\n") if cell.cell_type == "markdown" else []:
            before = ""
            for line in paragraph.split("\n"):
                if ITEM.match(line) and before.replace("$$", "").count("$") % 2:
                    breaches.append(f"{cell.id}: a line in a formula begins with {line[:12]!r}: break it elsewhere")
                before += line
    return breaches


def not_executed(notebook: NotebookNode) -> list[str]:
    """Every code cell has an execution count: nbval never compares a cell without one."""
    return [f"{cell.id} has no execution count" for cell in code_cells(notebook) if cell.execution_count is None]


def device_names(notebook: NotebookNode) -> list[str]:
    """Nothing names a device: `course_utils.device()` chooses it."""
    return [
        f"{cell.id} names cuda: use course_utils.device()"
        for cell in notebook.cells
        if re.search(r"cuda", cell.source, re.IGNORECASE)
    ]


def too_large(notebook: NotebookNode) -> list[str]:
    """A notebook stays below 1.5 MB."""
    bytes_ = len(json.dumps(notebook, indent=1, ensure_ascii=False).encode())
    return [f"the notebook has {bytes_:,} bytes, the limit is {MAX_BYTES:,}"] if bytes_ >= MAX_BYTES else []


def wrong_totals(notebook: NotebookNode) -> list[str]:
    """The opening says the chapter's minutes and points, and each exercise its level and minutes, and they add up."""
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    minutes, points = TIME.search(prose), POINTS.search(prose)
    if not minutes or not points:
        return ["the opening lacks `**Time:** N minutes. **Points:** N.`"]
    worth = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in notebook.cells)
    headings = {name: (int(level), int(time)) for name, level, time in HEADING.findall(prose)}
    breaches = (
        [] if worth == int(points[1]) else [f"the opening says {points[1]} points, its cells add up to {worth:g}"]
    )
    spent = sum(time for _, time in headings.values())
    if spent > int(minutes[1]):
        breaches.append(f"the opening says {minutes[1]} minutes, its exercises alone take {spent}")
    return breaches + [breach for cell in code_cells(notebook) for breach in _heading_of(cell, headings)]


def _heading_of(cell: NotebookNode, headings: dict[str, tuple[int, int]]) -> list[str]:
    asked = checked(cell.source)
    if asked is None:
        return []
    name, level = asked[0].split(".")[1], cell.metadata.nbgrader.points // 2
    if name not in headings:
        wanted = f"### Exercise N.n · `{name}` (level {level}, about N minutes)"
        return [f"{cell.id}: there is no heading `{wanted}`"]
    said = headings[name][0]
    return [] if said == level else [f"{cell.id}: the heading says level {said}, the exercise is of level {level}"]


STATIC = (
    open_drawings,
    silent_folds,
    long_cells,
    free_globals,
    unguarded_names,
    ignored_outputs,
    device_names,
    broken_formulas,
    wrong_totals,
)
RULES = (*STATIC, not_executed, too_large, end_result_breaches)
