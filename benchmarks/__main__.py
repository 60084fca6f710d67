"""./dev bench [--json FILE] [--wordpress 6.1] [--rounds 30] [--sites N]: measures pages, service, pricing, limits."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import limits, pages, pricing, service
from tools.network.testing import testing_network


def main(words: list[str]) -> None:
    """Measure everything, print a table a part, and write the figures where asked."""
    asked = arguments(words)
    figures: dict[str, Any] = {} if asked.only == "limits" else {"pricing": pricing.measure()}
    with testing_network(asked.wordpress, "wp_") as network:
        if asked.only != "limits":
            figures["pages"] = pages.measure(network, asked.rounds)
            figures["service"] = service.measure(network, asked.seconds)
        if asked.sites:
            figures["limits"] = limits.measure(network, asked.sites)
    for part, rows in figures.items():
        print_table(part, rows)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n")


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--wordpress", default="6.1", metavar="SERIES")
    parser.add_argument("--rounds", type=int, default=30, help="requests of each page, with and without in turn")
    parser.add_argument("--sites", type=int, default=0, metavar="N", help="also limits, with N sites on one plan")
    parser.add_argument("--only", choices=["limits"], help="leave out the other parts")
    parser.add_argument("--seconds", type=float, default=4.0, help="of load for each route of the service")
    return parser.parse_args(words)


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
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
