"""The direction of imports is the design's, and some knowledge lives in one place alone."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import get_args

from importlinter.cli import lint_imports

from bridge.gateways.table import GATEWAYS
from bridge.pricing.catalog import PricingType

ROOT = Path(__file__).resolve().parents[2]
BRIDGE = ROOT / "bridge"
SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|ALTER|CREATE|DROP|GRANT)\s+\S+.*", re.DOTALL)


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the service, by its path in the package; read once."""
    paths = sorted(BRIDGE.rglob("*.py"))
    return tuple((path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every node of every module, beside its module's path."""
    return tuple((path, node) for path, tree in modules() for node in ast.walk(tree))


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_imports_go_in_the_design_s_direction() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


def test_no_file_hands_on_another_s_names() -> None:
    defined = {path.removesuffix(".py").replace("/", "."): names_of(tree) for path, tree in modules()}
    handed_on = {
        f"{path}: {node.module}.{name.name}"
        for path, node in nodes()
        if isinstance(node, ast.ImportFrom) and node.module in defined
        for name in node.names
        if name.name not in defined[node.module]
    }

    assert handed_on == set()


def names_of(tree: ast.Module) -> set[str]:
    """The names that a module makes itself."""
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found.add(name)
            case ast.Assign(targets=targets):
                found.update(target.id for each in targets for target in ast.walk(each) if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return found


def test_the_domain_does_not_ask_babel() -> None:
    asking = {path for path, tree in modules() if path.startswith("bridge/pricing/") and "babel" in imported(tree)}

    assert asking == set()


def test_only_the_store_writes_queries() -> None:
    knowing = {path for path, tree in modules() if "MySQLdb" in imported(tree)}

    assert {path for path in knowing if not path.startswith("bridge/store/")} == {
        "bridge/cli.py",
        "bridge/operations/check.py",
    }


def test_only_the_configuration_reads_the_environment() -> None:
    reading = {
        path
        for path, node in nodes()
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"})
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {n.name for n in node.names} & {"environ"})
    }

    # A WSGI request has an attribute of that name; it is the server's, not the process's.
    assert reading == {"bridge/config.py", "bridge/web/auth.py"}


def test_no_module_outside_the_store_holds_the_text_of_a_query() -> None:
    holding = {
        path
        for path, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    }

    assert {path for path in holding if not path.startswith("bridge/store/")} == set()


def test_a_gateway_s_name_stands_in_its_own_file_alone() -> None:
    """Words of the shared tables are another thing: there, "free" is also a kind of price."""
    pricing_types = set(get_args(PricingType))
    naming = {
        (path, node.value)
        for path, node in nodes()
        if isinstance(node, ast.Constant) and node.value in set(GATEWAYS) - pricing_types
    }

    assert naming == {
        ("bridge/gateways/stripe.py", "stripe"),
        ("bridge/gateways/table.py", "manual"),
        ("bridge/store/ownership.py", "manual"),  # Ultimate Multisite's own gateway of that name, in its rows
    }


def test_no_verb_names_a_gateway() -> None:
    naming = {
        path
        for path, node in nodes()
        if path.startswith(("bridge/changes/", "bridge/account/", "bridge/quotas/", "bridge/worker"))
        and isinstance(node, ast.Constant)
        and node.value in GATEWAYS
    }

    assert naming == set()
