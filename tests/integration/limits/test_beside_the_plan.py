"""What an owner reads beside a plan before choosing it is what its quote then says, site by site."""

import re
from html import unescape
from typing import Any

import pytest

from tests.integration.limits.site import Browser, Site
from tools.network.catalog import FREE
from tools.network.network import Network

MEMBERSHIP = 3
SERIALIZED = "return serialize($arguments['said']);"


def posts(number: int) -> dict[str, Any]:
    """What a product, a membership or a site says of posts."""
    return {"post_types": {"enabled": True, "limit": {"post": {"enabled": True, "number": number}}}}


@pytest.fixture
def cecilia(network: Network) -> Browser:
    """Who has Premium and two sites, of 24 and of 2 posts; Free allows one site with two."""
    first, second = network.state.sites["cecilia"], network.state.sites["eva"]
    small = network.php(SERIALIZED, said={**posts(2), "sites": {"enabled": True, "limit": 1}})
    higher, lower = (network.php(SERIALIZED, said=posts(number)) for number in (999, 1))
    network.sql(
        f"UPDATE {{p}}wu_productmeta SET meta_value = '{small}'"
        f" WHERE meta_key = 'wu_limitations' AND wu_product_id = {FREE};"
        f"UPDATE {{p}}blogmeta SET meta_value = '{MEMBERSHIP}'"
        f" WHERE meta_key = 'wu_membership_id' AND blog_id = {second};"
        f"UPDATE {{p}}bridge_site_limits SET membership_id = {MEMBERSHIP} WHERE blog_id = {second};"
        "INSERT INTO {p}blogmeta (blog_id, meta_key, meta_value)"
        f" VALUES ({first}, 'wu_limitations', '{higher}'), ({second}, 'wu_limitations', '{lower}')"
    )
    return Browser(Site(network, "cecilia"), network.login("cecilia"))


def read(browser: Browser) -> tuple[list[str], list[str]]:
    """What does not fit beside Free in the list, and what its summary says of it, in words."""
    page = browser.get(
        "wp-admin/admin.php", params={"page": "plan-bridge-change", "membership": MEMBERSHIP, "offer": f"{FREE}:none"}
    ).text
    listed, _, summary = page.partition('id="pb-summary"')
    _, _, free = listed.partition(f'id="pb-plan-{FREE}"')
    return words(free.split("</section>")[0]), words(summary)


def words(html: str) -> list[str]:
    """The lines of the list of what is above a limit, without what could go of it."""
    _, _, over = html.partition('<ul class="pb-over">')
    kept = re.sub(r"(?s)<details.*?</details>", "", over).split("</ul>")[0]
    return sorted(" ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in kept.split("</li>")[:-1])


def test_sites_and_a_sites_own_value_are_told_in_the_list_as_in_the_quote(cecilia: Browser) -> None:
    listed, summary = read(cecilia)

    assert listed == summary
    assert [re.sub("^.*/eva . ", "eva: ", line) for line in listed] == [
        "eva: Posts: 2 used, 1 allowed, 1 has to go",
        "Sites: 2 used, 1 allowed, 1 has to go",
    ]
