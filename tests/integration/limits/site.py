"""A site of the sample network as the tests of limits use it: its quota row, its people, its ways to add something."""

import json
import re
from dataclasses import dataclass
from typing import Any
from xmlrpc.client import dumps

import requests

from bridge.limits.modules import COUNTED, NUMBERS
from tools.network.network import Network

SECONDS = 60
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
MEGABYTE = 1024 * 1024


#: What a membership's row is made from, as the service and the plugin work it out.
MEMBERSHIP_DIGEST = (
    "CONCAT(LEFT(SHA2(CONCAT_WS('|', plan_id, status, COALESCE(date_expiration, ''), COALESCE(addon_products, '')),"
    " 256), 32),"
    " LEFT(SHA2(COALESCE((SELECT said.meta_value FROM {p}wu_membershipmeta AS said WHERE said.wu_membership_id = id"
    " AND said.meta_key = 'wu_limitations' ORDER BY said.meta_id DESC LIMIT 1), ''), 256), 32))"
)


def as_said(limits: dict[str, Any]) -> dict[str, Any]:
    """What a plan says that comes to these limits."""
    said: dict[str, Any] = {"v": 1}
    for name, limit in limits.items():
        if name in NUMBERS:
            said[name] = [True, True, limit["limit"]]
        elif name in COUNTED:
            said[name] = [True, True, {part: [one["allowed"], True, one["limit"]] for part, one in limit.items()}]
        else:
            said[name] = limit
    return said


def quoted(text: str | None) -> str:
    """A value as SQL has it."""
    return "NULL" if text is None else f"'{text}'"


def png(megabytes: float) -> bytes:
    """An image of that many bytes: what comes after its end is nobody's business."""
    return PNG.ljust(int(megabytes * MEGABYTE), b"\0")


@dataclass(slots=True)
class Site:
    """One customer-owned site."""

    network: Network
    slug: str = "anna"

    @property
    def blog(self) -> int:
        """Its blog id."""
        return self.network.state.sites[self.slug]

    @property
    def url(self) -> str:
        """Its address, without a slash at its end."""
        return self.network.site_url(self.slug)

    def allow(self, *, access: dict[str, Any] | None = None, **limits: Any) -> None:
        """Lets its plan say this: what is not named is not limited. A part of a megabyte stands in a row of before."""
        if any(isinstance(limit.get("limit"), float) for limit in limits.values()):
            self.allow_by_row_of_before(access=access, **limits)
            return
        closed = quoted(None if access is None or access["open"] else access["reason"])
        said = json.dumps(as_said(limits)).replace("'", "''")
        plan = "SELECT plan_id FROM {p}wu_memberships WHERE id = 1"
        digest = "SHA2(COALESCE((SELECT meta_value FROM {p}wu_productmeta WHERE wu_product_id = plans.id"
        digest += " AND meta_key = 'wu_limitations' LIMIT 1), ''), 256)"
        made_from = MEMBERSHIP_DIGEST if access is None else "''"
        self.network.sql(
            f"DELETE FROM {{p}}bridge_product_limit_revisions WHERE product_id = ({plan});"
            "REPLACE INTO {p}bridge_product_limits (product_id, kind, name, limits, revision, source_digest)"
            f" SELECT id, 'plan', name, '{said}', 1, {digest} FROM {{p}}wu_products AS plans WHERE id = ({plan});"
            "INSERT INTO {p}bridge_product_limit_revisions (product_id, revision, limits, at)"
            " SELECT product_id, 1, limits, UTC_TIMESTAMP(6) FROM {p}bridge_product_limits"
            f" WHERE product_id = ({plan});"
            "REPLACE INTO {p}bridge_membership_limits (membership_id, revision, closed, source_digest)"
            f" SELECT id, 1, {closed}, {made_from} FROM {{p}}wu_memberships AS memberships WHERE id = 1;"
            "DELETE FROM {p}bridge_holdings WHERE membership_id = 1;"
            f"INSERT INTO {{p}}bridge_holdings SELECT id, plan_id, 1 FROM {{p}}wu_memberships WHERE id = 1;"
            f"REPLACE INTO {{p}}bridge_site_limits (blog_id, membership_id) VALUES ({self.blog}, 1)"
        )

    def allow_by_row_of_before(self, *, access: dict[str, Any] | None = None, **limits: Any) -> None:
        """Writes the row that version 1 kept, which holds where the site has no other one."""
        quotas = {
            "v": 1,
            "plan": {"id": 1, "name": "Free"},
            "membership_id": 1,
            "access": access or {"open": True, "reason": None},
            "limits": limits,
        }
        text = json.dumps(quotas).replace("'", "''")
        self.network.sql(
            f"DELETE FROM {{p}}bridge_site_limits WHERE blog_id = {self.blog};"
            "REPLACE INTO {p}bridge_site_quotas (blog_id, membership_id, version, quotas, updated_at)"
            f" VALUES ({self.blog}, 1, 1, '{text}', UTC_TIMESTAMP(6))"
        )

    def allow_posts(self, number: int | None, kind: str = "post") -> None:
        """Limits one type of posts."""
        self.allow(post_types={kind: {"allowed": True, "limit": number}})

    def php(self, code: str, user: str | None = None, **arguments: Any) -> Any:
        """What PHP returns on this site."""
        return self.network.php(code, blog=self.blog, user=user, **arguments)

    def post(self, status: str = "draft", title: str = "Ett utkast", kind: str = "post") -> int:
        """A post made as a super admin, whom no limit stops."""
        code = "return wp_insert_post(wp_slash($arguments), true);"
        given = {"post_status": status, "post_title": title, "post_content": "Text.", "post_type": kind}
        return int(self.php(code, "admin", **given, post_author=self.network.state.users["anna"]))

    def status(self, post: int) -> str:
        """The post's status as the database has it."""
        return self.network.sql(f"SELECT post_status FROM {self.table('posts')} WHERE ID = {post}")[0][0]

    def count(self, where: str) -> int:
        """How many posts fulfil the condition."""
        return int(self.network.sql(f"SELECT COUNT(*) FROM {self.table('posts')} WHERE {where}")[0][0])

    def table(self, name: str) -> str:
        """The full name of one of the site's own tables."""
        return f"{self.network.prefix}{self.blog}_{name}"

    def install(self, name: str, code: str) -> None:
        """Puts a must-use plugin into the tree; it is gone after the test."""
        folder = self.network.wordpress.root / "wp-content" / "mu-plugins"
        (folder / f"{name}.php").write_text(f"<?php\n{code}\n")


