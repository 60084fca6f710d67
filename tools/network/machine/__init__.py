"""Finds or installs what a machine lacks. Standard library only: it runs before .dev/venv exists."""
