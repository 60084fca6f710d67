"""python -m tools.words: the same as ./dev words."""

import sys

from tools.network.words import main

if __name__ == "__main__":
    main(sys.argv[1:])
