"""Every address by which WordPress itself lets somebody write: held by a limit, or looked at and found harmless."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.limits.site import Browser, Site
from tools.network.machine.paths import ROOT

pytestmark = pytest.mark.main_way

POST = "wp_insert_post_data"
FILE = "wp_handle_upload_prefilter"
IMAGE = "wp_image_editors"
ROLE = "editable_roles"

HELD_AJAX = {
    "activate-plugin": "map_meta_cap",
    "add-menu-item": POST,
    "add-meta": POST,
    "add-user": ROLE,
    "crop-image": "wp_ajax_crop-image",
    "custom-header-crop": "wp_ajax_custom-header-crop",
    "customize-nav-menus-insert-auto-draft": POST,
    "customize_save": POST,
    "heartbeat": POST,
    "image-editor": "wp_ajax_image-editor",
    "inline-save": POST,
    "media-create-image-subsizes": IMAGE,
    "press-this-save-post": POST,
    "save-attachment": POST,
    "save-attachment-compat": POST,
    "untrash-post": POST,
    "upload-attachment": FILE,
    "wp-fullscreen-save-post": POST,
}
"""Actions that can add something that a plan limits, and the hook that holds it there."""

HELD_ROUTES = {
    "/batch/v1": "rest_request_after_callbacks",
    "/wp-block-editor/v1/navigation-fallback": POST,
    "/wp/v2/blocks": POST,
    "/wp/v2/blocks/{id}": POST,
    "/wp/v2/blocks/{id}/autosaves": POST,
    "/wp/v2/font-families": POST,
    "/wp/v2/font-families/{id}": POST,
    "/wp/v2/font-families/{font_family_id}/font-faces": FILE,
    "/wp/v2/media": "rest_request_before_callbacks",
    "/wp/v2/media/{id}": POST,
    "/wp/v2/media/{id}/edit": "rest_request_before_callbacks",
    "/wp/v2/media/{id}/finalize": IMAGE,
    "/wp/v2/media/{id}/post-process": IMAGE,
    "/wp/v2/media/{id}/sideload": "rest_request_before_callbacks",
    "/wp/v2/menu-items": POST,
    "/wp/v2/menu-items/{id}": POST,
    "/wp/v2/menu-items/{id}/autosaves": POST,
    "/wp/v2/navigation": POST,
    "/wp/v2/navigation/{id}": POST,
    "/wp/v2/navigation/{id}/autosaves": POST,
    "/wp/v2/pages": "rest_request_after_callbacks",
    "/wp/v2/pages/{id}": "rest_request_after_callbacks",
    "/wp/v2/pages/{id}/autosaves": POST,
    "/wp/v2/plugins": "map_meta_cap",
    "/wp/v2/plugins/{plugin}": "map_meta_cap",
    "/wp/v2/posts": "rest_request_after_callbacks",
    "/wp/v2/posts/{id}": "rest_request_after_callbacks",
    "/wp/v2/posts/{id}/autosaves": POST,
    "/wp/v2/template-parts": POST,
    "/wp/v2/template-parts/{id}": POST,
    "/wp/v2/template-parts/{id}/autosaves": POST,
    "/wp/v2/templates": POST,
    "/wp/v2/templates/{id}": POST,
    "/wp/v2/templates/{id}/autosaves": POST,
    "/wp/v2/users": ROLE,
    "/wp/v2/users/me": ROLE,
    "/wp/v2/users/{id}": ROLE,
}
"""Routes that can add something that a plan limits, and the hook that holds it there."""

HARMLESS_AJAX = """
    add-category add-link-category add-link_category add-nav_menu add-post_format add-post_tag add-tag
    add-wp_pattern_category add-wp_template_part_area add-wp_theme ajax-tag-search autocomplete-user
    closed-postboxes custom-background-add custom-header-add custom-header-remove
    customize_dismiss_autosave_or_lock customize_load_themes customize_override_changeset_lock
    customize_refresh_nonces customize_trash dashboard-widgets date_format delete-comment delete-inactive-widgets
    delete-link delete-meta delete-page delete-plugin delete-post delete-tag delete-theme destroy-sessions
    dim-comment dismiss-wp-pointer edit-comment edit-theme-plugin-file fetch-list find_posts generate-password
    get-attachment get-comments get-community-events get-permalink get-post-thumbnail-html get-revision-diffs
    get-tagcloud health-check-background-updates health-check-dotorg-communication health-check-get-sizes
    health-check-is-in-debug-mode health-check-loopback-requests health-check-site-status-result hidden-columns
    imgedit-preview inline-save-tax install-plugin install-theme load-available-menu-items-customizer logged-in
    menu-get-metabox menu-locations-save menu-quick-search meta-box-order oembed-cache parse-embed
    parse-media-shortcode press-this-add-category query-attachments query-themes replyto-comment rest-nonce
    sample-permalink save-attachment-order save-user-color-scheme save-widget save-wporg-username
    search-available-menu-items-customizer search-install-plugins search-plugins send-attachment-to-editor
    send-link-to-editor send-password-reset set-attachment-thumbnail set-background-image set-post-thumbnail
    time_format toggle-auto-updates trash-post update-plugin update-theme update-welcome-panel update-widget
    widgets-order wp-compression-test wp-link-ajax wp-privacy-erase-personal-data wp-privacy-export-personal-data
    wp-remove-post-lock
