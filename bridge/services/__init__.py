"""The use cases: what can be done, with ports for everything outside."""
