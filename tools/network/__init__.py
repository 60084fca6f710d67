"""Builds and runs the real network (MariaDB, WordPress, the service) that demo and tests share."""
