"""The plugin's own words for lines, kinds and refusals: the guide quotes what owners read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.unit.docs.page import ROOT

_WORDS = ROOT / "wp-plugin" / "words"
_PAIR = re.compile(r"'([a-z_]+)' => __\('((?:[^'\\]|\\.)*)', 'plan-bridge'\)")


def words_of(table: str) -> dict[str, str]:
    """Return the sentences of one of the plugin's tables by code."""
    return dict(_PAIR.findall((_WORDS / f"{table}.php").read_text()))


def short_words(what: str) -> dict[str, str]:
    """Return what the service's short names of one kind are called on the owner's pages."""
    _, text = (_WORDS / "names.php").read_text().split(f"\n    '{what}' => [", 1)
    return dict(_PAIR.findall(text.split("\n    ],\n", 1)[0]))


def title(line: dict[str, Any], names: dict[str, str]) -> str:
    """Return what a line of an answer is called for its owner."""
    name = names.get(line["product"] or "", "")
    if line["quantity"] > 1:
        name = f"{name} \u00d7 {line['quantity']}"
    return short_words("line").get(line["code"], "%s").replace("%s", name)


def when(instant: str) -> str:
    """Write an instant as the guide does.

    >>> when("2025-07-16T18:00:00Z"), when("2025-07-01T00:00:00Z")
    ('16 July 2025 at 18:00', '1 July 2025')
    """
    at = datetime.fromisoformat(instant)
    day = f"{at.day} {at:%B} {at.year}"
    return f"{day} at {at:%H:%M}" if at.hour or at.minute else day
