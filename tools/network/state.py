"""What a network remembers between two starts: ports, passwords, ids. One JSON file in its folder."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from tools.network import service, wordpress

WORDPRESS_ACCOUNT = "wordpress"
ACCOUNTS = (WORDPRESS_ACCOUNT, service.ACCOUNT, service.MIGRATING_ACCOUNT)


@dataclass(slots=True)
class State:
    """Changes when a port is taken and when the sample is written."""

    series: str
    prefix: str
    web_port: int
    users: dict[str, int]
    sites: dict[str, int]
    host_in_tables: str
    service_port: int | None = None
    database_port: int | None = None
    socket: str = ""
    passwords: dict[str, str] = field(default_factory=lambda: {name: secrets.token_hex(12) for name in ACCOUNTS})
    salts: dict[str, str] = field(default_factory=wordpress.new_salts)
    has_sample: bool = False
    has_many_sites: bool = False

    def save(self, folder: Path) -> None:
        """Writes the file, readable by its owner only."""
        file = folder / "state.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(asdict(self), indent=1))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What was saved there."""
        return cls(**json.loads((folder / "state.json").read_text()))
