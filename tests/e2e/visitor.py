"""Somebody with a browser window, logged in: where they go and what they read there."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page, Response, Route

from tests.e2e.cookies import Cookie
from tools.network.network import Network

PATIENCE_MS = 15_000


@dataclass(frozen=True, slots=True)
class Window:
    """What kind of window: the site it is on ("" is the main site), its width, with or without scripts."""

    slug: str = ""
    width: int = 1280
    scripts: bool = True


@dataclass(slots=True)
class Visitor:
    """One user in one window."""

    network: Network
    page: Page
    login: str
    window: Window

    @classmethod
    def open(cls, network: Network, browser: Browser, login: str, cookies: list[Cookie], window: Window) -> Self:
        """A new window that reaches no host but the network's."""
        context = browser.new_context(
            viewport={"width": window.width, "height": 900}, java_script_enabled=window.scripts
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies(cookies)  # type: ignore[arg-type]
        context.route(lambda address: not address.startswith(network.url), stay_home)
        return cls(network, context.new_page(), login, window)

    @property
    def blog(self) -> int:
        """The blog id of the site the window is on."""
        return self.network.state.sites.get(self.window.slug, 1)

    @property
    def site(self) -> str:
        """The address of that site, without a slash at its end."""
        return self.network.site_url(self.window.slug) if self.window.slug else self.network.url

    def go(self, path: str) -> Response:
        """Opens a page of the site."""
        answer = self.page.goto(f"{self.site}/{path}", wait_until="domcontentloaded")
        assert answer is not None
        return answer

    def go_to(self, screen: str, **query: object) -> Response:
        """Opens one of our pages: account, change."""
        return self.go(f"wp-admin/admin.php?{urlencode({'page': f'plan-bridge-{screen}', **query})}")

    def account(self, **query: object) -> Response:
        """Opens the Account page."""
        return self.go_to("account", **query)

    def change(self, **query: object) -> Response:
        """Opens the checkout form."""
        return self.go_to("change", **query)

    def network_screen(self, screen: str, **query: object) -> Response:
        """Opens one of our pages of the network administration: products, product, payments, memberships, settings."""
        return self.go(f"wp-admin/network/admin.php?{urlencode({'page': f'plan-bridge-{screen}', **query})}")

    def find(self, selector: str) -> Locator:
        """Elements of the page, once all of it has come: a click that opens another page ends with its first byte."""
        self.page.wait_for_load_state("domcontentloaded")
        return self.page.locator(selector)

    def button(self, words: str) -> Locator:
        """The button with these words."""
        return self.page.get_by_role("button", name=words)

    @property
    def text(self) -> str:
        """What the page says, in one line, hard spaces as spaces."""
        return plain(self.find("#wpbody-content").inner_text())

    def words(self, selector: str) -> str:
        """What the first such element says, in one line."""
        return plain(self.find(selector).first.inner_text())

    def all_words(self, selector: str) -> list[str]:
        """What each such element says."""
        return [plain(words) for words in self.find(selector).all_inner_texts()]

    @property
    def notices(self) -> list[str]:
        """The messages at the top."""
        return self.all_words(".pb-notice")

    def facts(self, card: str) -> dict[str, str]:
        """The names and values of a list of facts."""
        names, values = (self.all_words(f"{card} dl.pb-facts > {tag}") for tag in ("dt", "dd"))
        return dict(zip(names, values, strict=True))

    def read_in(self, locale: str) -> None:
        """Sets the user's language."""
        user = self.network.state.users.get(self.login, 1)
        self.network.sql(
            f"DELETE FROM {{p}}usermeta WHERE user_id = {user} AND meta_key = 'locale';"
            f"INSERT INTO {{p}}usermeta (user_id, meta_key, meta_value) VALUES ({user}, 'locale', '{locale}')"
        )


def plain(words: str) -> str:
    """The words in one line with plain spaces, as tests write them."""
    return re.sub(r"\s+", " ", words).strip()


def stay_home(route: Route) -> None:
    """Fonts and avatars of other hosts are never fetched."""
    route.abort()
