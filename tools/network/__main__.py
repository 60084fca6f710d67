"""python -m tools.network COMMAND: what ./dev hands over to."""

import sys
from importlib import import_module

from tools.network.machine.launch import COMMANDS

if __name__ == "__main__":
    name, words = sys.argv[1], sys.argv[2:]
    if name not in COMMANDS:
        sys.exit(f"unknown command {name}")
    import_module(f"tools.network.{'suite' if name == 'test' else name}").main(words)
