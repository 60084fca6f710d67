"""The network's database: the only part that knows SQL."""