"""
"""Actions that read, delete, change settings or what is there, or that only network administrators have."""

HARMLESS_ROUTES = """
    /wp-abilities/v1/abilities/{name}/run /wp/v2/block-renderer/{name} /wp/v2/categories /wp/v2/categories/{id}
    /wp/v2/comments /wp/v2/comments/{id} /wp/v2/global-styles/{id} /wp/v2/menus /wp/v2/menus/{id} /wp/v2/settings
    /wp/v2/sidebars/{id} /wp/v2/tags /wp/v2/tags/{id} /wp/v2/users/{user_id}/application-passwords
    /wp/v2/users/{user_id}/application-passwords/{uuid} /wp/v2/widget-types/{id}/encode
    /wp/v2/widget-types/{id}/render /wp/v2/widgets /wp/v2/widgets/{id} /wp/v2/wp_pattern_category
    /wp/v2/wp_pattern_category/{id}
"""
"""Routes that add terms, comments, widgets, settings or passwords, none of which a plan limits."""

HELD_METHODS = """
    blogger.editPost blogger.newPost metaWeblog.editPost metaWeblog.newMediaObject metaWeblog.newPost mt.publishPost
    wp.editPage wp.editPost wp.newPage wp.newPost wp.restoreRevision wp.uploadFile
"""
"""Methods of XML-RPC that can add something that a plan limits, by `wp_insert_post()` or `wp_upload_bits()`."""

HARMLESS_METHODS = """
    blogger.deletePost blogger.getPost blogger.getRecentPosts blogger.getUserInfo blogger.getUsersBlogs
    demo.addTwoNumbers demo.sayHello metaWeblog.deletePost metaWeblog.getCategories metaWeblog.getPost
    metaWeblog.getRecentPosts metaWeblog.getUsersBlogs mt.getCategoryList mt.getPostCategories
    mt.getRecentPostTitles mt.getTrackbackPings mt.setPostCategories mt.supportedMethods mt.supportedTextFilters
    pingback.extensions.getPingbacks pingback.ping wp.deleteCategory wp.deleteComment wp.deleteFile wp.deletePage
    wp.deletePost wp.deleteTerm wp.editComment wp.editProfile wp.editTerm wp.getAuthors wp.getCategories
    wp.getComment wp.getCommentCount wp.getCommentStatusList wp.getComments wp.getMediaItem wp.getMediaLibrary
    wp.getOptions wp.getPage wp.getPageList wp.getPageStatusList wp.getPageTemplates wp.getPages wp.getPost
    wp.getPostFormats wp.getPostStatusList wp.getPostType wp.getPostTypes wp.getPosts wp.getProfile wp.getRevisions
    wp.getTags wp.getTaxonomies wp.getTaxonomy wp.getTerm wp.getTerms wp.getUser wp.getUsers wp.getUsersBlogs
    wp.newCategory wp.newComment wp.newTerm wp.setOptions wp.suggestCategories
