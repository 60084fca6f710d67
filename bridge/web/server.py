"""The gunicorn worker that waits for no client: waitress receives a request whole before a thread takes it.

A thread of gunicorn's own workers reads from the socket, so that as many half-sent requests as there are threads stop
the service. Here one loop reads from all clients at once, and threads see only what has arrived. gunicorn goes on to
start, watch, replace and end the processes.
"""

from __future__ import annotations

import logging
import os
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

#: A request has to arrive whole within this, however slowly its bytes drip.
WHOLE_WITHIN_SECONDS = 20.0
#: A connection that sends nothing, and waits for no answer, is closed after this.
IDLE_SECONDS = 10
#: Connections of one process at a time; each costs a few kilobytes and no thread.
MOST_CONNECTIONS = 900
#: The largest head of a request; a token has at most half of it.
LARGEST_HEAD_BYTES = 16 * 1024
#: The largest body that is received at all; the application refuses smaller ones in words.
LARGEST_RECEIVED_BYTES = 1024 * 1024

_TICK_SECONDS = 0.5


class BufferingWorker(Worker):  # type: ignore[misc]  # gunicorn ships no type information
    """One process: a loop that receives and sends, and threads that work."""

    def run(self) -> None:
        """Serve until gunicorn says that it is enough, then finish what was begun."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self.channels: dict[int, Any] = {}
        self.began: dict[int, float] = {}
        self.looked_at = 0.0
        server = create_server(
            self.wsgi,
            map=self.channels,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            ident=None,
            asyncore_use_poll=True,
            connection_limit=MOST_CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=IDLE_SECONDS // 2,
            max_request_header_size=LARGEST_HEAD_BYTES,
            max_request_body_size=LARGEST_RECEIVED_BYTES,
        )
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._stop_accepting()
        until = time.monotonic() + self.cfg.graceful_timeout
        while self._is_busy() and time.monotonic() < until:
            self._turn()
        server.task_dispatcher.shutdown(timeout=1)

    def _turn(self) -> None:
        """Receive and send what there is, tell gunicorn that we live, and let nobody take for ever."""
        wasyncore.loop(timeout=_TICK_SECONDS, use_poll=True, map=self.channels, count=1)
        now = time.monotonic()
        if now - self.looked_at < _TICK_SECONDS:
            return
        self.looked_at = now
        self.notify()
        self.began = end_late(self._clients(), self.began, now)

    def _clients(self) -> list[HTTPChannel]:
        """Return the connections of clients."""
        return [channel for channel in self.channels.values() if isinstance(channel, HTTPChannel)]

    def _is_busy(self) -> bool:
        """Tell whether a request is being worked on or an answer being sent."""
        return any(channel.requests or channel.total_outbufs_len for channel in self._clients())

    def _stop_accepting(self) -> None:
        """Leave new connections to the other processes."""
        for listener in [item for item in self.channels.values() if isinstance(item, BaseWSGIServer)]:
            listener.accepting = False


def end_late(clients: list[HTTPChannel], began: dict[int, float], now: float) -> dict[int, float]:
    """Close connections whose request does not arrive whole in time; return since when each one is waited for."""
    waited = {id(channel): began.get(id(channel), now) for channel in clients if channel.request is not None}
    for channel in clients:
        if now - waited.get(id(channel), now) > WHOLE_WITHIN_SECONDS:
            channel.will_close = True
    return waited
