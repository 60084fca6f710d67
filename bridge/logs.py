"""Log lines as JSON objects with fields; never a token, a key, a password or a person's address."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

_FIELDS = "plan_bridge_fields"


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
        line.update(getattr(record, _FIELDS, {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str = "INFO", stream: TextIO = sys.stderr) -> None:
    """Send every log line of this process to one stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def event(logger: logging.Logger, name: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """Log that something happened, with what belongs to it."""
    logger.log(level, name, extra={_FIELDS: fields})
