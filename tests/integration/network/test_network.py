"""The sample network is what the other tests take it for."""

import requests

from tools.network.first_state import FirstState
from tools.network.network import Network


def test_every_site_of_the_story_answers(network: Network) -> None:
    addresses = [f"{network.site_url(slug)}/" for slug in ("anna", "bjorn", "cecilia", "eva", "sara")]

    codes = [requests.get(address, timeout=30).status_code for address in addresses]

    assert [200, 200, 200, 200, 200] == codes


def test_a_post_is_found_under_its_own_address(network: Network) -> None:
    answer = requests.get(f"{network.site_url('anna')}/kompost-for-nyborjare/", timeout=30)

    assert (200, True) == (answer.status_code, "Kompost för nybörjare" in answer.text)


def test_an_owner_gets_into_their_own_wp_admin_only(network: Network) -> None:
    session = network.login("anna")

    own = session.get(f"{network.site_url('anna')}/wp-admin/", timeout=30)
    foreign = session.get(f"{network.site_url('bjorn')}/wp-admin/", timeout=30)

    assert (200, 403) == (own.status_code, foreign.status_code)


def test_php_runs_as_the_user_on_the_site(network: Network) -> None:
    asked = "get_current_blog_id(), wp_get_current_user()->user_login, current_user_can('manage_options')"

    assert [2, "anna", True] == network.php(f"return [{asked}];", blog=2, user="anna")


def test_what_one_test_wrote_is_gone_for_the_next(network: Network) -> None:
    state = FirstState(network)
    state.keep()
    network.sql("CREATE TABLE {p}left_over (id INT); DELETE FROM {p}2_posts")
    (network.wordpress.root / "wp-content/uploads/left-over.txt").write_text("x")

    state.return_to()

    assert [["3"]] == network.sql("SELECT COUNT(*) FROM {p}2_posts WHERE post_type = 'post'")
    assert [] == network.sql("SHOW TABLES LIKE '{p}left_over'")
    assert not (network.wordpress.root / "wp-content/uploads/left-over.txt").exists()


def test_mail_is_kept_instead_of_sent(network: Network) -> None:
    sent = network.php("return wp_mail('anna@example.org', 'Hej', 'Text');")

    assert (True, 1) == (sent, len(network.mail()))


def test_rows_that_one_test_wrote_are_gone_for_the_next(first_state: FirstState, network: Network) -> None:
    network.sql("UPDATE {p}wu_memberships SET status = 'expired'; DELETE FROM {p}blogmeta")

    first_state.return_to()

    assert [["9"]] == network.sql("SELECT COUNT(*) FROM {p}wu_memberships WHERE status = 'active'")
    assert [["40"]] == network.sql("SELECT COUNT(*) FROM {p}blogmeta WHERE meta_key LIKE 'wu\\_%'")


def test_what_is_due_by_cron_runs_when_a_test_says_so(network: Network) -> None:
    network.php("return wp_schedule_single_event(time() - 1, 'delete_expired_transients');")
    network.php("return set_site_transient('old', 'x', 1);")
    network.sql("UPDATE {p}sitemeta SET meta_value = 1 WHERE meta_key = '_site_transient_timeout_old'")

    network.run_cron()

    assert network.sql("SELECT * FROM {p}sitemeta WHERE meta_key LIKE '%transient%old'") == []
