"""Effective limits of a site: the plan, its packages, and the overrides of membership and site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that present use is above; ``limit`` names it as ``disk_space`` or ``post_types.post``."""

    limit: str
    used: float
    allowed: int
    blog_id: int | None = None
