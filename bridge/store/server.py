"""Which database server this is, and whether it has what we rely on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bridge.errors import ServerTooOld

MARIADB_MINIMUM = (10, 6, 0)
MYSQL_MINIMUM = (8, 0, 16)

_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Server:
    """A server's product and version."""

    product: str
    version: tuple[int, int, int]

    @property
    def minimum(self) -> tuple[int, int, int]:
        """Return the oldest version of this product that we run on: CHECK constraints and generated columns."""
        return MARIADB_MINIMUM if self.product == "MariaDB" else MYSQL_MINIMUM

    @property
    def is_recent_enough(self) -> bool:
        """Tell whether we run on it."""
        return self.version >= self.minimum


def parse_version(text: str) -> Server:
    """Read the answer to ``SELECT VERSION()``.

    >>> parse_version("5.5.5-10.11.6-MariaDB-0+deb12u1")
    Server(product='MariaDB', version=(10, 11, 6))
    >>> parse_version("8.0.36-0ubuntu0.22.04.1").is_recent_enough
    True

    :raises ValueError: where no version can be found in it.
    """
    product = "MariaDB" if "mariadb" in text.lower() else "MySQL"
    found = _NUMBERS.search(text.removeprefix("5.5.5-") if product == "MariaDB" else text)
    if not found:
        raise ValueError(f"no version in {text!r}")
    major, minor, patch = (int(number) for number in found.groups())
    return Server(product, (major, minor, patch))


def require_recent(server: Server) -> None:
    """Refuse a server that is too old.

    :raises ServerTooOld: with what was found and what is needed.
    """
    if not server.is_recent_enough:
        raise ServerTooOld(
            product=server.product,
            found=".".join(map(str, server.version)),
            needed=".".join(map(str, server.minimum)),
        )
