"""Where a site's limits come from, what happens before they are there, and what the pages show of their use."""

import time
from typing import Any

import pytest

from tests.integration.added_up import added_up
from tests.integration.limits.site import Browser, Site, browser
from tools.network.service import BridgeFailed

HEALTH = "return (new PlanBridge\\Health\\SiteHealth())->quota()['status'];"
PUBLISH = "return get_post_status(wp_insert_post(['post_title' => 'Ny', 'post_status' => 'publish']));"
READ = "return PlanBridge\\Limits\\Quota::for(get_current_blog_id())?->membershipId();"

NO_POSTS = '{"v":1,"plan":{"id":1,"name":"Free"},"limits":{"post_types":{"post":{"allowed":false,"limit":0}}}}'
SPACE_ROWS = "SELECT COUNT(*) FROM {p}bridge_outbox WHERE topic = 'blog_upload_space'"


def lose(site: Site) -> None:
    """Takes away what says which membership limits the site."""
    site.network.sql(f"DELETE FROM {{p}}bridge_site_limits WHERE blog_id = {site.blog}")


def keep_of_before(site: Site, text: str) -> None:
    """The row in which an earlier version kept a site's limits."""
    site.network.sql(
        "REPLACE INTO {p}bridge_site_quotas (blog_id, membership_id, version, quotas, updated_at)"
        f" VALUES ({site.blog}, 1, 1, '{text}', UTC_TIMESTAMP(6))"
    )


def test_a_missing_row_is_asked_for_and_then_holds(site: Site) -> None:
    lose(site)

    assert ("critical", True, "good") == (site.php(HEALTH), site.php(READ) is not None, site.php(HEALTH))


def test_while_the_service_is_down_wordpress_rules_hold_and_site_health_says_so(site: Site) -> None:
    lose(site)
    site.network.stop("service")
    try:
        assert ("publish", "critical") == (site.php(PUBLISH, "anna"), site.php(HEALTH))
    finally:
        site.network.start("service")


def test_the_service_is_asked_once_a_minute_at_most(site: Site) -> None:
    lose(site)
    code = """
        $asked = 0;
        add_filter('pre_http_request', static function () use (&$asked) {
            $asked++;
            return new WP_Error('http_request_failed', 'cURL error 7: x');
        });
        foreach ([1, 2, 3] as $time) {
            PlanBridge\\Limits\\Quota::forget();
            PlanBridge\\Limits\\Quota::for(get_current_blog_id());
        }
        return $asked;
    """

    assert 1 == site.php(code)


def test_a_quota_is_read_once_per_request_and_never_from_the_object_cache(site: Site) -> None:
    site.allow_posts(3)
    code = """
        global $wpdb;
        PlanBridge\\Limits\\Quota::forget();
        $before = $wpdb->num_queries;
        foreach ([1, 2, 3] as $time) { PlanBridge\\Limits\\Quota::for(get_current_blog_id()); }
        return $wpdb->num_queries - $before;
    """

    assert 1 == site.php(code)


def test_the_main_site_is_never_asked_about(site: Site) -> None:
    code = """
        global $wpdb;
        $before = $wpdb->num_queries;
        PlanBridge\\Limits\\Quota::for(1);
        return $wpdb->num_queries - $before;
    """

    assert 0 == site.network.php(code)


@pytest.mark.parametrize(
    "spoilt", ['{"v": 99, "plan": {"id": 1}}', "", "{", '{"v": 1, "limits": {"visits": {"limit": "x"}}}']
)
def test_where_a_row_cannot_be_read_what_was_written_last_holds_and_the_network_admin_is_told(
    site: Site, spoilt: str
) -> None:
    lose(site)
    keep_of_before(site, spoilt)
    site.network.sql(f"REPLACE INTO {{p}}bridge_known_quotas VALUES ({site.blog}, '{NO_POSTS}')")
    site.network.stop("service")
    try:
        found = (site.php(PUBLISH, "anna"), site.php(HEALTH))
    finally:
        site.network.start("service")

    noted = [row[0] for row in site.network.sql("SELECT code FROM {p}bridge_limit_faults")]
    notice = browser(site, "admin").get("wp-admin/network/").text
    assert ("draft", "critical", ["quota_unreadable"], True) == (*found, noted, "bridge materialise" in notice)


def test_a_spoilt_row_is_written_anew_by_the_service_at_once(site: Site) -> None:
    lose(site)
    keep_of_before(site, "")

    assert (True, "good") == (site.php(READ) is not None, site.php(HEALTH))


@pytest.mark.parametrize("lost", ["", " AND meta_key = 'wu_type'", " AND meta_key = 'wu_membership_id'"])
def test_a_site_that_lost_its_link_stays_limited_and_its_owner_reads_so(site: Site, anna: Browser, lost: str) -> None:
    site.network.sql(f"DELETE FROM {{p}}blogmeta WHERE blog_id = {site.blog}{lost}")

    assert isinstance(site.php("return PlanBridge\\Limits\\Quota::for(get_current_blog_id())?->membershipId();"), int)
    page = anna.get("wp-admin/admin.php?page=plan-bridge-account")
    assert (200, True) == (page.status_code, "lost its link to your membership" in page.text)
    assert "critical" == site.php(HEALTH)


