"""Logs people in without a browser, once for all tests."""

from collections.abc import Iterable
from typing import TypedDict

from tools.network.network import Network


class Cookie(TypedDict):
    """A cookie as Playwright takes it."""

    name: str
    value: str
    domain: str
    path: str


Cookies = dict[str, list[Cookie]]


def signed_in(network: Network, logins: Iterable[str]) -> Cookies:
    """The cookies of each user, as wp-login.php gives them."""
    return {login: of(network, login) for login in logins}


def of(network: Network, login: str) -> list[Cookie]:
    """The cookies of one user."""
    jar = network.login(login).cookies
    return [{"name": one.name, "value": one.value or "", "domain": "127.0.0.1", "path": one.path} for one in jar]
