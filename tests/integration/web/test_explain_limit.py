"""bridge explain-limit: where a limit of a site comes from, before anything is written for it and after."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bridge.limits.said import compiled
from tools.network.network import Network
from tools.network.service import BridgeFailed

SITE = (
    "SELECT blog_id FROM {p}blogmeta WHERE meta_key = 'wu_membership_id' AND meta_value = '1' ORDER BY blog_id LIMIT 1"
)
DIGEST = (
    "(SELECT LEFT(SHA2(CONCAT_WS('|', plan_id, status, COALESCE(date_expiration, ''), COALESCE(addon_products, '')), "
    "256), 32) FROM {p}wu_memberships WHERE id = 1)"
)
KEPT = (
    "INSERT INTO {{p}}bridge_product_limit_revisions (product_id, revision, limits, at)"
    " SELECT product_id, revision, limits, UTC_TIMESTAMP(6) FROM {{p}}bridge_product_limits WHERE product_id = {number}"
)
WRITTEN = (
    "bridge_product_limit_revisions",
    "bridge_product_limits",
    "bridge_membership_limits",
    "bridge_holdings",
    "bridge_site_limits",
)


@pytest.fixture
def blog(network: Network) -> int:
    for table in WRITTEN:
        network.sql(f"DELETE FROM {{p}}{table}")
    return int(network.sql(SITE)[0][0])


def write(network: Network, blog: int, own: dict[str, Any] | None = None) -> None:
    said = {
        901: ("plan", "Pro", {"disk_space": {"enabled": True, "limit": "500"}}),
        902: ("package", "More", {"disk_space": {"limit": "250"}}),
    }
    for number, (kind, name, limitations) in said.items():
        network.sql(
            "INSERT INTO {p}bridge_product_limits (product_id, kind, name, limits, revision, source_digest) VALUES "
            f"({number}, '{kind}', '{name}', '{compiled(limitations)}', 1, '')"
        )
        network.sql(KEPT.format(number=number))
        quantity = 2 if kind == "package" else 1
        network.sql(f"INSERT INTO {{p}}bridge_holdings VALUES (1, {number}, {quantity})")
    network.sql(
        "INSERT INTO {p}bridge_membership_limits (membership_id, revision, source_digest) VALUES (1, 1, " + DIGEST + ")"
    )
    text = "NULL" if own is None else f"'{compiled(own)}'"
    network.sql(f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id, own) VALUES ({blog}, 1, {text})")


def test_before_anything_is_written_it_is_told_from_the_shared_tables(network: Network, blog: int) -> None:
    told = json.loads(network.bridge("explain-limit", str(blog), "disk_space", "--json"))

    assert (told["site"], told["membership"], told["written"]) == (blog, 1, False)
    assert told["origin"]["steps"][0]["who"] == "plan"
    assert told["origin"]["holds"] == told["origin"]["steps"][-1]["holds"]


def test_each_voice_is_a_line(network: Network, blog: int) -> None:
    write(network, blog, {"disk_space": {"enabled": True, "limit": "600"}})

    assert network.bridge("explain-limit", str(blog), "disk_space").splitlines() == [
        f"site {blog}, membership 1: disk_space is 600",
        '  plan 901 "Pro" says 500: 500',
        '  package 902 "More", 2 of it, says 250: then 1000',
        f"  site {blog} says 600: then 600",
        "- plan 901 is without effect: the site's own value stands in its place, plan and packages come to 1000",
        "- package 902 is without effect: the site's own value stands in its place, plan and packages come to 1000",
    ]


def test_a_membership_that_was_edited_elsewhere_is_told(network: Network, blog: int) -> None:
    write(network, blog)
    network.sql("UPDATE {p}bridge_membership_limits SET source_digest = REPEAT('0', 64)")

    assert "was edited elsewhere" in network.bridge("explain-limit", str(blog), "visits")


def test_what_is_missing_is_told_and_ends_with_1(network: Network, blog: int) -> None:
    write(network, blog)
    network.sql("DELETE FROM {p}bridge_product_limits WHERE product_id = 901")

    with pytest.raises(BridgeFailed, match=r"disk_space is not known(.|\n)*membership 1: missing"):
        network.bridge("explain-limit", str(blog), "disk_space")


def test_an_unreadable_product_is_told_by_what_it_said_before(network: Network, blog: int) -> None:
    write(network, blog)
    network.sql("UPDATE {p}bridge_product_limits SET limits = '{\"v\":2}' WHERE product_id = 901")

    with pytest.raises(BridgeFailed, match=r"disk_space is 1000(.|\n)*product 901: unreadable"):
        network.bridge("explain-limit", str(blog), "disk_space")
    network.sql("DELETE FROM {p}bridge_product_limits WHERE product_id = 901")  # an invariant looks at every row


def test_a_word_that_is_no_limit_and_a_site_that_is_nobodys_are_told(network: Network, blog: int) -> None:
    with pytest.raises(BridgeFailed, match="names no limit"):
        network.bridge("explain-limit", str(blog), "disk")
    with pytest.raises(BridgeFailed, match="no customer's"):
        network.bridge("explain-limit", "1", "disk_space")