@pytest.mark.parametrize("key", ["wu_type", "wu_membership_id"])
def test_a_site_whose_link_is_a_word_that_nobody_knows_stays_limited_and_its_owner_reads_so(
    site: Site, anna: Browser, key: str
) -> None:
    site.network.sql(
        f"UPDATE {{p}}blogmeta SET meta_value = 'kr 199' WHERE blog_id = {site.blog} AND meta_key = '{key}'"
    )

    assert isinstance(site.php("return PlanBridge\\Limits\\Quota::for(get_current_blog_id())?->membershipId();"), int)
    page = anna.get("wp-admin/admin.php?page=plan-bridge-account")
    assert (200, True) == (page.status_code, "lost its link to your membership" in page.text)


@pytest.mark.parametrize("kind", ["default", "site_template", "main", "pending", "external", "demo"])
def test_a_site_that_was_made_one_of_another_known_type_is_not_limited_any_more_and_not_lost(
    site: Site, kind: str
) -> None:
    site.network.sql(
        f"UPDATE {{p}}blogmeta SET meta_value = '{kind}' WHERE blog_id = {site.blog} AND meta_key = 'wu_type'"
    )

    site.network.bridge("worker", "--once")

    assert site.php("return PlanBridge\\Limits\\Quota::for(get_current_blog_id());") is None
    assert "All is well." in site.network.bridge("check")


@pytest.mark.parametrize("gone", ["wu_memberships", "wu_customers", "wu_products"])
def test_limits_hold_where_rows_of_the_shared_data_are_gone(site: Site, anna: Browser, gone: str) -> None:
    before = site.php("return PlanBridge\\Limits\\Quota::for(get_current_blog_id())?->limit('disk_space')?->most();")
    site.network.sql(f"DELETE FROM {{p}}{gone}")

    code = "return PlanBridge\\Limits\\Quota::for(get_current_blog_id())?->limit('disk_space')?->most();"
    assert before == site.php(code)
    page = anna.get("wp-admin/admin.php?page=plan-bridge-account")
    assert (200, True) == (page.status_code, "pb-page" in page.text)


def test_a_membership_whose_plan_never_existed_keeps_cores_rules_and_is_told(site: Site) -> None:
    site.network.sql(
        f"SET @membership = (SELECT membership_id FROM {{p}}bridge_site_limits WHERE blog_id = {site.blog});"
        f"DELETE FROM {{p}}bridge_site_limits WHERE blog_id = {site.blog};"
        "DELETE FROM {p}bridge_membership_limits WHERE membership_id = @membership;"
        "DELETE FROM {p}bridge_holdings WHERE membership_id = @membership;"
        "UPDATE {p}wu_memberships SET plan_id = 777 WHERE id = @membership"
    )
    before = site.network.sql(SPACE_ROWS)
    site.php(READ)

    told = site.php("return (new PlanBridge\\Health\\SiteHealth())->quota();")

    assert ("critical", True) == (told["status"], "No plan limits this site" in told["label"])
    assert before == site.network.sql(SPACE_ROWS)


def test_without_our_tables_the_network_still_works(site: Site, anna: Browser) -> None:
    site.network.sql("RENAME TABLE {p}bridge_site_limits TO {p}away, {p}bridge_outbox TO {p}away2")
    try:
        pages = [anna.get(""), anna.get("wp-admin/index.php"), anna.get("wp-admin/media-new.php")]
    finally:
        site.network.sql("RENAME TABLE {p}away TO {p}bridge_site_limits, {p}away2 TO {p}bridge_outbox")

    assert [200, 200, 200] == [page.status_code for page in pages]


def test_usage_is_counted_as_it_is_limited(site: Site) -> None:
    site.post("private")
    site.post("draft")
    site.allow(post_types={"bok": {"allowed": True, "limit": 1}}, users={"editor": {"allowed": True, "limit": 1}})

    usage = site.php("return PlanBridge\\Limits\\Usage::forSite(get_current_blog_id());")

    assert {"post": 4, "page": 2, "attachment": 2, "bok": 0} == usage["post_types"]
    assert {"administrator": 2, "editor": 0} == usage["users"]
    assert (3.5, 740) == (round(usage["disk_space"], 1), usage["visits"])


MADE = """
    $asked = [];
    add_filter('pre_http_request', static function ($short, $args, $url) use (&$asked) {
        $asked[] = parse_url($url, PHP_URL_PATH);
        return ['response' => ['code' => 200], 'body' => '{}', 'headers' => []];
    }, 10, 3);
"""


def test_sites_that_are_made_moved_or_deleted_are_materialised(site: Site) -> None:
    code = (
        MADE
        + """
        update_site_meta(get_current_blog_id(), 'wu_membership_id', 2);
        update_site_meta(get_current_blog_id(), 'wu_membership_id', 3);
        update_site_meta(get_current_blog_id(), 'something_else', 3);
        PlanBridge\\Limits\\Sites::onEnd();
        return $asked;
    """
    )

    assert [f"/v1/sites/{site.blog}/quota"] == site.php(code)


