"""Ultimate Multisite saves, and our service takes over, renews, hands back and looks at what others wrote."""

from tests.integration.companion.beside import BJORN, Beside


def take_over(beside: Beside) -> dict[str, str]:
    """The row once the service has taken the membership over."""
    beside.network.bridge("adopt", str(BJORN))
    row = beside.row()
    assert (row["gateway"], row["auto_renew"]) == ("bridge", "1")
    return row


def test_what_the_service_took_over_is_not_undone_by_a_form_that_was_open(beside: Beside) -> None:
    code = "$GLOBALS['kept'] = serialize(wu_get_membership($id)); return base64_encode($GLOBALS['kept']);"
    loaded = beside.php(code)
    before = take_over(beside)

    beside.php("$late = unserialize(base64_decode($arguments['loaded'])); $late->save(); return true;", loaded=loaded)
    beside.network.bridge("worker", "--once")

    assert beside.row() == before
    assert beside.network.sql("SELECT COUNT(*) FROM {p}bridge_external_edits") == [["0"]]


def test_what_was_handed_back_is_saved_as_ever(beside: Beside) -> None:
    take_over(beside)
    beside.network.bridge("release", str(BJORN))

    beside.php("$one = wu_get_membership($id); $one->set_status('on-hold'); return $one->save();", "admin")

    assert beside.row()["status"] == "on-hold"


def test_a_cancellation_there_is_no_lost_update_that_the_worker_undoes(beside: Beside) -> None:
    before = take_over(beside)

    beside.php("wu_get_membership($id)->cancel(); return true;", "admin")
    beside.network.bridge("worker", "--once")

    assert beside.row()["status"] == "cancelled"
    assert beside.row()["plan_id"] == before["plan_id"]


def test_a_new_subscription_there_takes_the_membership_away_from_the_worker(beside: Beside) -> None:
    take_over(beside)
    subscribe = """
    $one = wu_get_membership($id);
    $one->set_gateway('stripe');
    $one->set_gateway_subscription_id('sub_1');
    return $one->save();
    """

    beside.php(subscribe, "admin")
    beside.network.bridge("worker", "--once")

    row = beside.row()
    assert (row["gateway"], row["gateway_subscription_id"]) == ("stripe", "sub_1")
    assert beside.network.sql(f"SELECT COUNT(*) FROM {{p}}bridge_membership_terms WHERE membership_id = {BJORN}") == [
        ["0"]
    ]


def test_what_it_writes_without_asking_anybody_is_put_right_by_the_worker(beside: Beside) -> None:
    before = take_over(beside)

    beside.write(gateway="manual", auto_renew=0)
    beside.network.bridge("worker", "--once")

    assert beside.row() == before
