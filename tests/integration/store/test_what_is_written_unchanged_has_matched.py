"""A row that holds already what is written to it has matched; what answers once only is so by its own conditions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bridge.store.engine.database import Connection, run
from tests.integration.store.places import Place

AT = datetime(2025, 6, 15, 10, 0, 0)
QUOTE = "1" * 32

CHANGE = """INSERT INTO {p}bridge_changes
  (quote_id, membership_id, customer_id, requested_by, kind, status, gateway, currency, due_now_minor,
   credit_reserved_minor, membership_digest, effective_at, payable_until, created_at, updated_at)
VALUES (%(quote_id)s, 1, 1, 1, 'upgrade', 'awaiting_payment', 'manual', 'EUR', 500, 0, REPEAT('d', 64), %(at)s, %(at)s,
        %(at)s, %(at)s)"""
SAVED = {
    "quote_id": QUOTE, "before": "awaiting_payment", "status": "awaiting_payment", "gateway": "manual",
    "due_now_minor": 500, "credit_reserved_minor": 0, "membership_digest": "d" * 64, "due_quote_id": None,
    "payable_until": AT, "problem": None, "settled_at": None, "tries": 0, "try_again_at": None, "at": AT,
}  # fmt: skip
LIMITS = """INSERT INTO {p}bridge_product_limits
  (product_id, revision, kind, name, limits, source_digest) VALUES (9901, 4, 'plan', 'Plus', '{}', REPEAT('e', 64))"""

#: Statements whose count decides who was first: what makes their row, their name, what they are given.
ONCE: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "installation.keep_fingerprint": (
        "UPDATE {p}bridge_installation SET service_key_fingerprint = NULL WHERE id = 1",
        {"service_key_fingerprint": "f" * 64},
    ),
    "bills_elsewhere.note_refunded": (
        ("INSERT INTO {p}bridge_bills_elsewhere (payment_id, membership_id, customer_id, state, noted_at)"
         " VALUES (9901, 1, 1, 'credited', %(at)s)"),
        {"payment_id": 9901, "at": AT},
    ),
    "bills_elsewhere.look_at": (
        ("INSERT INTO {p}bridge_bills_elsewhere (payment_id, membership_id, customer_id, state, problem, noted_at)"
         " VALUES (9902, 7, 1, 'not_credited', 'unknown', %(at)s)"),
        {"membership_id": 7},
    ),
    "letters.tell_trial": ("DO 0", {"membership_id": 1, "trial_end": AT}),
    "letters.tell_card": (
        "DO 0", {"customer_id": 1, "gateway": "stripe", "method_id": "pm_1", "expires": "2025-08", "at": AT},
    ),
    "changes.claim": (
        CHANGE,
        {"quote_id": QUOTE, "before": "awaiting_payment", "after": "awaiting_payment", "owner": "me", "at": AT,
         "until": AT.replace(hour=11), "gateway": "manual", "binding_quote_id": QUOTE},
    ),
    "changes.pass_slot": (
        ("INSERT INTO {p}bridge_open_operations (membership_id, operation, operation_id, opened_at)"
         " VALUES (9901, 'renewal', REPEAT('2', 32), %(at)s)"),
        {"membership_id": 9901, "renewal_id": "2" * 32, "operation_id": QUOTE, "at": AT},
    ),
    "product_limits.save": (
        LIMITS,
        {"product_id": 9901, "revision": 4, "kind": "plan", "name": "Plus", "limits": "{}", "source_digest": "e" * 64,
         "unreadable_since": None},
    ),
    "keys.trust_pending": (
        ("INSERT INTO {p}bridge_keys (kid, side, public_key, status, created_at)"
         " VALUES ('k', 'plugin', REPEAT('a', 43), 'pending', %(at)s)"),
        {"kid": "k", "approval": "operator", "at": AT},
    ),
    "keys.retire": (
        ("INSERT INTO {p}bridge_keys (kid, side, public_key, status, created_at)"
         " VALUES ('l', 'plugin', REPEAT('b', 43), 'pending', %(at)s)"),
        {"kid": "l", "at": AT},
    ),
}  # fmt: skip


def test_a_change_that_is_saved_again_as_it_is_within_the_same_microsecond_is_saved(sample: Place) -> None:
    sample.run(CHANGE, quote_id=QUOTE, at=AT)
    session = sample.session()

    def work(connection: Connection) -> None:
        connection.defer("changes.save", must_match=True, **SAVED)
        connection.defer("changes.save", must_match=True, **SAVED)

    run(lambda: session, lambda: None, work)

    assert [{"status": "awaiting_payment"}] == sample.run("SELECT status FROM {p}bridge_changes")
    session.close()


def test_account_credit_that_moves_by_nothing_has_moved(sample: Place) -> None:
    session, named = sample.session(), {"customer_id": 9, "currency": "EUR", "at": AT}

    def work(connection: Connection) -> None:
        connection.defer("account_credit.open", **named)
        connection.defer("account_credit.move", must_match=True, balance_minor=0, reserved_minor=0, **named)

    run(lambda: session, lambda: None, work)

    assert [{"balance_minor": 0}] == sample.run(
        "SELECT balance_minor FROM {p}bridge_account_credit WHERE customer_id = 9"
    )
    session.close()


def test_what_somebody_was_first_with_is_said_to_one_alone(sample: Place) -> None:
    session = sample.session()
    for made, _ in ONCE.values():
        session.script(made.replace("{p}", sample.prefix), {"quote_id": QUOTE, "at": AT})

    said = {name: [session.execute(name, **given) for _ in range(2)] for name, (_, given) in ONCE.items()}

    assert said == {name: [1, 0] for name in ONCE}
    session.close()
