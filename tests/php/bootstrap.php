<?php
/**
 * Loads the running network's WordPress with the plugin active, as a request to its main site would.
 *
 * ./dev test php tells where it is: WORDPRESS_ROOT, WORDPRESS_HOST and WORDPRESS_SITES ("anna=2,bjorn=3").
 */

declare(strict_types=1);

foreach (['WORDPRESS_ROOT', 'WORDPRESS_HOST', 'WORDPRESS_SITES'] as $name) {
    if (getenv($name) === false) {
        fwrite(STDERR, "$name is not set: run these tests with ./dev test php\n");
        exit(2);
    }
}

$_SERVER['HTTP_HOST'] = getenv('WORDPRESS_HOST');
$_SERVER['SERVER_NAME'] = '127.0.0.1';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$_SERVER['PHP_SELF'] = '/index.php';

// WordPress keeps much of itself in globals, and PHPUnit includes this file inside a function.
global $wpdb, $wp_filter, $wp_actions, $wp_current_filter, $wp_object_cache, $wp_rewrite, $wp, $wp_query, $wp_the_query;
global $wp_roles, $wp_locale, $wp_locale_switcher, $wp_widget_factory, $wp_plugin_paths, $wp_version, $wp_textdomain_registry;
global $current_site, $current_blog, $blog_id, $site_id, $table_prefix, $shortcode_tags, $pagenow, $super_admins;
global $wp_db_version, $required_php_version, $required_mysql_version, $l10n, $locale, $wp_post_types, $wp_taxonomies;

require getenv('WORDPRESS_ROOT') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once __DIR__ . '/NetworkTestCase.php';
