"""Whoever writes the shared row of a membership keeps what was written, or gives the membership up."""

import ast
from collections.abc import Iterator
from pathlib import Path

CHANGES = Path(__file__).parents[3] / "bridge"
WRITES = {"write", "restore_rest"}
KEEPS = {"keep_written", "_keep_owned", "give_up"}


def writing_functions() -> Iterator[tuple[str, set[str], str]]:
    """Each function of a verb that calls something of a writing's name: its name, what it calls, and its text."""
    for path in sorted(CHANGES.rglob("*.py")):
        if "store" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                called = {
                    part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
                    for part in ast.walk(node)
                    if isinstance(part, ast.Call)
                }
                if called & WRITES:
                    yield f"{path.name}:{node.name}", called, ast.get_source_segment(text, node) or ""


def test_every_writing_of_a_membership_is_kept_or_given_up() -> None:
    writing = {
        name
        for name, called, text in writing_functions()
        if ("membership_writes" in text or "writes.write" in text) and not called & KEEPS
    }

    # What is derived is kept by its only caller, once the whole edit is taken; what is opened again is not ours before
    # that caller has made it so.
    assert writing == {"external.py:_derive", "ownership.py:_open_again"}
