"""Upkeep: what is wrong with an installation, copies, keys, the journal's chain, cleaning."""
