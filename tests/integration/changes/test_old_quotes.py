"""Quotes that nobody confirmed go after thirty days; whatever a change, payment or settled line refers to stays."""

from bridge.changes.change import confirm
from bridge.operations.cleaning import purge_quotes
from bridge.worker import run_all_once
from tests.integration.changes.story import OWNER, PREMIUM, Story


def kept(story: Story) -> set[str]:
    """The quotes there are."""
    return {row[0] for row in story.sql("SELECT id FROM {p}bridge_quotes")}


def made_on(story: Story, instant: str, *quotes: str) -> None:
    """Say when quotes were made."""
    ids = ", ".join(f"'{quote}'" for quote in quotes)
    story.sql(f"UPDATE {{p}}bridge_quotes SET created_at = '{instant}' WHERE id IN ({ids})")


def test_a_quote_that_nobody_confirmed_is_deleted_after_thirty_days(story: Story) -> None:
    story.membership()
    story.sql("DELETE FROM {p}bridge_quotes")
    old, younger = story.quote(PREMIUM), story.quote(PREMIUM)
    made_on(story, "2025-05-16 09:59:59", old)
    made_on(story, "2025-05-16 10:00:01", younger)

    counts = run_all_once(story.services)["purge_quotes"]

    assert counts.done == 1
    assert kept(story) == {younger}


def test_what_was_confirmed_carried_out_or_paid_stays(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    downgrade, looked_at = story.quote(1, period=None), story.quote(1, period=None)
    confirm(story.services, OWNER, downgrade, "free")
    story.clock.at = story.clock.at.replace(month=7)
    run_all_once(story.services)
    due = story.change(downgrade, "due_quote_id")[0]
    story.sql("UPDATE {p}bridge_quotes SET created_at = '2025-01-01'")

    purge_quotes(story.services)

    assert {downgrade, due} <= kept(story)
    assert looked_at not in kept(story)


def test_a_quote_that_only_a_payment_or_a_settled_line_names_stays(story: Story) -> None:
    story.membership()
    paid, settled = story.quote(PREMIUM), story.quote(PREMIUM)
    story.sql(
        "INSERT INTO {p}bridge_payments (payment_id, quote_id, membership_id, customer_id, gateway, provider_id,"
        f" status, currency, amount_minor, tax_minor, created_at) VALUES (9001, '{paid}', 501, 601, 'manual',"
        " 'manual-x', 'cancelled', 'SEK', 0, 0, '2025-01-01');"
        "INSERT INTO {p}bridge_settled_lines (membership_id, customer_id, quote_id, product_id, line_type, currency,"
        f" amount_minor, tax_minor, term_start, settled_at) VALUES (501, 601, '{settled}', 3, 'plan', 'SEK', 0, 0,"
        " '2025-01-01', '2025-01-01');"
        "UPDATE {p}bridge_quotes SET created_at = '2025-01-01'"
    )

    purge_quotes(story.services)

    found = kept(story)
    story.sql("DELETE FROM {p}bridge_payments WHERE payment_id = 9001")
    assert {paid, settled} <= found


def test_old_quotes_go_a_page_a_round_and_none_is_looked_at_twice(story: Story) -> None:
    story.membership()
    story.sql("DELETE FROM {p}bridge_quotes")
    quotes = [story.quote(PREMIUM) for _ in range(3)]
    for day, quote in enumerate(quotes, 1):
        made_on(story, f"2025-01-0{day}", quote)

    purged = [purge_quotes(story.services, at_once=2) for _ in range(3)]

    assert purged == [2, 1, 0]
    assert story.one("SELECT after_at FROM {p}bridge_sweeps WHERE name = 'quotes'")[0].startswith("2025-01-03")
