"""Rows of limits as others left them."""

import json
import re

import pytest

from bridge.store.engine.queries import load
from bridge.store.limits import QUOTA_FORMAT, read_quota
from tools.network.machine.paths import ROOT

LIMITS = {"visits": {"limit": 5}}
KNOWN_TYPES = re.compile(r"'default', 'site_template'[^)\]]*")


@pytest.mark.parametrize(
    "spoilt", ["", "[]", "{", '{"limits": {}}', '{"v": 2, "limits": {}}', '{"version": 99, "limits": {}}', '{"v": 1}']
)
def test_a_row_of_another_format_says_nothing_rather_than_that_nothing_is_limited(spoilt: str) -> None:
    said = {"v": QUOTA_FORMAT, "limits": LIMITS}
    row = {"blog_id": 4, "membership_id": 3, "version": 12}

    assert read_quota(row | {"quotas": json.dumps(said)}).quotas == said
    assert read_quota(row | {"quotas": spoilt}).quotas == {}


def test_service_and_plugin_know_the_same_types_of_sites_that_nobody_pays_for() -> None:
    quota = (ROOT / "wp-plugin" / "src" / "Limits" / "Quota.php").read_text(encoding="utf-8")
    told = [found for text in (quota, *load("wp_").values()) for found in KNOWN_TYPES.findall(text)]
    lists = {tuple(re.findall(r"'(\w+)'", found)) for found in told}

    assert lists == {("default", "site_template", "main", "pending", "external", "demo")}
    assert len(told) > 5
