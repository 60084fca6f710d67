"""Billing details: kept where Ultimate Multisite keeps them, the tax of every quote follows at once."""

from typing import Any

import pytest

from bridge import vat_register
from bridge.account.billing import Address, BillingAnswer, Details, read_billing, save_billing
from bridge.account.receipts import read_receipt
from bridge.account.vat import Answer
from bridge.changes.change import confirm
from bridge.errors import InvalidRequest, NotAllowed
from bridge.network_admin import payments
from bridge.network_admin.settings import save_settings
from bridge.store.membership_rows import read_address
from bridge.tasks import check_vat_numbers
from bridge.worker import run_all_once
from tests.fakes.vies import register
from tests.integration.changes.story import ADMIN, BASIC, CUSTOMER, MEMBERSHIP, OWNER, PREMIUM, STRANGER, Story

RATES = (
    'a:1:{s:7:"default";a:2:{s:4:"name";s:7:"Default";s:5:"rates";a:2:{'
    'i:0;a:3:{s:5:"title";s:4:"Moms";s:7:"country";s:2:"SE";s:8:"tax_rate";s:2:"25";}'
    'i:1;a:3:{s:5:"title";s:4:"USt.";s:7:"country";s:2:"DE";s:8:"tax_rate";s:2:"19";}}}}'
)


def network_with_rates(story: Story) -> None:
    story.membership()
    story.sql("DELETE FROM {p}sitemeta WHERE meta_key = 'wp-ultimo_tax_rates'")
    story.sql(f"INSERT INTO {{p}}sitemeta (site_id, meta_key, meta_value) VALUES (1, 'wp-ultimo_tax_rates', '{RATES}')")
    save_settings(story.services, ADMIN, {
        "taxes": True, "issuer_country": "SE", "reverse_charge": True, "check_vat_numbers": True,
        "issuer_vat_number": "SE556703748501",
    })  # fmt: skip


def saved(story: Story, country: str, number: str = "", **more: str) -> BillingAnswer:
    return save_billing(story.services, OWNER, MEMBERSHIP, Details(Address(country=country, **more), number))


def quoted_tax(story: Story) -> int:
    """The tax in the charges of the change to Premium."""
    quote = story.quote(PREMIUM)
    kept = story.services.database.reading(lambda store: store.quotes.find(quote))
    return sum(line.tax_minor for line in kept.quote.lines if line.code == "plan")


def asked(story: Story, answer: Answer | None) -> Any:
    return check_vat_numbers(story.services, lambda *_: answer)


def test_the_country_decides_the_tax_of_the_next_quote_and_the_page_says_which(story: Story) -> None:
    network_with_rates(story)

    untaxed = quoted_tax(story)
    swedish = saved(story, "SE", city="Malmö").billing
    of_sweden = quoted_tax(story)
    german = saved(story, "DE").billing
    of_germany = quoted_tax(story)

    assert (untaxed, of_sweden, of_germany) == (0, 4975, 3781)
    assert ((swedish.tax.status, swedish.tax.rates), (german.tax.status, german.tax.rates)) == (
        ("charged", ("25",)), ("charged", ("19",)),
    )  # fmt: skip
    stored = story.one(f"SELECT meta_value FROM {{p}}wu_customermeta WHERE wu_customer_id = {CUSTOMER}")[0]
    assert stored.startswith('O:33:"WP_Ultimo')
    assert story.events() == ["billing_details_changed", "billing_details_changed"]


def test_a_valid_number_of_another_country_reverses_the_charge_once_the_worker_has_asked(story: Story) -> None:
    network_with_rates(story)

    before = saved(story, "DE", "136695976").billing
    down = asked(story, None)
    still = quoted_tax(story)
    story.sql("UPDATE {p}bridge_buyers SET vat_ask_at = '2025-06-15'")
    up = asked(story, Answer(is_valid=True, proof="W123"))
    after = read_billing(story.services, OWNER, MEMBERSHIP).billing

    assert (before.vat.number, before.vat.state, before.tax.status) == ("DE136695976", "unchecked", "charged")
    assert (down.left, still, up.done, quoted_tax(story)) == (1, 3781, 1, 0)
    assert (after.vat.state, after.vat.proof, after.tax.status) == ("valid", "W123", "reverse_charge")

    quote = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote))
    told = read_receipt(story.services, OWNER, story.payment_id(quote)).receipt
    assert (told.reverse_charge, told.vat.minor, {line.rate for line in told.lines}) == (True, 0, {""})
    assert (told.buyer.vat_number, told.notes) == (
        "DE136695976", ("Reverse charge: the customer accounts for the VAT.",),
    )  # fmt: skip


def test_a_number_that_was_valid_stays_so_while_the_register_is_down_and_another_is_asked_about_anew(
    story: Story,
) -> None:
    network_with_rates(story)
    saved(story, "DE", "DE136695976")
    asked(story, Answer(is_valid=True, proof="W1"))

    saved(story, "DE", "DE136695976", city="Köln")
    story.sql("UPDATE {p}bridge_buyers SET vat_ask_at = '2025-06-15'")
    asked(story, None)

    assert read_billing(story.services, OWNER, MEMBERSHIP).billing.vat.state == "valid"
    assert saved(story, "FR", "FR40303265045").billing.vat.state == "unchecked"
    assert saved(story, "FR", "").billing.vat.number == ""


def test_the_worker_asks_the_register_over_the_network_and_its_silence_changes_nothing(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    network_with_rates(story)
    saved(story, "DE", "DE136695976")
    with register() as vies:
        monkeypatch.setattr(vat_register, "ADDRESS", vies.address)
        seen = []
        for says in (
            lambda: vies.fails("MS_UNAVAILABLE"),
            lambda: vies.says(valid=True),
            lambda: vies.fails("SERVICE_UNAVAILABLE", 200),
            lambda: vies.says(valid=False),
        ):
            says()
            run_all_once(story.services)
            seen.append((read_billing(story.services, OWNER, MEMBERSHIP).billing.vat.state, quoted_tax(story)))
            story.sql("UPDATE {p}bridge_buyers SET vat_ask_at = '2025-06-15'")

    assert seen == [("unchecked", 3781), ("valid", 0), ("valid", 0), ("invalid", 3781)]
    assert len(vies.asked) == 4


def test_nobody_asks_the_register_where_the_network_does_not_allow_it(story: Story) -> None:
    network_with_rates(story)
    save_settings(story.services, ADMIN, {"check_vat_numbers": False})
    saved(story, "DE", "DE136695976")

    counts = asked(story, Answer(is_valid=True, proof="W1"))

    assert (counts.done, counts.left) == (0, 0)


def test_what_is_wrong_is_told_by_field_and_nothing_is_written(story: Story) -> None:
    network_with_rates(story)

    with pytest.raises(InvalidRequest) as refused:
        saved(story, "XX")
    with pytest.raises(InvalidRequest) as wrong:
        saved(story, "DE", "DE1")
    with pytest.raises(NotAllowed):
        save_billing(story.services, STRANGER, MEMBERSHIP, Details(Address(country="SE"), ""))

    assert refused.value.params["errors"] == [{"path": "country", "code": "country_unknown"}]
    assert wrong.value.params["errors"] == [{"path": "vat_number", "code": "vat_number_wrong"}]
    assert story.sql(f"SELECT 1 FROM {{p}}wu_customermeta WHERE wu_customer_id = {CUSTOMER}") == []
    assert story.sql("SELECT 1 FROM {p}bridge_buyers") == []
    assert story.row("plan_id") == [str(BASIC)]
    assert read_address(None) == {}
