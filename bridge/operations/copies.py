"""Tell a network from a copy of its database: on a copy nothing is charged, mailed or renewed until it is adopted.

The installation row remembers what does not travel with a database: a digest of the main site's address, the
fingerprint of the key file that lies beside the service, and whose account at the payment provider its keys are of.
Whatever differs from what is found now makes it a copy.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from bridge.errors import NetworkIsACopy
from bridge.gateways.port import Gateways, GatewayUnreachable

Difference = Literal["site", "service_key", "provider"]
REMEMBER_SECONDS = 30.0


class Remembered(Protocol):
    """What the installation row holds."""

    @property
    def site_url_sha256(self) -> str:
        """The digest of the main site's address."""

    @property
    def service_key_fingerprint(self) -> str | None:
        """The fingerprint of the service's key, None where none was ever used."""

    @property
    def provider_account(self) -> str | None:
        """The account at the payment provider, None where none was ever used."""

    @property
    def provider_livemode(self) -> bool | None:
        """Whether that account's money is real."""

    @property
    def mode(self) -> str:
        """What the network was adopted as."""


@dataclass(frozen=True, slots=True)
class FoundProvider:
    """Which provider's keys there are: whether they are live, and whose, None before the provider was asked."""

    is_live: bool
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What is found now: the same things; no fingerprint where there is no key file, no provider without its keys."""

    site_url_sha256: str
    service_key_fingerprint: str | None
    provider: FoundProvider | None = None


def differences(remembered: Remembered, found: Found) -> tuple[Difference, ...]:
    """Return what is not as it was remembered; a key where none was remembered is no difference.

    A key file that is gone while one is remembered is one: it stayed on the machine that the database came from.
    """
    different: list[Difference] = []
    if remembered.site_url_sha256 != found.site_url_sha256:
        different.append("site")
    if remembered.service_key_fingerprint not in {None, found.service_key_fingerprint}:
        different.append("service_key")
    if found.provider is not None and _is_other(remembered, found.provider):
        different.append("provider")
    return tuple(different)


def _is_other(remembered: Remembered, provider: FoundProvider) -> bool:
    """Tell whether the provider's keys are not those that were used, or real ones where only things are tried."""
    return (
        remembered.provider_livemode not in {None, provider.is_live}
        or (provider.account is not None and remembered.provider_account not in {None, provider.account})
        or (remembered.mode == "staging" and provider.is_live)
    )


class CopyWatch:
    """Remembers for a while what differs, so that a request need not ask."""

    def __init__(
        self, look: Callable[[], tuple[Difference, ...]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the way to look; nothing is looked at before the first use."""
        self._look = look
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._seen: tuple[tuple[Difference, ...], float] | None = None

    def differences(self) -> tuple[Difference, ...]:
        """Return what differs, as of :data:`REMEMBER_SECONDS` ago at most."""
        with self._lock:
            seen = self._seen
            if seen is None or self._monotonic() - seen[1] > REMEMBER_SECONDS:
                seen = (self._look(), self._monotonic())
                self._seen = seen
            return seen[0]

    def is_copy(self) -> bool:
        """Tell whether anything differs, as of :data:`REMEMBER_SECONDS` ago at most."""
        return bool(self.differences())

    def refuse_on_copy(self) -> None:
        """Let nothing be bought on a copy.

        :raises NetworkIsACopy: with what differs.
        """
        if self.is_copy():
            raise NetworkIsACopy(differences=list(self.differences()))


class ProviderWatch:
    """Finds out, before anything is asked of a provider, whether its keys are this network's; a copy asks nobody."""

    def __init__(self, gateways: Gateways, keep: Callable[[str, bool], bool]) -> None:
        """Take what keeps an account where none was kept, and answers whether the one that is kept is this one."""
        self._gateways = gateways
        self._keep = keep
        self._accounts: dict[str, str] = {}
        self._right: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, is_copy: Callable[[], bool]) -> None:
        """Stand before each call of each gateway."""
        for name in self._gateways.with_provider:
            self._gateways[name].guard(partial(self._before_call, name, is_copy))

    def found(self) -> FoundProvider | None:
        """Return whose keys there are, as far as that is known without asking."""
        for name in self._gateways.with_provider:
            return FoundProvider(bool(self._gateways[name].is_live), self._accounts.get(name))
        return None

    def ask(self) -> FoundProvider | None:
        """Return whose keys there are, asked of the provider.

        :raises GatewayUnreachable: where it does not answer.
        """
        for name in self._gateways.with_provider:
            self._learn(name)
        return self.found()

    def _before_call(self, name: str, is_copy: Callable[[], bool]) -> None:
        """Let no call be made on a copy, or with keys of another account."""
        if is_copy():
            raise GatewayUnreachable
        with self._lock:
            if name not in self._right:
                account = self._learn(name)
                if not self._keep(account, bool(self._gateways[name].is_live)):
                    raise GatewayUnreachable
                self._right.add(name)

    def _learn(self, name: str) -> str:
        """Ask whose account a gateway's keys are of, once."""
        if name not in self._accounts:
            account = self._gateways[name].account()
            self._accounts[name] = f"{name}:{account.id if account else ''}"
        return self._accounts[name]
