"""./dev life: writes docs/life-of-a-change.md, what can happen to a change, from the service's own table."""

import argparse
from collections.abc import Sequence

from tools.life.picture import PAGE, text


def main(words: Sequence[str]) -> None:
    """Writes the page."""
    argparse.ArgumentParser(prog="./dev life", description=__doc__).parse_args(words)
    PAGE.write_text(text(), encoding="utf-8")
    print(f"{PAGE.name}: {len(text().splitlines())} lines")
