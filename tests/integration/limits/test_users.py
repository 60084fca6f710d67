"""Each way in which somebody becomes a user of a site or gets another role there."""

import pytest

from tests.integration.limits.site import Browser, Site, browser

ONE_EDITOR = {"editor": {"allowed": True, "limit": 1}}
FULL = "Your plan allows 1 user with the role “Editor”. In use: 1."
ADD = """
    $done = add_user_to_blog(get_current_blog_id(), $arguments['id'], $arguments['role']);
    return is_wp_error($done) ? $done->get_error_message() : $done;
"""


def member(site: Site, name: str, role: str) -> int:
    user = site.network.state.users[name]
    assert site.php(ADD, "admin", id=user, role=role) is True
    return user


def roles(site: Site, user: int) -> list[str]:
    return list(site.php("return array_values((new WP_User($arguments['id']))->roles);", id=user))


def invite(anna: Browser, name: str, role: str = "editor") -> str:
    nonce = anna.field("wp-admin/user-new.php", "_wpnonce_add-user")
    form = {"action": "adduser", "_wpnonce_add-user": nonce, "email": f"{name}@example.org", "role": role}
    return anna.send("wp-admin/user-new.php", form).text


@pytest.mark.main_way
def test_an_existing_user_is_not_invited_over_the_limit(site: Site, anna: Browser) -> None:
    member(site, "nils", "editor")
    site.allow(users=ONE_EDITOR)

    page = invite(anna, "maja")

    assert (True, []) == (FULL in page, site.network.mail())


def test_an_invitation_that_waits_counts(site: Site, anna: Browser) -> None:
    site.allow(users=ONE_EDITOR)
    first = invite(anna, "nils")

    second = invite(anna, "maja")

    words = "Your plan allows 1 user with the role “Editor”. In use: 0, invited: 1."
    assert (False, True, 1) == (words in first, words in second, len(site.network.mail()))


def test_an_invitation_is_accepted_when_its_place_is_still_free(site: Site, anna: Browser) -> None:
    site.allow(users=ONE_EDITOR)
    invite(anna, "nils")
    key = site.network.sql(f"SELECT option_name FROM {site.table('options')} WHERE option_name LIKE 'new\\_user\\_%'")[
        0
    ][0]

    browser(site, "nils").get(f"newbloguser/{key.removeprefix('new_user_')}/")

    assert ["editor"] == roles(site, site.network.state.users["nils"])


@pytest.mark.main_way
def test_a_new_user_is_refused_above_the_form(site: Site, anna: Browser) -> None:
    site.network.php("update_site_option('add_new_users', '1');")
    member(site, "nils", "editor")
    site.allow(users=ONE_EDITOR)
    nonce = anna.field("wp-admin/user-new.php", "_wpnonce_create-user")
    form = {
        "action": "createuser",
        "_wpnonce_create-user": nonce,
        "user_login": "nyperson",
        "email": "nyperson@example.org",
        "role": "editor",
    }

    page = anna.send("wp-admin/user-new.php", form)

    signups = site.network.sql("SELECT COUNT(*) FROM {p}signups")[0][0]
    assert (True, "0") == (FULL.replace("“", "&#8220;") in page.text or FULL in page.text, signups)


@pytest.mark.main_way
def test_add_user_to_blog_by_code_gets_the_words(site: Site) -> None:
    member(site, "nils", "editor")
    site.allow(users=ONE_EDITOR)

    assert FULL == site.php(ADD, "anna", id=site.network.state.users["maja"], role="editor")


def test_a_role_that_the_plan_leaves_out(site: Site) -> None:
    site.allow(users={"author": {"allowed": False, "limit": None}})

    words = "Your plan does not include users with the role “Author”."
    assert words == site.php(ADD, "anna", id=site.network.state.users["maja"], role="author")


@pytest.mark.main_way
def test_set_role_by_code_ends_the_request(site: Site) -> None:
    member(site, "nils", "editor")
    maja = member(site, "maja", "author")
    site.allow(users=ONE_EDITOR)
    code = """
        add_filter('wp_die_handler', static fn () => static function ($text, $title, $args): void {
            throw new RuntimeException($args['response'] . ' ' . $text);
        });
        try {
            get_userdata($arguments['id'])->set_role('editor');
        } catch (RuntimeException $stopped) {
            return $stopped->getMessage();
        }
    """

    said = site.php(code, "anna", id=maja)

    assert (f"403 {FULL}", ["author"]) == (said, roles(site, maja))


