"""``bridge serve`` and ``bridge worker``: the two processes of the service."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType

import click

from bridge import logs
from bridge.bootstrap import Bridge, build
from bridge.config import METRICS_FOLDER_MARK, from_environment, share_metrics_in
from bridge.store.inspection import WORKER
from bridge.worker import Surroundings, run_all_once, run_forever
from bridge.worker.knock import Knocker


@click.command()
def serve() -> None:
    """Serve the API under gunicorn, on the address PLAN_BRIDGE_BIND."""
    config = from_environment()
    build(config)
    if config.multiprocess_metrics_folder is None:
        share_metrics_in(Path(tempfile.mkdtemp(prefix=METRICS_FOLDER_MARK)))
    sys.stdout.flush()
    words = ["-m", "gunicorn", "--config", "python:bridge.web.gunicorn_conf", "--bind", config.bind]
    os.execv(sys.executable, [sys.executable, *words, "bridge.web.wsgi:make()"])  # noqa: S606 (our own interpreter)


@click.command()
@click.option("--once", is_flag=True, help="One round of everything, then end.")
def worker(*, once: bool) -> None:
    """Carry out what is due: scheduled changes, renewals, unpaid changes, the outbox."""
    logs.configure()
    config = from_environment()
    bridge = build(config)
    surroundings = Surroundings(
        knocker=Knocker(config.network_url) if config.network_url else None,
        beat=lambda: bridge.beat("worker"),
        is_copy=bridge.copies.is_copy,
    )
    if once:
        for task, counts in run_all_once(bridge.services, surroundings).items():
            click.echo(f"{task}: {counts}")
        return
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (signal names the parameters)
        """Finish what is being done, then end."""
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    run_forever(bridge.services, stop, surroundings)


def surroundings(bridge: Bridge) -> Surroundings:
    """Return what the worker needs beside the use cases."""
    address = bridge.config.network_url
    return Surroundings(
        knocker=Knocker(address) if address else None,
        beat=lambda: bridge.beat(WORKER),
        is_copy=bridge.copies.is_copy,
    )
