"""A network made large: the rows of its customers copied until it has as many sites as asked for.

What is copied are lives as the service wrote them: each copy has ids, orders and provider's names of its own, and the
references between them hold. The sites are rows alone: WordPress' own tables of a site are made for none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.network.network import Network

#: Ids of these tables move with the copy; the columns that name them are told by their names.
IDS = {
    "users": "ID",
    "blogs": "blog_id",
    "wu_customers": "id",
    "wu_memberships": "id",
    "wu_payments": "id",
    "wu_discount_codes": "id",
    "wu_domain_mappings": "id",
}
REFERENCES = frozenset(
    {
        "membership_id",
        "customer_id",
        "payment_id",
        "blog_id",
        "wu_membership_id",
        "wu_customer_id",
        "wu_payment_id",
        "shared_id",
        "bills_after",
    }
)
#: User 1 is the network's administrator: there is one, however many customers there are.
PEOPLE = frozenset({"user_id", "requested_by", "for_user_id", "actor_user_id", "agreed_by"})
#: Random names of 32 signs, by which a change and what belongs to it are found.
RANDOM = frozenset({"quote_id", "operation_id", "due_quote_id", "request_key"})
#: Names that somebody else gave, or that a person has.
NAMES = frozenset(
    {"provider_id", "provider_customer_id", "gateway_subscription_id", "hash", "refund_key", "user_login", "user_email",
     "user_nicename", "code", "subscription_id", "gateway_payment_id", "domain", "name_of_site"}
)  # fmt: skip
NOT_COPIED = frozenset(
    {"bridge_keys", "bridge_nonces", "bridge_ownership_runs", "bridge_installation", "bridge_letter_edits",
     "registration_log", "signups", "wu_events", "bridge_discount_codes"}
)  # fmt: skip
SUBJECTS = "subject_id"
SITE_KEYS = "'wu_membership_id', 'wu_customer_id'"
#: The column that says whose a row is, the first of these that its table has.
OWNERS = (
    SUBJECTS, "membership_id", "wu_membership_id", "customer_id", "wu_customer_id", "payment_id", "wu_payment_id",
    "blog_id", "user_id", "quote_id",
)  # fmt: skip
#: By how much ids move from copy to copy: more than any id of the network as it was made.
STRIDE = 100
#: The service's own payments have ids from here on; their copies are above all others.
OUR_PAYMENTS = 1_000_000
ABOVE_ALL = 1_000_000_000
ABOVE_COPIES = 4_000_000_000
#: What the tables are called that keep the rows that copies are made of.
KEPT = "kept_"
#: How many copies one statement makes.
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as the server describes it."""

    name: str
    type: str
    is_generated: bool
    counts_itself: bool


def enlarge(network: Network, sites: int, without: frozenset[str] = frozenset()) -> int:
    """Copy the network's customers, but for some tables, until it has that many sites; return how many it has."""
    copied = [name for name in tables(network) if name not in without]
    keep_originals(network, copied)
    have = counted(network, "SELECT COUNT(*) FROM {p}blogs WHERE blog_id > 1")
    each = counted(network, f"SELECT COUNT(*) FROM {KEPT}blogs")
    for table in copied:
        copy(network, table, have // each, sites // each)
    network.sql("; ".join(f"ANALYZE TABLE {{p}}{table}" for table in copied))
    return counted(network, "SELECT COUNT(*) FROM {p}blogs WHERE blog_id > 1")


def keep_originals(network: Network, copied: Sequence[str]) -> None:
    """Keep the rows that copies are made of, once, and let what is written from now on have ids above every copy's."""
    for table in copied:
        condition = originals(table, columns(network, table))
        network.sql(f"CREATE TABLE IF NOT EXISTS {KEPT}{table} AS SELECT * FROM {{p}}{table} AS t WHERE {condition}")
    network.sql("; ".join(f"ALTER TABLE {{p}}{table} AUTO_INCREMENT = {ABOVE_COPIES}" for table in IDS))


def counted(network: Network, query: str) -> int:
    """Return the one number that a query answers."""
    return int(network.sql(query)[0][0])


def tables(network: Network) -> list[str]:
    """Return the tables, without their prefix, that hold rows of a customer."""
    names = [row[0] for row in network.sql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
        " AND table_name REGEXP CONCAT('^', '{p}', '(bridge_|wu_|users$|usermeta$|blogs$|blogmeta$)') ORDER BY 1"
    )]  # fmt: skip
    bare = [name.removeprefix(network.prefix) for name in names]
    return [name for name in bare if name not in NOT_COPIED and is_of_customers(name, columns(network, name))]


def is_of_customers(table: str, found: Sequence[Column]) -> bool:
    """Tell whether a table's rows belong to a customer, a membership, a payment, a site or an order."""
    names = {column.name for column in found}
    return table in IDS or bool(names & set(OWNERS))


