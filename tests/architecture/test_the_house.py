"""Rules about the code base as a whole. Each was seen red once, on a planted fault: see `test_the_rules_can_fail`."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "followup"
MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 40, 150

ROOMS_OF_LIBRARIES = {
    "flask_mail": ("mail/deliver.py",),
    "apscheduler": ("jobs/scheduler.py",),
    "typst": ("documents/pdf.py",),
    "xlsxwriter": ("documents/xlsx.py",),
    "python_calamine": ("imports/workbook.py",),
    "icalendar": ("documents/calendars.py",),
    "alembic": ("migrate.py", "migrations/env.py"),
    "babel": ("i18n.py",),
    "structlog": ("log.py",),
    "holidays": ("domain/calendar.py",),
    "stdnum": ("domain/suppliers.py", "domain/organisation_numbers.py"),
    "email_validator": ("schemas/fields.py",),
    "argon2": ("passwords.py",),
    "aiosmtpd": ("demo/post.py",),
    "apispec": ("web/api_docs.py",),
    "puremagic": ("web/uploads.py",),
    "waitress": ("cli/processes.py",),
}


def python_files() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if "versions" not in p.parts]


@dataclass(frozen=True)
class Read:
    """What the rules ask of a module, found in one walk; the tree itself is too large to be kept for the whole run."""

    functions: list[tuple[str, int]]
    commits: int
    statuses: list[int]
    imports: set[str]
    catches_all: bool
    says_what_for: bool


def read(tree: ast.Module) -> Read:
    nodes = list(ast.walk(tree))
    return Read(
        functions=list(functions(nodes)),
        commits=calls(nodes, "commit"),
        statuses=list(status_assignments(nodes)),
        imports=set(imports(nodes)),
        catches_all=any(map(is_catching_all, nodes)),
        says_what_for=bool(ast.get_docstring(tree)),
    )


@cache
def modules() -> dict[str, Read]:
    return {p.relative_to(PACKAGE).as_posix(): read(ast.parse(p.read_text("utf-8"))) for p in python_files()}


def functions(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = ast.get_docstring(node, clean=False)
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)


def test_no_module_is_longer_than_its_budget() -> None:
    lengths = {p.relative_to(PACKAGE).as_posix(): len(p.read_text("utf-8").splitlines()) for p in python_files()}
    print(sorted(lengths.items(), key=lambda item: -item[1])[:5])
    assert {name: n for name, n in lengths.items() if n > MODULE_LINES} == {}


def test_no_function_is_longer_than_its_budget() -> None:
    long = {f"{name}:{f}": n for name, found in modules().items() for f, n in found.functions if n > FUNCTION_LINES}
    assert long == {}


def test_no_template_is_longer_than_its_budget() -> None:
    lengths = {
        p.relative_to(ROOT).as_posix(): len(p.read_text("utf-8").splitlines())
        for p in (ROOT / "templates").rglob("*.html")
    }
    print(sorted(lengths.items(), key=lambda item: -item[1])[:5])
    assert {name: n for name, n in lengths.items() if n > TEMPLATE_LINES and "macros/" not in name} == {}


def calls(nodes: Iterable[ast.AST], attribute: str) -> int:
    return sum(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == attribute
        for node in nodes
    )


def test_a_session_is_committed_in_one_place_only() -> None:
    sites = {name: found.commits for name, found in modules().items() if found.commits and name != "migrations/env.py"}
    assert sites == {"runtime.py": 1}


def status_assignments(nodes: Iterable[ast.AST]) -> Iterator[int]:
    for node in nodes:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and part.attr == "status" and isinstance(part.ctx, ast.Store):
                    yield node.lineno


def test_a_state_machines_status_is_assigned_only_by_advance() -> None:
    """Users, organisations and outbox rows have a status without a machine: their rooms are named here."""
    without_machine = {"services/outbox.py", "services/users.py", "services/sign_in.py", "services/organisations.py"}
    sites = {name for name, found in modules().items() if found.statuses} - without_machine
    assert sites == {"transaction.py"}


def imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def test_each_library_is_imported_in_its_own_room_only() -> None:
    strays = [
        (name, library)
        for name, found in modules().items()
        for library in found.imports
        if library in ROOMS_OF_LIBRARIES and name not in ROOMS_OF_LIBRARIES[library]
    ]
    assert strays == []


def is_catching_all(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler) and (
        node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
    )


def test_nothing_catches_everything_but_the_outermost_guards() -> None:
    catching = {name for name, found in modules().items() if found.catches_all}
    assert catching <= {"jobs/work.py", "jobs/runner.py", "jobs/schedule_follow_ups.py", "runtime.py"}


def test_every_room_says_what_it_is_for() -> None:
    assert [name for name, found in modules().items() if not found.says_what_for] == []


def test_every_public_number_of_policy_names_its_source() -> None:
    for room in ("funding", "schedule", "deviations", "risk"):
        assert "Source:" in (PACKAGE / "domain" / f"{room}.py").read_text("utf-8"), room


def test_every_template_compiles(app) -> None:
    environment: Environment = app.jinja_env
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT / "templates").as_posix()
        if not name.startswith("mail/"):
            environment.get_template(name)


def test_no_template_switches_escaping_off() -> None:
    assert [
        p.name
        for p in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape", p.read_text("utf-8"))
    ] == []


def test_no_folder_of_the_checkout_shadows_the_wheels() -> None:
    assert not (PACKAGE / "templates").exists()
    assert not (PACKAGE / "code_of_conduct").exists()


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_checkout(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(built) as wheel:
        inside = {n for n in wheel.namelist() if n.startswith("followup/")}
    wanted = {p.relative_to(ROOT).as_posix() for p in PACKAGE.rglob("*") if _travels(p)}
    for folder in ("templates", "code_of_conduct"):
        wanted |= {f"followup/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / folder).rglob("*") if _travels(p)}
    assert inside == wanted


def _travels(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"


def test_the_rules_can_fail() -> None:
    """The harness itself: each rule sees a planted fault."""
    bad = read(
        ast.parse(
            "def f():\n" + "    x = 1\n" * 60 + "    session.commit()\n    row.status = 'x'\n\nimport flask_mail\n"
            "try:\n    f()\nexcept Exception:\n    pass\n"
        )
    )
    assert max(n for _, n in bad.functions) > FUNCTION_LINES
    assert bad.commits == 1
    assert bad.statuses
    assert "flask_mail" in bad.imports
    assert bad.catches_all
    assert not bad.says_what_for
