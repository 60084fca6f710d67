"""A folder for one process alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.network.machine.paths import DEV


@contextmanager
def claimed_folder(name: str) -> Iterator[Path]:
    """.dev/NAME, held while the block runs; with a number behind it where another process holds it."""
    for number in range(1, 100):
        folder = DEV / (name if number == 1 else f"{name}-{number}")
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "claim").open("a") as claim:
            if take(claim.fileno()):
                yield folder
                return
    raise RuntimeError(f"a hundred processes hold folders named {name}")


def take(descriptor: int) -> bool:
    """Whether the lock could be had; it goes with the process."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_claimed(folder: Path) -> bool:
    """Whether a process holds the folder."""
    if not (folder / "claim").exists():
        return False
    with (folder / "claim").open("a") as claim:
        return not take(claim.fileno())
