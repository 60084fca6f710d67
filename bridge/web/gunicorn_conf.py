"""How gunicorn runs the service: two processes of four threads, each thread with a database session of its own."""

from __future__ import annotations

import shutil
from typing import Any

from prometheus_client import multiprocess

from bridge.config import METRICS_FOLDER_MARK, metrics_folder

worker_class = "bridge.web.server.BufferingWorker"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 25
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 (gunicorn names the parameters)
    """Let the figures of a worker that ended count once."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:  # noqa: ARG001 (gunicorn names the parameters)
    """Take away the folder of figures that ``bridge serve`` made."""
    folder = metrics_folder()
    if folder is not None and METRICS_FOLDER_MARK in folder.name:
        shutil.rmtree(folder, ignore_errors=True)