def columns(network: Network, table: str) -> list[Column]:
    """Return the columns of a table in their order."""
    rows = network.sql(
        "SELECT column_name, column_type, extra, generation_expression IS NOT NULL FROM information_schema.columns"
        f" WHERE table_schema = DATABASE() AND table_name = '{{p}}{table}' ORDER BY ordinal_position"
    )
    return [Column(name, kind, made == "1", "auto_increment" in extra) for name, kind, extra, made in rows]


def copy(network: Network, table: str, first: int, last: int) -> None:
    """Make copies ``first`` (0: none is there yet) to ``last`` - 1 of the rows that the network was made with."""
    found = columns(network, table)
    written = [
        (column.name, text) for column in found if not column.is_generated and (text := expression(table, column))
    ]
    names = ", ".join(f"`{name}`" for name, _ in written)
    values = ", ".join(text for _, text in written)
    for begin in range(max(first, 1), last, AT_ONCE):
        end = min(begin + AT_ONCE, last) - 1
        network.sql(
            f"INSERT IGNORE INTO {{p}}{table} ({names}) SELECT {values} FROM {KEPT}{table} AS t"
            f" CROSS JOIN seq_{begin}_to_{end} AS k"
        )


def originals(table: str, found: Sequence[Column]) -> str:
    """Return the condition of the rows that the network was made with."""
    names = {column.name for column in found}
    name = IDS.get(table) or next(owner for owner in OWNERS if owner in names)
    if name in {"payment_id", "wu_payment_id"} or table == "wu_payments":
        return of_payments(name)
    if name == "quote_id":
        return f"t.quote_id IN (SELECT quote_id FROM {{p}}bridge_changes WHERE membership_id < {STRIDE})"
    first = 2 if name in {"blog_id", "user_id", "ID"} else 1  # the main site and its administrator stay alone
    customers = " AND t.subject <> 'product'" if name == SUBJECTS else ""
    return f"t.`{name}` BETWEEN {first} AND {STRIDE - 1}{customers}"


def of_payments(name: str) -> str:
    """Return the condition of the payments that the network was made with, by the column that has their ids."""
    ours = f"t.`{name}` BETWEEN {OUR_PAYMENTS} AND {OUR_PAYMENTS + STRIDE - 1}"
    return f"(t.`{name}` BETWEEN 1 AND {STRIDE - 1} OR {ours})"


def expression(table: str, column: Column) -> str:
    """Return what a column of the copy holds; '' where the server gives it."""
    name, moved = f"t.`{column.name}`", f"t.`{column.name}` + k.seq * {STRIDE}"
    if IDS.get(table) == column.name or column.name in REFERENCES:
        return f"IF({name} > 0, {moved} + IF({name} >= {OUR_PAYMENTS}, {ABOVE_ALL}, 0), {name})"
    if column.counts_itself:
        return ""
    if column.name in PEOPLE:
        return f"IF({name} > 1, {moved}, {name})"
    if column.name in RANDOM or (table == "bridge_quotes" and column.name == "id"):
        return f"IF({name} IS NULL, NULL, MD5(CONCAT({name}, '-', k.seq)))"
    if column.name in NAMES:
        return f"IF({name} = '', '', CONCAT({name}, '-', k.seq))"
    return SPECIAL.get((table, column.name), SPECIAL.get(("", column.name), name))


#: What a copy has in columns that say two things, or that have to differ.
SPECIAL = {
    ("", "subject_id"): f"t.subject_id + k.seq * {STRIDE}",
    (
        "",
        "reference",
    ): "LPAD(CONV(CONV(LEFT(MD5(CONCAT(t.reference, k.seq)), 10), 16, 10) % 2821109907455, 10, 36), 8, '0')",
    ("", "number"): "t.number + k.seq * 1000",
    ("", "idempotency_key"): "MD5(CONCAT(t.idempotency_key, k.seq))",
    ("blogs", "path"): "CONCAT(TRIM(TRAILING '/' FROM t.path), '-', k.seq, '/')",
    ("blogmeta", "meta_value"): f"IF(t.meta_key IN ({SITE_KEYS}), t.meta_value + k.seq * {STRIDE}, t.meta_value)",
    ("usermeta", "meta_key"): (
        "IF(t.meta_key REGEXP '^{p}[0-9]+_(capabilities|user_level)$', CONCAT('{p}',"
        f" SUBSTRING_INDEX(SUBSTRING(t.meta_key, LENGTH('{{p}}') + 1), '_', 1) + k.seq * {STRIDE},"
        " SUBSTRING(t.meta_key, LOCATE('_', t.meta_key, LENGTH('{p}') + 1))), t.meta_key)"
    ),
    ("bridge_outbox", "done_at"): "COALESCE(t.done_at, t.created_at)",
}
