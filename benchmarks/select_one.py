"""The least a service can do through the same stack: gunicorn, Flask, one SELECT 1 on the thread's session."""

from __future__ import annotations

from flask import Flask

from bridge.bootstrap import build
from bridge.config import from_environment


def make() -> Flask:
    """Make the application with the service's own database settings."""
    database = build(from_environment()).database
    app = Flask(__name__)

    @app.get("/select-1")
    def select_one() -> dict[str, int]:
        """Ask the database for a one."""
        rows = database.reading(lambda _: database.session().command("SELECT 1 AS one"))
        return {"one": int(rows[0]["one"])}

    return app
