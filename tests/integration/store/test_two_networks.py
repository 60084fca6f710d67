"""One WordPress may hold several networks: ours is the one that was named, whatever ids the others have."""

from __future__ import annotations

import pytest

from bridge.errors import NetworkUnclear
from bridge.operations.check import MySQLInspection, second_network
from bridge.store.installation import MySQLInstallation
from bridge.store.migrate import migrate
from tests.integration.store.places import Place, new_place, with_sample, with_wordpress
from tools.network.mariadb import Server

#: Our network gets the id 5; another one, with other taxes, has the lowest.
A_LOWER_ONE = """
UPDATE wp_sitemeta SET site_id = 5; UPDATE wp_blogs SET site_id = 5; UPDATE wp_site SET id = 5 ORDER BY id LIMIT 1;
UPDATE wp_bridge_installation SET wp_network_id = 5;
INSERT INTO wp_site (id, domain, path) VALUES (1, 'other.test', '/');
INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES
  (1, 'wp-ultimo_tax_rates', 'none'), (1, 'wp-ultimo_v2_settings', 'none')
"""


def two_networks(place: Place) -> None:
    """The tables of WordPress with a second network at other.test."""
    with_wordpress(place)
    place.script("INSERT INTO wp_site (id, domain, path) VALUES (7, 'other.test:8080', '/shop/')")


def test_a_network_with_a_lower_id_makes_ours_no_copy(server: Server) -> None:
    place = with_sample(new_place(server, "lower"))
    database = place.database()
    inspection = MySQLInspection(database, "wp_", None, has_network_url=False)
    before = (inspection.differences(), database.session().rows("settings.shared_settings"))

    place.script(A_LOWER_ONE)

    assert before == (inspection.differences(), database.session().rows("settings.shared_settings"))
    assert before[0] == ()
    database.forget()


def test_the_catalog_s_digest_is_of_our_settings_alone(server: Server) -> None:
    place = with_sample(new_place(server, "lower"))
    place.script(A_LOWER_ONE)
    session = place.session()
    digest = session.rows("products.digest")

    place.script("UPDATE wp_sitemeta SET meta_value = 'x' WHERE site_id = 1")
    theirs = session.rows("products.digest")
    place.script(
        "INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES (5, 'wp-ultimo_tax_rates', 'x')"
    )

    assert theirs == digest
    assert session.rows("products.digest") != digest
    session.close()


@pytest.mark.parametrize(("url", "chosen"), [("https://other.test:8080/shop", 7), ("http://other.test:8080/shop/", 7)])
def test_the_network_that_is_asked_for_is_the_one_that_is_taken(empty: Place, url: str, chosen: int) -> None:
    two_networks(empty)
    session = empty.session()

    migrate(session, "wp_", url)
    migrate(session, "wp_", None)

    assert empty.run("SELECT wp_network_id FROM wp_bridge_installation") == [{"wp_network_id": chosen}]
    assert {row["site_id"] for row in empty.run("SELECT site_id FROM wp_sitemeta WHERE meta_key LIKE 'wpdb%%'")} == {7}
    session.close()


def test_where_nothing_tells_which_network_is_meant_nothing_is_made(empty: Place) -> None:
    two_networks(empty)
    session = empty.session()

    with pytest.raises(NetworkUnclear):
        migrate(session, "wp_", "https://third.test")

    assert empty.run("SHOW TABLES LIKE 'wp\\_bridge%%'") == []
    session.close()


def test_an_installation_of_an_earlier_version_is_known_by_its_address(server: Server) -> None:
    place = with_sample(new_place(server, "earlier"))
    place.script("INSERT INTO wp_site (id, domain, path) VALUES (9, 'other.test', '/')")
    place.script("UPDATE wp_site SET id = 12 WHERE id = 1; UPDATE wp_bridge_installation SET wp_network_id = NULL")
    session = place.session()

    migrate(session, "wp_")

    installation = MySQLInstallation(session).find()
    assert installation is not None
    assert installation.wp_network_id == 12
    session.close()


def test_beside_ultimate_multisite_check_says_that_only_the_first_network_is_supported(server: Server) -> None:
    place = with_sample(new_place(server, "second"))
    database = place.database()
    alone = second_network(database, "wp_")
    place.script(A_LOWER_ONE)
    without_it = second_network(database, "wp_")

    place.script(
        "DELETE FROM wp_sitemeta WHERE site_id = 5 AND meta_key = 'active_sitewide_plugins';"
        "INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES (5, 'active_sitewide_plugins',"
        ' \'a:1:{s:41:"ultimate-multisite/ultimate-multisite.php";i:1;}\')'
    )
    database.forget()
    (said,) = second_network(database, "wp_")

    assert (alone, without_it) == ([], [])
    assert "number 5" in said
    assert "wp_wu_5_" in said
    assert "only an installation's first network is supported" in said
    database.forget()
