"""Dates of the sample as the pages word them: it is built relative to the day of the test."""

from datetime import datetime

from babel.dates import format_date

from tools.network.network import Network

FORMATS = {"en_US": "MMMM d, y", "sv_SE": "d MMMM y"}


def day(instant: datetime, locale: str = "en_US") -> str:
    """Month in words, as WordPress writes dates in that language."""
    return format_date(instant, FORMATS[locale], locale=locale)


def term_end(network: Network, membership: int) -> datetime:
    """When the present term of a membership ends, UTC."""
    rows = network.sql(f"SELECT date_expiration FROM {{p}}wu_memberships WHERE id = {membership}")
    return datetime.fromisoformat(rows[0][0])
