"""Where things lie in this checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEV = ROOT / ".dev"
"""Everything made here: git-ignored, may be deleted at any time."""

VENV = DEV / "venv"
UNPACKED = DEV / "root"
"""Debian packages unpacked here where they cannot be installed (neither root nor sudo)."""

DOWNLOADS = DEV / "apt"
"""Private lists and archives of apt, one folder a Debian suite."""
