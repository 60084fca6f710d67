"""Taken over, and handed back: Ultimate Multisite then does with a membership what it does with its neighbour."""

from tests.integration.companion.beside import BJORN, PREMIUM, ULLA, Beside
from tests.integration.companion.test_queue import INVOICE, RUN, SCHEDULE, SWAP

SWAP_OF = "$swap = wu_get_membership($id)->get_scheduled_swap(); return $swap ? $swap->scheduled_date : false;"


def near_its_end(beside: Beside) -> None:
    """Bjorn's term and Ulla's end in two days, billed by Ultimate Multisite."""
    beside.network.sql(
        "UPDATE {p}wu_memberships SET gateway = 'manual', auto_renew = 0, status = 'active',"
        f" date_expiration = UTC_TIMESTAMP() + INTERVAL 2 DAY WHERE id IN ({BJORN}, {ULLA})"
    )


def invoices(beside: Beside, membership: int) -> list[list[str]]:
    """The payments of the membership that wait, and that we did not ask for."""
    return beside.network.sql(
        "SELECT shared.status, shared.gateway FROM {p}wu_payments AS shared"
        " LEFT JOIN {p}bridge_payments AS ours ON ours.payment_id = shared.id"
        f" WHERE shared.membership_id = {membership} AND shared.status = 'pending' AND ours.payment_id IS NULL"
    )


def test_a_membership_handed_back_is_invoiced_as_its_neighbour(beside: Beside) -> None:
    near_its_end(beside)
    beside.network.bridge("adopt", str(BJORN))
    beside.network.bridge("release", str(BJORN))

    beside.php(RUN, hook=INVOICE, memberships=[BJORN, ULLA])

    assert invoices(beside, BJORN) == invoices(beside, ULLA) == [["pending", "manual"]]
    assert beside.row()["status"] == beside.row(ULLA)["status"] == "on-hold"
    assert {name: beside.row()[name] for name in ("gateway", "auto_renew")} == {"gateway": "manual", "auto_renew": "0"}


def test_our_open_bill_becomes_their_invoice(beside: Beside) -> None:
    near_its_end(beside)
    beside.network.bridge("adopt", str(BJORN))
    beside.network.bridge("worker", "--once")
    asked = beside.network.sql(f"SELECT status FROM {{p}}bridge_payments WHERE membership_id = {BJORN}")[-1]

    beside.network.bridge("release", str(BJORN))
    beside.network.bridge("worker", "--once")

    assert asked == ["pending"]
    assert invoices(beside, BJORN) == [["pending", "manual"]]
    assert beside.row()["status"] == "on-hold"


def test_an_invoice_of_theirs_ends_in_the_take_over(beside: Beside) -> None:
    near_its_end(beside)
    beside.php(RUN, hook=INVOICE, memberships=[BJORN])
    before = invoices(beside, BJORN)

    told = beside.network.bridge("adopt", str(BJORN), "--dry-run")
    beside.network.bridge("adopt", str(BJORN))

    assert before == [["pending", "manual"]]
    assert "cancels payments" in told
    assert invoices(beside, BJORN) == []
    assert (beside.row()["status"], beside.row()["gateway"]) == ("active", "bridge")


def test_a_swap_scheduled_there_is_told_and_gone_once_the_membership_is_taken_over(beside: Beside) -> None:
    beside.php(SCHEDULE, owner="bjorn", plan=PREMIUM)

    told = beside.network.bridge("adopt", str(BJORN), "--dry-run")
    beside.network.bridge("adopt", str(BJORN))
    beside.network.bridge("worker", "--once")
    before = beside.row()
    beside.php(RUN, hook=SWAP, memberships=[BJORN])

    assert "drops the change scheduled elsewhere for 2030-01-01" in told
    assert beside.php(SWAP_OF) is False
    assert beside.row() == before


def test_what_no_filter_sees_is_put_right_by_the_next_round(beside: Beside) -> None:
    near_its_end(beside)
    beside.network.bridge("adopt", str(BJORN))
    ours = beside.row()
    beside.write(gateway="manual", auto_renew=0)

    beside.network.bridge("worker", "--once")

    assert beside.row() == ours
