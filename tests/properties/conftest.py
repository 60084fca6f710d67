"""Hypothesis profiles: a bounded number in the normal run, `HYPOTHESIS_PROFILE=long` for 10,000 sequences."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile("normal", max_examples=200, stateful_step_count=12, deadline=None,
                          suppress_health_check=_SLOW, derandomize=True)  # fmt: skip
settings.register_profile("long", max_examples=10_000, stateful_step_count=25, deadline=None,
                          suppress_health_check=_SLOW)  # fmt: skip
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))
