"""Puts the SQL texts, which lie beside the package in a checkout, inside it when it is installed."""

from setuptools import find_packages, setup

SQL = ("", "companion", "migrations", "queries")

setup(
    packages=[*find_packages(include=["bridge*"]), *(f"bridge.sql.{name}".rstrip(".") for name in SQL)],
    package_dir={"bridge.sql": "sql"},
    package_data={"bridge.sql": ["*.sql", "*/*.sql"]},
)
