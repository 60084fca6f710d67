"""Random lives of memberships on the real service, against a ledger that is kept apart from it."""
