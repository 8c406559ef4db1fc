"""Nothing is rendered inside a transaction: a file is made of plain values after the database has been let go."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.test_the_house import PACKAGE, python_files

Makers = Mapping[str, frozenset[str]]  # by document module, the functions that make the bytes of a file
ROOMS = ("web", "services", "jobs", "cli", "demo")


def makers() -> Makers:
    return {p.stem: made_in(ast.parse(p.read_text("utf-8"))) for p in sorted((PACKAGE / "documents").glob("*.py"))}


def made_in(tree: ast.Module) -> frozenset[str]:
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and ("bytes" in ast.unparse(node.returns or ast.Constant("")) or any(a.arg == "file" for a in node.args.args))
    )


def rendered_inside(tree: ast.Module, made: Makers) -> Iterator[tuple[int, str]]:
    """Yield where a maker is called in a function that is given a transaction, or in the block of one."""
    names: dict[str, frozenset[str]] = {}
    functions: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "followup.documents":
            names |= {alias.asname or alias.name: made.get(alias.name, frozenset()) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("followup.documents."):
            known = made.get((node.module or "").rpartition(".")[2], frozenset())
            functions |= {alias.asname or alias.name for alias in node.names if alias.name in known}
    for place in filter(_holds_a_transaction, ast.walk(tree)):
        for node in ast.walk(place):
            if isinstance(node, ast.Call) and _makes(node.func, names, functions):
                yield node.lineno, ast.unparse(node.func)


def _holds_a_transaction(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef):
        return any(argument.arg == "tx" for argument in (*node.args.args, *node.args.kwonlyargs))
    return isinstance(node, ast.With) and any(
        isinstance(item.context_expr, ast.Call) and ast.unparse(item.context_expr.func).endswith(".transaction")
        for item in node.items
    )


def _makes(called: ast.expr, names: Mapping[str, frozenset[str]], functions: set[str]) -> bool:
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return called.attr in names.get(called.value.id, ())
    return isinstance(called, ast.Name) and called.id in functions


def sites(path: Path, made: Makers) -> list[str]:
    name = path.relative_to(PACKAGE).as_posix()
    return [f"{name}:{line} {what}" for line, what in rendered_inside(ast.parse(path.read_text("utf-8")), made)]


def test_no_file_is_made_inside_a_transaction() -> None:
    made = makers()
    assert "as_pdf" in made["receipts"]
    inside = [
        site for path in python_files() if path.relative_to(PACKAGE).parts[0] in ROOMS for site in sites(path, made)
    ]
    assert inside == []


def test_the_rule_sees_a_file_made_inside() -> None:
    planted = ast.parse(
        "from followup.documents import receipts\nfrom followup.documents.csv import lines\n"
        "def service(tx):\n    return receipts.as_pdf(1)\n"
        "def view(actor):\n    with runtime().transaction(actor) as it:\n        found = lines(it)\n"
        "    return receipts.as_pdf(found)\n"
    )
    found = list(rendered_inside(planted, {"receipts": frozenset({"as_pdf"}), "csv": frozenset({"lines"})}))
    assert [what for _, what in found] == ["receipts.as_pdf", "lines"]
