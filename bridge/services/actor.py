"""Who asks: what the plugin vouches for. What they own is never taken from here, it is looked up."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM_USER_ID = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """A WordPress user on one site, as the signed token says; user id 0 is the plugin itself.

    ``is_site_administrator`` is about ``blog_id`` only. ``locale`` is WordPress' own, such as ``sv_SE``.
    """

    user_id: int
    blog_id: int
    is_network_admin: bool = False
    is_site_administrator: bool = False
    locale: str = "en_US"

    @property
    def is_system(self) -> bool:
        """Tell whether the plugin asks on its own account, not for a user."""
        return self.user_id == SYSTEM_USER_ID


SYSTEM = Actor(user_id=SYSTEM_USER_ID, blog_id=0)
