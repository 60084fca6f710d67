"""The plugin's translations, made from their .po files as a release makes them."""

import subprocess
from pathlib import Path

from tests.network.machine.paths import ROOT
from tests.network.machine.programs import environment, program

LANGUAGES = ROOT / "wp-plugin" / "languages"


def compile_translations() -> None:
    """Writes each .mo that is missing or older than its .po."""
    for source in LANGUAGES.glob("*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            compile_one(source, target)


def compile_one(source: Path, target: Path) -> None:
    """One file, put in place whole."""
    part = target.with_suffix(".mo.tmp")
    words = [program("msgfmt"), "--check", f"--output-file={part}", str(source)]
    subprocess.run(words, env=environment(), check=True)
    part.rename(target)