def test_a_new_site_is_asked_for_when_the_request_ends(site: Site) -> None:
    code = (
        MADE
        + """
        $given = ['domain' => get_network()->domain, 'path' => '/ny/', 'title' => 'Ny', 'user_id' => 1];
        $id = wp_insert_site($given + ['network_id' => 1]);
        PlanBridge\\Limits\\Sites::onEnd();
        return $asked === ["/v1/sites/$id/quota"];
    """
    )

    assert site.network.php(code) is True


SPOILT = 'a:1:{s:10:"disk_space";a:2:{s:7:"enabled";b:1;s:5:"limit";s:4:"5 GB";}}'
NEVER_SET = (
    'a:2:{s:10:"disk_space";a:2:{s:7:"enabled";s:0:"";s:5:"limit";s:0:"";}'
    's:10:"post_types";a:2:{s:7:"enabled";s:0:"";s:5:"limit";a:0:{}}}'
)


def own_limits(site: Site, text: str) -> None:
    site.network.sql(
        f"DELETE FROM {{p}}blogmeta WHERE blog_id = {site.blog} AND meta_key = 'wu_limitations';"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES ({site.blog}, 'wu_limitations', '{text}')"
    )


def written(site: Site) -> dict[str, Any]:
    site.network.bridge("materialise", str(site.blog))
    limits: dict[str, Any] = added_up(site.network.sql, site.blog)["limits"]
    return limits


def test_what_was_never_set_on_a_site_leaves_its_plans_limits(site: Site) -> None:
    before = written(site)
    own_limits(site, NEVER_SET)

    assert before == written(site) != {}


def test_a_sites_own_limit_that_is_spoilt_holds_as_it_was_and_check_names_it(site: Site) -> None:
    own_limits(site, SPOILT.replace("5 GB", "7000").replace('s:4:"5 GB"', 's:4:"7000"'))
    before = written(site)["disk_space"]
    own_limits(site, SPOILT)

    assert ({"limit": 7000}, before) == (before, written(site)["disk_space"])
    with pytest.raises(BridgeFailed, match=f'site {site.blog}: disk_space "5 GB" cannot be read'):
        site.network.bridge("check")


def test_a_products_spoilt_limit_is_named_by_check(site: Site) -> None:
    site.network.sql(f"UPDATE {{p}}wu_productmeta SET meta_value = '{SPOILT}' WHERE meta_key = 'wu_limitations'")

    with pytest.raises(BridgeFailed, match=r'product 1 \(Free\): disk_space "5 GB" cannot be read'):
        site.network.bridge("check")


LOSSES = (
    "DELETE FROM {p}blogmeta WHERE blog_id = BLOG",
    "UPDATE {p}blogmeta SET meta_value = '99999' WHERE blog_id = BLOG AND meta_key = 'wu_membership_id'",
)


@pytest.mark.parametrize("loss", LOSSES)
def test_check_names_a_site_that_lost_its_link_or_names_no_membership_and_its_limits_hold(
    site: Site, loss: str
) -> None:
    before = written(site)
    site.network.sql(loss.replace("BLOG", str(site.blog)))

    assert before == written(site)

    with pytest.raises(
        BridgeFailed, match=rf"lost its wu_type or wu_membership_id.*: 1 sites, {site.blog} \(membership"
    ):
        site.network.bridge("check")


@pytest.mark.parametrize("loss", LOSSES)
def test_what_becomes_of_a_membership_elsewhere_reaches_a_site_that_lost_its_link(site: Site, loss: str) -> None:
    written(site)
    site.network.sql(
        loss.replace("BLOG", str(site.blog))
        + ";UPDATE {p}wu_memberships SET status = 'expired', date_modified = UTC_TIMESTAMP() + INTERVAL 1 SECOND"
        f" WHERE id = (SELECT membership_id FROM {{p}}bridge_site_limits WHERE blog_id = {site.blog})"
    )
    time.sleep(2)  # an edit that is dated ahead waits
    site.network.bridge("worker", "--once")

    closed = site.network.sql(
        "SELECT limits.closed, limits.open_until FROM {p}bridge_membership_limits AS limits"
        f" JOIN {{p}}bridge_site_limits AS sites USING (membership_id) WHERE sites.blog_id = {site.blog}"
    )
    assert [["expired", "NULL"]] == closed


def test_the_worker_notes_a_site_that_lost_its_link_until_it_has_it_back(site: Site) -> None:
    written(site)
    site.network.sql(f"UPDATE {{p}}blogmeta SET meta_key = CONCAT('x', meta_key) WHERE blog_id = {site.blog}")
    site.network.bridge("worker", "--once")
    noted = site.network.sql("SELECT code, subject_id FROM {p}bridge_limit_faults")
    site.network.sql(f"UPDATE {{p}}blogmeta SET meta_key = SUBSTRING(meta_key, 2) WHERE blog_id = {site.blog}")
    site.network.bridge("worker", "--once")

    assert [("link_lost", str(site.blog))] == [(row[0], str(row[1])) for row in noted]
    assert [] == site.network.sql("SELECT code FROM {p}bridge_limit_faults")
