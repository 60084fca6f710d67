"""Log lines as JSON objects with fields; never a token, a key, a password or a person's address."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

#: Where a record has the fields of its event: ``logger.info("request", extra={FIELDS: {"status": 200}})``.
FIELDS = "fields"

_write = json.JSONEncoder(ensure_ascii=False, default=str).encode


class JsonLines(logging.Formatter):
    """One JSON object a line: instant (UTC), level, event, and the event's fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; an exception's trace becomes the field ``trace``."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line.update(getattr(record, FIELDS, {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _write(line)


def configure(level: str = "INFO", stream: TextIO = sys.stderr) -> None:
    """Send every log line of this process to one stream; what no line of ours says is not looked up for it."""
    logging._srcfile = None  # noqa: SLF001 (Python's manual of logging, Optimization)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
