"""What account credit pays for now, what it waits for, and when a membership has something to be done."""

from datetime import datetime, timedelta

from bridge.store.looks import CreditLook, Looks, TermLook

NOW = datetime(2025, 6, 15, 10)
SEEN = datetime(1970, 1, 2)
ORDER = {"quote_id": "a", "membership_id": 7, "lease_until": None, "created_at": NOW - timedelta(days=2)}


class Answering:
    """A session that answers with literal rows."""

    def __init__(self, *rows: dict[str, object]) -> None:
        nothing = dict.fromkeys(ORDER)
        self._rows = [{"customer_id": 3, "currency": "SEK", "seen": SEEN, "is_free": 1} | nothing | row for row in rows]

    def rows(self, name: str, /, **_: object) -> list[dict[str, object]]:
        assert name == "looks.list_credit"
        return self._rows


def looked(*rows: dict[str, object]) -> CreditLook:
    """What is seen of one customer's credit."""
    (found,) = Looks(Answering(*rows)).credit(NOW, 10)  # type: ignore[arg-type]
    return found


def test_what_is_awaited_is_paid_for() -> None:
    assert looked(ORDER) == CreditLook(3, "SEK", SEEN, [(ORDER["created_at"], "a", 7)], NOW + timedelta(days=1))


def test_what_somebody_is_at_is_looked_at_once_they_should_be_done() -> None:
    until = NOW + timedelta(minutes=10)

    assert looked({**ORDER, "lease_until": until}) == CreditLook(3, "SEK", SEEN, [], until)
    assert looked({**ORDER, "lease_until": NOW}).payable


def test_credit_that_nothing_awaits_is_looked_at_in_a_day_and_none_that_is_free_in_a_week() -> None:
    assert looked({}) == CreditLook(3, "SEK", SEEN, [], NOW + timedelta(days=1))
    assert looked({**ORDER, "is_free": 0}) == CreditLook(3, "SEK", SEEN, [], NOW + timedelta(days=7))


def test_a_membership_is_due_when_its_time_has_come_or_nobody_can_tell_when_it_does() -> None:
    looks = [TermLook(7, SEEN, at) for at in (NOW, NOW + timedelta(seconds=1), None)]

    assert [look.is_due(NOW) for look in looks] == [True, False, True]
