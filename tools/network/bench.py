"""./dev bench: hands over to the benchmarks."""

import runpy
import sys
from collections.abc import Sequence


def main(words: Sequence[str]) -> None:
    """Runs python -m benchmarks with these words."""
    sys.argv = ["./dev bench", *words]
    runpy.run_module("benchmarks", run_name="__main__")