"""

SCREENS = """
    admin-ajax admin-post async-upload customize edit import media-new media-upload nav-menus plugins post post-new
    press-this profile site-editor themes upload user-edit user-new users font-library
"""
"""Screens on which something can be added that a plan limits: by forms whose ways are among the hooks above."""

OTHER_SCREENS = """
    about admin admin-footer admin-functions admin-header authorize-application comment contribute credits
    custom-background custom-header edit-comments edit-form-advanced edit-form-blocks edit-form-comment
    edit-link-form edit-tag-form edit-tags erase-personal-data export export-personal-data freedoms index install
    install-helper link link-add link-manager link-parse-opml load-scripts load-styles media menu menu-header
    moderation ms-admin ms-delete-site ms-edit ms-options ms-sites ms-themes ms-upgrade-network ms-users my-sites
    network options options-connectors options-discussion options-general options-head options-media
    options-permalink options-privacy options-reading options-writing plugin-editor plugin-install privacy
    privacy-policy-guide revision setup-config site-health site-health-info term theme-editor theme-install tools
    update update-core upgrade upgrade-functions widgets widgets-form widgets-form-blocks
"""

READING_ROUTES = """
    / /oembed/1.0 /oembed/1.0/embed /oembed/1.0/proxy /wp-abilities/v1 /wp-abilities/v1/abilities
    /wp-abilities/v1/abilities/{name} /wp-abilities/v1/categories /wp-abilities/v1/categories/{slug}
    /wp-block-editor/v1 /wp-block-editor/v1/export /wp-block-editor/v1/url-details /wp-site-health/v1
    /wp-site-health/v1/directory-sizes /wp-site-health/v1/tests/authorization-header
    /wp-site-health/v1/tests/background-updates /wp-site-health/v1/tests/dotorg-communication
    /wp-site-health/v1/tests/https-status /wp-site-health/v1/tests/loopback-requests
    /wp-site-health/v1/tests/page-cache /wp/v2 /wp/v2/block-directory/search /wp/v2/block-patterns/categories
    /wp/v2/block-patterns/patterns /wp/v2/block-types /wp/v2/block-types/{namespace}
    /wp/v2/block-types/{namespace}/{name} /wp/v2/font-collections /wp/v2/font-collections/{slug}
    /wp/v2/font-families/{font_family_id}/font-faces/{id} /wp/v2/global-styles/themes/{stylesheet}
    /wp/v2/global-styles/themes/{stylesheet}/variations /wp/v2/icon-collections /wp/v2/icon-collections/{slug}
    /wp/v2/icons /wp/v2/icons/{collection} /wp/v2/icons/{name} /wp/v2/menu-locations
    /wp/v2/menu-locations/{location} /wp/v2/pattern-directory/patterns /wp/v2/search /wp/v2/sidebars /wp/v2/statuses
    /wp/v2/statuses/{status} /wp/v2/taxonomies /wp/v2/taxonomies/{taxonomy} /wp/v2/template-parts/lookup
    /wp/v2/templates/lookup /wp/v2/themes /wp/v2/themes/{stylesheet} /wp/v2/types /wp/v2/types/{type}
    /wp/v2/users/{user_id}/application-passwords/introspect /wp/v2/view-config /wp/v2/widget-types
    /wp/v2/widget-types/{id}
"""
"""Routes that answer GET and DELETE alone, and write nothing at GET; besides those of revisions and autosaves."""

COPIES = re.compile(r"/wp/v2/[a-z-]+/\{(?:parent|id)\}/(?:revisions(?:/\{id\})?|autosaves/\{id\})")
"""Revisions and autosaves of whichever type, one by one: read and deleted."""

HARMLESS_ABILITIES = "core/get-environment-info core/get-site-info core/get-user-info"
"""What programs may do by `/wp-abilities/v1/abilities/{name}/run`: all of it reads."""

SCRIPTS = """
    index wp-activate wp-blog-header wp-comments-post wp-config wp-config-sample wp-cron wp-links-opml wp-load wp-login
    wp-mail wp-settings wp-signup wp-trackback xmlrpc
