<?php
/**
 * First of two steps: a single site becomes a network. The constants of a network may only be on afterwards.
 * Reads {"root", "url", "installing": true, "admin": {user, email, password}, "title"} from standard input.
 */

declare(strict_types=1);

require __DIR__ . '/request.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/network.php';

$admin = $asked['admin'];
add_filter('pre_wp_mail', '__return_true');
wp_install($asked['title'], $admin['user'], $admin['email'], true, '', $admin['password']);
update_option('siteurl', $asked['url']);
update_option('home', $asked['url']);

global $wpdb;
foreach ($wpdb->tables('ms_global') as $name => $table) {
    $wpdb->$name = $table;
}
install_network();
$done = populate_network(1, $_SERVER['HTTP_HOST'], $admin['email'], $asked['title'], '/', false);
if (is_wp_error($done) && $done->get_error_code() !== 'no_wildcard_dns') {
    throw new RuntimeException($done->get_error_message());
}
update_option('permalink_structure', '/%postname%/');
delete_option('rewrite_rules');
update_option('show_avatars', '0');
$wpdb->update($wpdb->sitemeta, ['meta_value' => '65536'], ['meta_key' => 'fileupload_maxk']);
$wpdb->update($wpdb->sitemeta, ['meta_value' => 'none'], ['meta_key' => 'registration']);
echo 'installed';