@pytest.mark.main_way
def test_rest_role_change_is_refused_with_403(site: Site, anna: Browser) -> None:
    member(site, "nils", "editor")
    maja = member(site, "maja", "author")
    site.allow(users=ONE_EDITOR)

    answer = anna.rest("POST", f"/wp/v2/users/{maja}", json={"roles": ["editor"]})

    assert (403, ["author"]) == (answer.status_code, roles(site, maja))


@pytest.mark.main_way
def test_rest_creation_of_a_user_is_refused_with_403(site: Site, anna: Browser) -> None:
    site.network.php("update_site_option('add_new_users', '1');")
    member(site, "nils", "editor")
    site.allow(users=ONE_EDITOR)
    person = {"username": "nyperson", "email": "nyperson@example.org", "password": "hemligt", "roles": ["editor"]}

    answer = anna.rest("POST", "/wp/v2/users", json=person)

    assert (403, FULL) == (answer.status_code, answer.json()["message"])


@pytest.mark.main_way
def test_the_role_that_is_full_is_offered_to_nobody_but_who_has_it(site: Site) -> None:
    nils = member(site, "nils", "editor")
    maja = member(site, "maja", "author")
    site.allow(users=ONE_EDITOR)
    code = """
        require_once ABSPATH . 'wp-admin/includes/user.php';
        $_REQUEST['user_id'] = (string) $arguments['id'];
        return array_key_exists('editor', get_editable_roles());
    """

    assert (True, False) == (site.php(code, "anna", id=nils), site.php(code, "anna", id=maja))


@pytest.mark.main_way
def test_a_bulk_change_of_roles_is_refused_as_a_whole(site: Site, anna: Browser) -> None:
    maja, nils = member(site, "maja", "author"), member(site, "nils", "author")
    site.allow(users=ONE_EDITOR)
    query = [("_wpnonce", anna.field("wp-admin/users.php", "_wpnonce")), ("users[]", maja), ("users[]", nils)]

    page = anna.get("wp-admin/users.php", params=[*query, ("new_role", "editor"), ("changeit", "Change")])

    words = "Your plan allows 1 user with the role “Editor”. In use: 0."
    assert (True, ["author"], ["author"]) == (words in page.text, roles(site, maja), roles(site, nils))


def test_the_owner_is_never_kept_out(site: Site) -> None:
    site.allow(users={"administrator": {"allowed": True, "limit": 0}})
    anna = site.network.state.users["anna"]

    assert (
        site.php(
            "remove_user_from_blog($arguments['id'], get_current_blog_id()); " + ADD,
            "karl",
            id=anna,
            role="administrator",
        )
        is True
    )


def test_super_admins_add_whom_they_like(site: Site) -> None:
    site.allow(users={"editor": {"allowed": False, "limit": None}})

    assert site.php(ADD, "admin", id=site.network.state.users["maja"], role="editor") is True


NEW_SITE = """
    $given = ['domain' => get_network()->domain, 'path' => '/ny/', 'title' => 'Ny', 'network_id' => 1];
    $made = wp_insert_site($given + ['user_id' => get_current_user_id()]);
    return is_wp_error($made) ? $made->get_error_message() : count(get_users(['blog_id' => $made]));
"""


@pytest.mark.main_way
def test_a_customers_next_site_is_refused_when_the_plan_is_full(site: Site) -> None:
    site.allow(sites={"limit": 1}, users={"administrator": {"allowed": True, "limit": 0}})

    assert "Your plan allows 1 site and you have 1." == site.network.php(NEW_SITE, user="anna")


@pytest.mark.main_way
def test_a_new_site_gets_its_first_administrator(site: Site) -> None:
    site.allow(sites={"limit": 2}, users={"administrator": {"allowed": True, "limit": 0}})

    assert 1 == site.network.php(NEW_SITE, user="anna")
