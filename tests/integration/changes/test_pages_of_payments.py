"""All payments of a membership by pages: each once, in one order, there and back."""

from __future__ import annotations

from bridge.account.page import read_account
from bridge.account.payments import OwnPaymentsAnswer, read_payments
from tests.integration.changes.story import CUSTOMER, MEMBERSHIP, OWNER, Story

Key = tuple[int | None, int | None]


def with_payments(story: Story) -> list[Key]:
    """Some payments of both tables, many of one instant, some without a date; their keys, newest first."""
    dates = [f"2025-0{1 + number % 4}-01 08:00:00" for number in range(45)]
    shared = [(900 + number, None if number % 9 == 0 else at) for number, at in enumerate(dates)]
    alone = [(700 + number, at) for number, at in enumerate(dates[:12])]
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, currency, total, gateway, date_created)"
        f" VALUES {', '.join(shared_row(number, at) for number, at in shared)}"
    )
    story.sql(
        "INSERT INTO {p}bridge_payments (payment_id, membership_id, customer_id, gateway, provider_id, status,"
        " currency, amount_minor, tax_minor, created_at, listed_after)"
        f" VALUES {', '.join(own_row(*one) for one in alone)}"
    )
    every = [(at or "1000", 0, number) for number, at in shared] + [(at, 1, number) for number, at in alone]
    return [(None, number) if kind == 0 else (number, None) for _, kind, number in sorted(every, reverse=True)]


def shared_row(number: int, at: str | None) -> str:
    """A row of the shared table."""
    date = f"'{at}'" if at else "NULL"
    return f"({number}, 'completed', {CUSTOMER}, {MEMBERSHIP}, 'SEK', 99, 'manual', {date})"


def own_row(number: int, at: str) -> str:
    """A row that is ours alone."""
    return f"({number}, {MEMBERSHIP}, {CUSTOMER}, 'manual', 'manual-{number}', 'cancelled', 'SEK', 0, 0, '{at}', 1)"


def keys(page: OwnPaymentsAnswer) -> list[Key]:
    """What a page shows."""
    return [(one.id, one.shared_id) for one in page.payments]


def test_every_payment_is_on_one_page_there_and_back(story: Story) -> None:
    story.membership()
    expected = with_payments(story)
    account = read_account(story.services, OWNER, MEMBERSHIP)

    pages = [read_payments(story.services, OWNER, MEMBERSHIP)]
    while pages[-1].older:
        pages.append(read_payments(story.services, OWNER, MEMBERSHIP, older=pages[-1].older))
    back = [pages[-1]]
    while back[-1].newer:
        back.append(read_payments(story.services, OWNER, MEMBERSHIP, newer=back[-1].newer))

    assert [key for page in pages for key in keys(page)] == expected
    assert keys(pages[0]) == [(one.id, one.shared_id) for one in account.payments]
    assert account.payments_older == pages[0].older
    assert {key for page in back for key in keys(page)} == set(expected)
    assert keys(back[1])[-1] == keys(pages[-2])[-1]
    assert (pages[0].newer, pages[-1].older) == (None, None)

