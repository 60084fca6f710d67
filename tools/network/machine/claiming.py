"""Folders and steps for one process alone. The locks go with the process that holds them."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.network.machine.paths import DEV

CLAIM = "claim"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time is in a block of this name; the others wait."""
    DEV.mkdir(exist_ok=True)
    with (DEV / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def claimed_folder(name: str) -> Iterator[Path]:
    """.dev/NAME, held while the block runs; with a number behind it where another process holds it."""
    for number in range(1, 100):
        folder = DEV / (name if number == 1 else f"{name}-{number}")
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / CLAIM).open("a") as claim:
            if take(claim.fileno()):
                yield folder
                return
    raise RuntimeError(f"a hundred processes hold folders named {name}")


def take(descriptor: int) -> bool:
    """Whether the lock could be had."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_claimed(folder: Path) -> bool:
    """Whether a process holds the folder."""
    if not (folder / CLAIM).exists():
        return False
    with (folder / CLAIM).open("a") as claim:
        return not take(claim.fileno())


def empty(folder: Path) -> None:
    """Removes everything but the claim."""
    for part in folder.iterdir():
        if part.is_dir():
            shutil.rmtree(part)
        elif part.name != CLAIM:
            part.unlink()
