"""A whole change on rows as other systems leave them: dates that are none, texts that cannot be read, no plan."""

from datetime import datetime

import pytest

from bridge.account.page import read_account
from bridge.changes.change import cancel, confirm
from bridge.changes.quoting import make_quote
from bridge.errors import ChangeRefused
from bridge.network_admin import payments
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import rematerialise
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, DISK, FREE, MEMBERSHIP, MONTH, OWNER, PREMIUM, YEAR, Story

UNREADABLE = 'a:1:{i:5;s:9:"1'


def bought(story: Story, plan: int = PREMIUM) -> str:
    """An upgrade that was confirmed and paid by hand."""
    quote_id = story.quote(plan)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    return quote_id


@pytest.mark.parametrize("plan", [BASIC, PREMIUM, FREE])
def test_no_change_replaces_packages_that_cannot_be_read(story: Story, plan: int) -> None:
    story.membership(addons=UNREADABLE)
    selection = Selection(plan, {DISK: 1}, MONTH)

    with pytest.raises(ChangeRefused) as refused:
        make_quote(story.services, OWNER, MEMBERSHIP, selection)

    assert refused.value.refusal_code == "addons_unknown"
    assert story.row("addon_products") == [UNREADABLE]


def test_packages_that_became_unreadable_are_renewed_as_charged_and_kept_byte_for_byte(story: Story) -> None:
    with_disk(story)
    limit = story.quota()["limits"]["disk_space"]
    story.sql(f"UPDATE {{p}}wu_memberships SET addon_products = '{UNREADABLE}' WHERE id = {MEMBERSHIP}")
    story.clock.at = datetime(2025, 7, 16, 8, 0, 0)

    run_all_once(story.services)
    renewed = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]
    payments.mark_paid(story.services, ADMIN, story.payment_id(renewed))

    assert story.change(renewed, "due_now_minor") == ["24800"]
    assert story.row("addon_products, date_expiration") == [UNREADABLE, "2025-08-15 10:00:00"]
    assert story.quota()["limits"]["disk_space"] == limit


def test_limits_stay_while_nobody_can_tell_which_packages_are_held(story: Story) -> None:
    story.membership(PREMIUM, addons=f"a:1:{{i:{DISK};i:2;}}")
    rematerialise(story.services, MEMBERSHIP)
    before = story.quota()["limits"]

    story.sql(f"UPDATE {{p}}wu_memberships SET addon_products = '{UNREADABLE}' WHERE id = {MEMBERSHIP}")
    rematerialise(story.services, MEMBERSHIP)

    assert story.quota()["limits"] == before


RATES = "wp-ultimo_tax_rates"


@pytest.mark.parametrize("key", [RATES, "wp-ultimo_v2_settings"])
@pytest.mark.parametrize("kind", ["renewal", "scheduled"])
def test_what_falls_due_while_no_rate_of_tax_is_known_waits_and_is_done_once_there_is(
    story: Story, key: str, kind: str
) -> None:
    story.membership()
    first = story.quote(PREMIUM, period=YEAR)
    confirm(story.services, OWNER, first, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(first))
    quote_id = story.quote(PREMIUM) if kind == "scheduled" else None
    if quote_id:
        confirm(story.services, OWNER, quote_id, "manual")
    stored = story.one(f"SELECT HEX(meta_value) FROM {{p}}sitemeta WHERE meta_key = '{key}'")[0]
    story.sql(f"UPDATE {{p}}sitemeta SET meta_value = 'a:x' WHERE meta_key = '{key}'")
    story.clock.at = datetime(2026, 6, 15, 10, 0, 1)

    waited = run_all_once(story.services)

    assert {name: counts.failed for name, counts in waited.items() if counts.failed} == {}
    assert story.row("plan_id, status") == [str(PREMIUM), "active"]
    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE status = 'awaiting_payment'") == []
    assert quote_id is None or story.change(quote_id) == ["scheduled"]

    story.sql(f"UPDATE {{p}}sitemeta SET meta_value = UNHEX('{stored}') WHERE meta_key = '{key}'")
    story.clock.at = datetime(2026, 6, 15, 10, 20, 1)
    run_all_once(story.services)

    assert len(story.sql("SELECT quote_id FROM {p}bridge_changes WHERE status = 'awaiting_payment'")) == 1


@pytest.mark.parametrize("currency", ["", "sek"])
def test_account_credit_is_used_where_the_membership_s_column_leaves_its_currency_to_the_network(
    story: Story, currency: str
) -> None:
    story.membership(credit_minor=5000)
    story.sql(f"UPDATE {{p}}wu_memberships SET currency = '{currency}' WHERE id = {MEMBERSHIP}")

    quote_id = bought(story)

    assert story.credit() == ["0", "0"]
    assert story.change(quote_id, "status, currency") == ["applied", "SEK"]
    assert story.row("UPPER(currency), plan_id") == ["SEK", str(PREMIUM)]


def test_a_change_without_money_leaves_an_amount_that_is_null_as_it_is(story: Story) -> None:
    story.membership()
    bought(story)
    quote_id = story.quote(FREE, period=None)
    confirm(story.services, OWNER, quote_id, "manual")
    story.sql(f"UPDATE {{p}}wu_memberships SET initial_amount = NULL WHERE id = {MEMBERSHIP}")

    cancel(story.services, OWNER, quote_id)

    assert story.row("initial_amount") == ["NULL"]


def with_disk(story: Story) -> None:
    """Premium with a disk package, paid through us."""
    story.membership()
    quote_id = story.quote(PREMIUM, {DISK: 1})
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


@pytest.mark.parametrize("none", ["NULL", "'0000-00-00 00:00:00'"])
@pytest.mark.parametrize("plan", [2, 99, 0])
def test_a_change_where_no_date_is_known(story: Story, none: str, plan: int) -> None:
    story.membership(plan=plan)
    columns = ("date_created", "date_activated", "date_renewed", "date_trial_end", "date_expiration")
    story.sql(
        "SET sql_mode = ''; UPDATE {p}wu_memberships SET "
        + ", ".join(f"{column} = {none}" for column in columns)
        + f" WHERE id = {MEMBERSHIP}"
    )

    quote_id = bought(story)

    assert story.change(quote_id) == ["applied"]
    assert story.row("plan_id, date_renewed, date_expiration") == [
        str(PREMIUM), "2025-06-15 10:00:00", "2025-07-15 10:00:00",
    ]  # fmt: skip
    assert read_account(story.services, OWNER).membership.id == MEMBERSHIP


@pytest.mark.parametrize("status", ["active", "on-hold", "pending", "expired", "cancelled", "trialing", "done"])
def test_a_change_from_every_status_bills_once_and_runs(story: Story, status: str) -> None:
    story.membership(FREE, amount="0", end=None, status=status, billed=0)

    quote_id = bought(story)

    assert story.change(quote_id, "status, due_now_minor") == ["applied", "19900"]
    assert story.row("status, times_billed, initial_amount, amount, date_cancellation") == [
        "active", "1", "199.0000", "199.0000", "NULL",
    ]  # fmt: skip


def test_a_trial_that_ends_by_an_upgrade_leaves_no_trial_behind(story: Story) -> None:
    story.membership(status="trialing", billed=0, amount="99", start="2025-06-10 00:00:00", end="2025-06-24 00:00:00")

    quote_id = bought(story)

    assert story.change(quote_id, "status, due_now_minor") == ["applied", "19900"]
    assert story.row("status, times_billed, initial_amount, date_trial_end, date_expiration") == [
        "active", "1", "199.0000", "NULL", "2025-07-15 10:00:00",
    ]  # fmt: skip