@dataclass(slots=True)
class Browser:
    """Somebody logged in on a site."""

    site: Site
    session: requests.Session

    def get(self, path: str, **words: Any) -> requests.Response:
        """A page of the site."""
        return self.session.get(f"{self.site.url}/{path}", timeout=SECONDS, **words)

    def send(self, path: str, data: dict[str, Any], **words: Any) -> requests.Response:
        """A form, followed to the page after it."""
        return self.session.post(f"{self.site.url}/{path}", data=data, timeout=SECONDS, **words)

    def rest(self, method: str, route: str, **words: Any) -> requests.Response:
        """REST with this user's nonce."""
        nonce = self.get("wp-admin/admin-ajax.php?action=rest-nonce").text
        headers = {"X-WP-Nonce": nonce, **words.pop("headers", {})}
        address = f"{self.site.url}/?rest_route={route}"
        return self.session.request(method, address, headers=headers, timeout=SECONDS, **words)

    def field(self, path: str, name: str) -> str:
        """The value of a form's hidden field on a page."""
        text = self.get(path).text
        for found in re.findall(r"<input[^>]*>", text):
            if re.search(rf"name=[\"']{re.escape(name)}[\"']", found):
                value = re.search(r"value=[\"']([^\"']*)[\"']", found)
                return value.group(1) if value else ""
        raise AssertionError(f"no field {name} on {path}")


def browser(site: Site, user: str = "anna") -> Browser:
    """That user, logged in."""
    return Browser(site, site.network.login(user))


def xmlrpc(site: Site, method: str, *arguments: Any) -> str:
    """The answer of xmlrpc.php as text: a value or a fault."""
    body = dumps(arguments, method, allow_none=True).encode()
    answer = requests.post(f"{site.url}/xmlrpc.php", data=body, headers={"Content-Type": "text/xml"}, timeout=SECONDS)
    return answer.text
