"""Which statements read more on a larger network than what they answer asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bridge.store.engine import queries
from tools.network.network import Network
from tools.plans.log import Reads

#: A call that looks at fewer rows is none to look at: a page, with what is beside each of its rows.
FEW = 500
#: As much more at the larger size as by chance.
TIMES = 1.5
#: Queries that read what the server says of itself, on some servers alone.
OF_THE_SERVER = "schema."
#: What stands before a parameter that is an instant.
OF_TIME = re.compile(r"(_at|_until|_end|_start|_for|_after|_untold|date_\w+|expiration)\s*(=|<|>|<=|>=)\s*(CAST\()?$")
PARAMETER = re.compile(r"%\((\w+)\)s")
#: Tables with a row for each customer, site, payment or order; the others stay small however large the network is.
LARGE = re.compile(
    r"(wu_(memberships|customers|payments|discount_codes|domain_mappings|\w+meta)|blogs|blogmeta|users|usermeta|bridge_\w+)$"
)
SMALL = re.compile(
    r"(productmeta|bridge_(product\w*|settings|keys|installation|migrations|heartbeats|sweeps|seals|letter\w*|nonces"
    r"|receipt_counters|ownership_runs|worker_outages|gift_\w+|limit_faults))$"
)


@dataclass(frozen=True, slots=True)
class Grown:
    """A statement and how many rows it looked at on the smallest and on the largest network."""

    name: str
    before: int
    after: int


def grown(read_at: Mapping[int, Mapping[str, Reads]]) -> list[Grown]:
    """Return the statements that look at more rows the larger the network is, those that grew most first."""
    smallest, largest = read_at[min(read_at)], read_at[max(read_at)]
    found = []
    for name, reads in largest.items():
        before = smallest[name].examined if name in smallest else 0
        if reads.examined > FEW and reads.examined > TIMES * before:
            found.append(Grown(name, before, reads.examined))
    return sorted(found, key=lambda one: -one.after)


def unmet(network: Network, met: set[str]) -> list[tuple[str, str]]:
    """Return named queries that the walk did not meet and that the server would read a whole large table for."""
    found = []
    for name, text in queries.load(network.prefix).items():
        if name in met or name.startswith(OF_THE_SERVER) or not re.match(r"\(?(SELECT|UPDATE|DELETE)\b", text):
            continue
        for row in network.sql("EXPLAIN " + with_values(text)):
            kind, table = row[3], row[2].strip("<>")
            is_whole = kind in {"ALL", "index"} and row[8].isdigit() and int(row[8]) > FEW
            if is_whole and is_large(real_name(text, table), network.prefix):
                found.append((name, real_name(text, table)))
    return found


def is_large(table: str, prefix: str) -> bool:
    """Tell whether a table has a row for each customer, site, payment or order."""
    bare = table.removeprefix(prefix)
    return bool(LARGE.search(bare)) and not SMALL.search(bare)


def real_name(text: str, alias: str) -> str:
    """Return the table that a statement calls by an alias."""
    named = re.search(rf"\b(\w+)\s+(?:AS\s+)?{re.escape(alias)}\b", text, re.IGNORECASE)
    return named[1] if named and named[1].upper() not in {"FROM", "JOIN", "UPDATE", "AS"} else alias


def with_values(text: str) -> str:
    """Return a statement with values for its parameters: a list behind IN, an instant, a later copy's number."""

    def value(found: re.Match[str]) -> str:
        before = text[: found.start()].rstrip()
        if before.endswith("IN"):
            return "(702)"
        if OF_TIME.search(before):
            return "UTC_TIMESTAMP(6)"
        return "20" if before.endswith(("LIMIT", "OFFSET", "INTERVAL")) else "'702'"

    return PARAMETER.sub(value, text).replace("%%", "%")
