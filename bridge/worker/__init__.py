"""What is due without anybody asking: each task a ``run_once`` that returns counts."""

from __future__ import annotations

from bridge.worker.rounds import Surroundings, run_all_once, run_forever

__all__ = ["Surroundings", "run_all_once", "run_forever"]
