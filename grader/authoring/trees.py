"""The wall, as syntax trees: which statements of a solution stand somewhere that students can read."""

import ast
import builtins
import re

REGION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)
SMALLEST = 8  # nodes; a shorter statement says too little to be anybody's answer
MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)

NAMING = {ast.Name: "id", ast.arg: "arg", ast.FunctionDef: "name", ast.ClassDef: "name"}  # where a node holds a name


def parse_cell(source: str) -> ast.Module:
    """The syntax tree of a code cell; IPython's own lines count as `pass`."""
    return ast.parse(MAGIC.sub(r"\1pass", source))


def fixed_names(trees: list[ast.Module]) -> set[str]:
    """Names whose meaning does not change with a renaming: builtins, and what `trees` import."""
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return imported | set(dir(builtins))


def statements(tree: ast.AST) -> list[ast.stmt]:
    """Every statement below `tree`, docstrings and other bare constants excepted."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def size(statement: ast.stmt) -> int:
    """How many nodes a statement has, the marks for reading and writing a name not counted."""
    return sum(not isinstance(node, ast.expr_context) for node in ast.walk(statement))


def normalised(statement: ast.stmt, fixed: set[str]) -> str:
    """The statement without positions, and with every name that is not `fixed` replaced by its order of appearance."""
    order: dict[str, str] = {}

    def renamed(name: str) -> str:
        return name if name in fixed else order.setdefault(name, f"name{len(order)}")

    def shown(node) -> str:
        if isinstance(node, list):
            return "[" + ",".join(map(shown, node)) + "]"
        if not isinstance(node, ast.AST):
            return repr(node)
        if isinstance(node, ast.expr_context):
            return ""
        named = NAMING.get(type(node))
        fields = [
            renamed(value) if field == named else shown(value)
            for field, value in ast.iter_fields(node)
            if field not in ("annotation", "returns", "type_comment", "kind")
        ]
        return f"{type(node).__name__}({','.join(fields)})"

    return shown(statement)


def solution_statements(sources: list[str]) -> dict[str, str]:
    """The statements of the solution regions in a chapter's code cells: normalised form -> as written."""
    trees = [parse_cell(source) for source in sources]
    fixed = fixed_names(trees)
    found: dict[str, str] = {}
    for source, tree in zip(sources, trees, strict=True):
        for region in REGION.finditer(source):
            first, last = (source.count("\n", 0, position) + 1 for position in region.span())
            for statement in statements(tree):
                end = statement.end_lineno or statement.lineno
                if first <= statement.lineno and end <= last and size(statement) >= SMALLEST:
                    found[normalised(statement, fixed)] = ast.unparse(statement)
    return found


def leaked(forbidden: dict[str, str], sources: list[str]) -> list[str]:
    """Which `forbidden` statements (see `solution_statements`) stand in `sources`, as the solution writes them."""
    trees = [parse_cell(source) for source in sources]
    fixed = fixed_names(trees)
    present = {normalised(statement, fixed) for tree in trees for statement in statements(tree)}
    return sorted(text for form, text in forbidden.items() if form in present)


def imported_modules(tree: ast.AST) -> set[str]:
    """The top-level names of all modules that a tree imports, by statement or by a literal name."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in ("import_module", "__import__", "find_spec") and isinstance(node.args[0].value, str):
                found.add(node.args[0].value.partition(".")[0])
    return found
