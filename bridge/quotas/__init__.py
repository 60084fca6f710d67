"""Materialised limits: the one row a site that the plugin reads."""