"""
"""Beside wp-admin: wp-activate and wp-signup add users and sites, wp-cron publishes, xmlrpc is above; wp-mail is
switched off on every multisite, the others read or add comments."""

METHODS = """
    require_once ABSPATH . WPINC . '/class-IXR.php';
    require_once ABSPATH . WPINC . '/class-wp-xmlrpc-server.php';
    return array_keys((new wp_xmlrpc_server())->methods);
"""
ABILITIES = """
    $all = function_exists('wp_get_abilities') ? wp_get_abilities() : [];
    return array_map(static fn ($one) => $one->get_name(), array_values($all));
"""
AJAX = """
    require_once ABSPATH . 'wp-admin/includes/admin.php';
    require_once ABSPATH . WPINC . '/class-wp-customize-manager.php';
    require_once ABSPATH . 'wp-admin/includes/class-custom-image-header.php';
    new Custom_Image_Header('__return_null');
    require_once ABSPATH . 'wp-admin/includes/class-custom-background.php';
    new Custom_Background('__return_null');
    new WP_Customize_Manager();
    global $wp_filter;
    return array_values(preg_grep('/^wp_ajax_/', array_keys($wp_filter)));
"""
ROUTES = """
    add_filter('wp_client_side_media_processing_enabled', '__return_true'); // else over https and on localhost alone
    $doors = [];
    foreach (rest_get_server()->get_routes() as $route => $handlers) {
        foreach ($handlers as $handler) {
            $named = '/\\(\\?P<(\\w+)>(?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)/';
            $doors[] = preg_replace($named, '{$1}', $route);
        }
    }
    return array_values(array_unique($doors));
