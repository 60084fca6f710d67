"""./dev bench [--only service] [--sites N,N] [--json FILE]: measures pages, service, pricing, durable, scale.

--only at-once buys under load and counts the pages that began after an answer and showed the limit of before.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import at_once, durable, finding, limits, pages, pricing, reading, scale, service
from tools.network.testing import testing_network

#: Below it two decimals would say nothing.
SMALL = 0.1
PARTS = ("pricing", "pages", "service", "reading", "durable")
#: Take long: only where it is said of how many sites.
OF_SITES = ("scale", "limits", "finding")
#: Takes long: only where it is named.
AT_ONCE = "at-once"


def main(words: list[str]) -> None:
    """Measure everything, print a table a part, and write the figures where asked."""
    asked = arguments(words)
    figures = measured(asked, asked.only or PARTS)
    for part, rows in figures.items():
        print_table(part, rows)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n")


def measured(asked: argparse.Namespace, parts: Sequence[str]) -> dict[str, Any]:
    """Measure the parts asked for; pages and service on one network, durable changes on another."""
    figures: dict[str, Any] = {}
    if "pricing" in parts:
        figures["pricing"] = pricing.measure()
    if asked.sites or {"pages", "service", "reading"} & set(parts):
        with testing_network(asked.wordpress, "wp_") as network:
            if "pages" in parts:
                figures["pages"] = pages.measure(network, asked.rounds)
            if "service" in parts:
                figures["service"] = service.measure(network, asked.seconds)
            if "reading" in parts:
                figures["reading"] = reading.measure(network)
            if len(asked.sites) > 1 and "scale" in (asked.only or OF_SITES):
                figures["scale"] = scale.measure(network, asked.sites)
            if asked.sites and "limits" in (asked.only or OF_SITES):
                figures["limits"] = limits.measure(network, max(asked.sites))
    figures |= on_its_own(asked, parts)
    if "durable" in parts:
        figures["durable"] = durable.measure(asked.wordpress, asked.seconds)
    return figures


def on_its_own(asked: argparse.Namespace, parts: Sequence[str]) -> dict[str, Any]:
    """Measure what takes a network of its own."""
    figures: dict[str, Any] = {}
    if asked.sites and "finding" in (asked.only or OF_SITES):
        with testing_network(asked.wordpress, "wp_") as network:
            figures["finding"] = finding.measure(network, max(asked.sites))
    if AT_ONCE in parts:
        with testing_network(asked.wordpress, "wp_") as network:
            figures[AT_ONCE] = at_once.measure(network, asked.changes)
    return figures


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--wordpress", default="6.1", metavar="SERIES")
    parser.add_argument("--rounds", type=int, default=30, help="requests of each page, with and without in turn")
    parser.add_argument(
        "--sites",
        type=sizes,
        default=(),
        metavar="N,N",
        help="also networks of so many sites; limits and finding with the most of them",
    )
    by_name = (*PARTS, *OF_SITES, AT_ONCE)
    parser.add_argument("--only", action="append", choices=by_name, help="this part alone; may be said again")
    parser.add_argument("--changes", type=int, default=2000, metavar="N", help="how many at-once buys, with each cache")
    parser.add_argument("--seconds", type=float, default=4.0, help="of load for each route or task, all rounds")
    return parser.parse_args(words)


def sizes(text: str) -> tuple[int, ...]:
    """Read numbers of sites, separated by commas, the fewest first."""
    return tuple(sorted(int(part) for part in text.split(",")))


def print_table(part: str, rows: list[dict[str, Any]]) -> None:
    """Print rows of one part under their common columns."""
    columns = list(rows[0])
    cells = [columns, *([shown(row[column]) for column in columns] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(columns))]
    print(f"\n{part}")
    for row in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def shown(value: object) -> str:
    """Write a figure with the digits that mean something."""
    if value is None:
        return "-"
    if not isinstance(value, float):
        return str(value)
    return f"{value:.2f}" if value >= SMALL else f"{value:.2g}"


if __name__ == "__main__":
    main(sys.argv[1:])
