"""Integration tests run against the real network."""

from tools.network.fixtures import first_state, network

__all__ = ["first_state", "network"]
