"""Ctrl-C and SIGTERM: remembered, and noticed between two steps, so that nothing started is forgotten."""

import signal
import threading
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_asked = threading.Event()


class Ended(Exception):
    """Somebody asked this command to end."""


def end_on_signals() -> None:
    """From now on the signals only leave a note."""

    def note(number: int, frame: FrameType | None) -> None:
        _asked.set()

    for one in SIGNALS:
        signal.signal(one, note)


def is_ending() -> bool:
    """Whether somebody asked."""
    return _asked.is_set()


def check() -> None:
    """Raises Ended when somebody asked."""
    if _asked.is_set():
        raise Ended


def pause(seconds: float) -> None:
    """Waits that long, or raises Ended as soon as somebody asks."""
    _asked.wait(seconds)
    check()
