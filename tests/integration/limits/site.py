"""A site of the sample network as the tests of limits use it: its limits, its people, its ways to add something."""

import re
from dataclasses import dataclass, field
from typing import Any
from xmlrpc.client import dumps

import requests

from tests.integration.allowing import allow
from tools.network.network import Network

SECONDS = 60
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
"""Else a request says that a program makes it, and programs are no visitors."""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
MEGABYTE = 1024 * 1024
NONCE = "add_action('init', static function (): void {"
NONCE += " isset($_GET['a_nonce']) && wp_die(wp_create_nonce($_GET['a_nonce']), '', 200); }, 99);"


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
        """Writes what its membership holds: what is not named is not limited."""
        is_closed = access is not None and not access["open"]
        allow(self.network, self.blog, limits, (access or {}).get("reason") if is_closed else None)

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


def visits(site: Site) -> int:
    """Visits of the site that were counted, in whichever month."""
    sql = (
        f"SELECT COALESCE((SELECT SUM(meta_value) FROM {{p}}blogmeta WHERE blog_id = {site.blog} AND meta_key LIKE"
        f" 'wu_visits_%'), 0) + COALESCE((SELECT SUM(visits) FROM {{p}}bridge_visits WHERE blog_id = {site.blog}), 0)"
    )
    return int(float(site.network.sql(sql)[0][0]))


@dataclass(slots=True)
class Browser:
    """Somebody logged in on a site."""

    site: Site
    session: requests.Session
    nonces: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **words: Any) -> requests.Response:
        """A page of the site."""
        return self.session.get(f"{self.site.url}/{path}", timeout=SECONDS, **words)

    def send(self, path: str, data: dict[str, Any], **words: Any) -> requests.Response:
        """A form, followed to the page after it."""
        return self.session.post(f"{self.site.url}/{path}", data=data, timeout=SECONDS, **words)

    def rest(self, method: str, route: str, **words: Any) -> requests.Response:
        """REST with this user's nonce."""
        if "REST" not in self.nonces:
            self.nonces["REST"] = self.get("wp-admin/admin-ajax.php?action=rest-nonce").text
        headers = {"X-WP-Nonce": self.nonces["REST"], **words.pop("headers", {})}
        address = f"{self.site.url}/?rest_route={route}"
        return self.session.request(method, address, headers=headers, timeout=SECONDS, **words)

    def nonce(self, action: str) -> str:
        """What the screen with the form of an action would send along: asked of a page that costs less."""
        if action not in self.nonces:
            self.site.install("nonce", NONCE)
            page = self.get("", params={"a_nonce": action}).text
            self.nonces[action] = page.split('wp-die-message">')[1].split("<")[0].strip()
        return self.nonces[action]

    def field(self, path: str, name: str) -> str:
        """The value of a form's hidden field on a page."""
        text = self.get(path).text
        for found in re.findall(r"<input[^>]*>", text):
            if re.search(rf"name=[\"']{re.escape(name)}[\"']", found):
                value = re.search(r"value=[\"']([^\"']*)[\"']", found)
                return value.group(1) if value else ""
        raise AssertionError(f"no field {name} on {path}")


LOGGED_IN: dict[str, requests.Session] = {}
"""Sessions that are part of the state which each test begins with, by login."""


def browser(site: Site, user: str = "anna") -> Browser:
    """That user, logged in."""
    session = requests.Session()
    session.cookies.update((LOGGED_IN[user] if user in LOGGED_IN else site.network.login(user)).cookies)
    session.headers.update(FIREFOX)
    return Browser(site, session)


def xmlrpc(site: Site, method: str, *arguments: Any) -> str:
    """The answer of xmlrpc.php as text: a value or a fault."""
    body = dumps(arguments, method, allow_none=True).encode()
    answer = requests.post(f"{site.url}/xmlrpc.php", data=body, headers={"Content-Type": "text/xml"}, timeout=SECONDS)
    return answer.text