"""


def core_ajax(site: Site) -> set[str]:
    """The actions that admin-ajax.php names, and those that classes of WordPress add."""
    text = (site.network.wordpress.root / "wp-admin" / "admin-ajax.php").read_text()
    blocks = re.findall(r"\$core_actions_\w+ = array\((.*?)\);", text, re.DOTALL)
    named = {name for block in blocks for name in re.findall(r"'([\w-]+)'", block)}
    added = {hook.removeprefix("wp_ajax_").removeprefix("nopriv_") for hook in site.php(AJAX, "anna")}
    return {name for name in named | added if "plan_bridge" not in name and "plan-bridge" not in name}


def unseen_ajax(site: Site) -> set[str]:
    """Actions that stand in no list of this file; so with the following."""
    return core_ajax(site) - set(HELD_AJAX) - set(HARMLESS_AJAX.split())


def unseen_routes(site: Site) -> set[str]:
    seen = {*HELD_ROUTES, *HARMLESS_ROUTES.split(), *READING_ROUTES.split()}
    routes = {route for route in site.php(ROUTES, "anna") if not route.startswith("/plan-bridge/")}
    return {route for route in routes - seen if not COPIES.fullmatch(route)}


def unseen_methods(site: Site) -> set[str]:
    return set(site.php(METHODS, "anna")) - set(HELD_METHODS.split()) - set(HARMLESS_METHODS.split())


def unseen_abilities(site: Site) -> set[str]:
    return {name for name in site.php(ABILITIES, "anna") if "plan-bridge/" not in name} - set(
        HARMLESS_ABILITIES.split()
    )


def test_every_ajax_action_of_wordpress_is_held_or_was_looked_at(site: Site) -> None:
    assert set() == unseen_ajax(site)


def test_every_rest_route_of_wordpress_is_held_or_was_looked_at(site: Site) -> None:
    assert set() == unseen_routes(site)


def test_every_method_of_xmlrpc_is_held_or_was_looked_at(site: Site) -> None:
    assert set() == unseen_methods(site)


def test_every_ability_of_wordpress_was_looked_at(site: Site) -> None:
    assert set() == unseen_abilities(site)


PLANTED = """
add_action('wp_ajax_planted-action', '__return_true');
add_filter('xmlrpc_methods', static fn (array $all): array => $all + ['wp.planted' => '__return_true']);
add_action('rest_api_init', static function (): void {
    $open = ['callback' => '__return_true', 'permission_callback' => '__return_true'];
    register_rest_route('wp/v2', '/planted/(?P<id>[\\d]+)', ['methods' => 'POST'] + $open);
    register_rest_route('wp/v2', '/planted-reader', ['methods' => 'GET'] + $open);
});
add_action('wp_abilities_api_init', static function (): void {
    wp_register_ability('core/planted', ['label' => 'x', 'description' => 'x', 'category' => 'site',
        'execute_callback' => '__return_true', 'permission_callback' => '__return_true']);
});
"""


def test_a_way_that_a_new_wordpress_brings_is_named(site: Site, request: pytest.FixtureRequest) -> None:
    site.install("planted", PLANTED)
    abilities = set() if request.config.getoption("--wordpress") < "6.9" else {"core/planted"}

    assert {"planted-action"} == unseen_ajax(site)
    assert {"/wp/v2/planted/{id}", "/wp/v2/planted-reader"} == unseen_routes(site)
    assert {"wp.planted"} == unseen_methods(site)
    assert abilities == unseen_abilities(site)


def test_every_script_of_wordpress_that_the_web_can_ask_for_was_looked_at(site: Site) -> None:
    there = {path.stem for path in site.network.wordpress.root.glob("*.php")}

    assert set() == there - set(SCRIPTS.split())


def test_every_screen_of_wp_admin_was_looked_at(site: Site) -> None:
    there = {path.stem for path in (site.network.wordpress.root / "wp-admin").glob("*.php")}

    assert set() == there - set(SCREENS.split()) - set(OTHER_SCREENS.split())


def test_what_holds_a_door_is_really_hooked(site: Site) -> None:
    hooks = sorted({*HELD_AJAX.values(), *HELD_ROUTES.values()})
    ours = """
        global $wp_filter;
        $has = static function (string $hook) use ($wp_filter): bool {
            foreach ($wp_filter[$hook]->callbacks ?? [] as $callbacks) {
                foreach ($callbacks as $one) {
                    $is = $one['function'] instanceof Closure ? new ReflectionFunction($one['function']) : null;
                    if (str_contains((string) $is?->getFileName(), 'Plugin.php')) { return true; }
                }
            }
            return false;
        };
        return array_values(array_filter($arguments['hooks'], $has));
    """

    assert hooks == site.php(ours, "anna", hooks=hooks)


def odd(route: str) -> str:
    """The same address in other letters: WordPress answers it all the same."""
    return "".join(letter.upper() if place % 2 else letter for place, letter in enumerate(route))


@pytest.mark.parametrize("spelled", [str, odd, str.upper], ids=["as written", "mixed", "capitals"])
def test_a_limit_holds_in_whatever_letters_the_route_is_written(
    site: Site, anna: Browser, spelled: Callable[[str], str]
) -> None:
    full = {"allowed": True, "limit": 0}
    site.allow(disk_space={"limit": 1}, post_types={"post": full, "page": full}, users={"editor": full})
    medium = site.network.sql(f"SELECT MIN(ID) FROM {site.table('posts')} WHERE post_type = 'attachment'")[0][0]
    picture = site.php("return wp_get_attachment_url($arguments['id']);", id=int(medium))
    publish = {"title": "Ny", "content": "x", "status": "publish"}
    doors: dict[str, dict[str, Any]] = {
        "/wp/v2/posts": publish,
        "/wp/v2/pages": publish,
        f"/wp/v2/posts/{site.post()}": publish,
        "/wp/v2/media": {"url": "https://93.184.216.34/bild.png"},
        f"/wp/v2/media/{medium}/edit": {"src": picture, "rotation": 90},
        f"/wp/v2/users/{site.network.state.users['karl']}": {"roles": ["editor"]},
    }

    answers = {route: anna.rest("POST", spelled(route), json=body).json().get("code") for route, body in doors.items()}

    assert dict.fromkeys(doors, "plan_bridge_limit_reached") == answers


def test_no_pattern_of_ours_is_narrower_than_wordpress_own() -> None:
    """WordPress matches routes without regard to letter case; a pattern that does not is no gate."""
    patterns = [
        (path.name, found.group(0))
        for path in (ROOT / "wp-plugin" / "src").rglob("*.php")
        for found in re.finditer(r"""['"]([#@~]).*?/v\d/.*?\1\w*['"]""", path.read_text())
    ]

    assert patterns
    assert [] == [one for one in patterns if "i" not in one[1].rsplit(one[1][1], 1)[1]]
