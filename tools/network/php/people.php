<?php
/**
 * Second step of a new network: its users, its sites and what their owners wrote and uploaded.
 * Reads {"root", "url", "users": […], "sites": […]} (tools/network/people.py) and prints {"users": {login: id},
 * "sites": {slug: blog id}}.
 */

declare(strict_types=1);

require __DIR__ . '/request.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

function make_user(array $user): int
{
    $id = wp_insert_user([
        'user_login' => $user['login'],
        'user_pass' => $user['password'],
        'user_email' => $user['login'] . '@example.org',
        'display_name' => $user['name'],
        'role' => '',
    ]);
    if (is_wp_error($id)) {
        throw new RuntimeException($user['login'] . ': ' . $id->get_error_message());
    }
    delete_user_option($id, 'capabilities');
    delete_user_option($id, 'user_level');
    return $id;
}

function make_site(array $site, array $users): int
{
    $id = wp_insert_site([
        'domain' => $_SERVER['HTTP_HOST'],
        'path' => '/' . $site['slug'] . '/',
        'title' => $site['title'],
        'user_id' => $users[$site['owner']],
        'network_id' => 1,
    ]);
    if (is_wp_error($id)) {
        throw new RuntimeException($site['slug'] . ': ' . $id->get_error_message());
    }
    switch_to_blog($id);
    update_option('permalink_structure', '/%postname%/');
    delete_option('rewrite_rules');
    update_option('show_avatars', '0');
    foreach ($site['roles'] as $login => $role) {
        add_user_to_blog($id, $users[$login], $role);
    }
    $author = $users[$site['owner']];
    wp_delete_post(1, true);
    wp_delete_post(2, true);
    wp_delete_post(3, true);
    foreach (['post' => $site['posts'], 'page' => $site['pages']] as $type => $titles) {
        make_posts($type, $titles, $author);
    }
    foreach ($site['uploads'] as $name => $bytes) {
        make_upload($name, $bytes, $author);
    }
    restore_current_blog();
    return $id;
}

function make_posts(string $type, array $titles, int $author): void
{
    foreach ($titles as $title) {
        wp_insert_post([
            'post_type' => $type,
            'post_title' => $title,
            'post_content' => '<!-- wp:paragraph --><p>' . $title . '.</p><!-- /wp:paragraph -->',
            'post_status' => 'publish',
            'post_author' => $author,
        ], true);
    }
}

function make_upload(string $name, int $bytes, int $author): void
{
    $uploads = wp_upload_dir();
    $path = $uploads['path'] . '/' . $name;
    $image = imagecreatetruecolor(16, 16);
    imagepng($image, $path);
    file_put_contents($path, str_repeat("\0", $bytes - (int) filesize($path)), FILE_APPEND);
    $attachment = wp_insert_attachment([
        'post_mime_type' => 'image/png',
        'post_title' => $name,
        'post_status' => 'inherit',
        'post_author' => $author,
        'guid' => $uploads['url'] . '/' . $name,
    ], $path);
    wp_update_attachment_metadata($attachment, ['width' => 16, 'height' => 16, 'file' => _wp_relative_upload_path($path)]);
}

$users = ['admin' => 1];
foreach ($asked['users'] as $user) {
    $users[$user['login']] = make_user($user);
}
$sites = [];
foreach ($asked['sites'] as $site) {
    $sites[$site['slug']] = make_site($site, $users);
}
echo "\n--returned--\n" . json_encode(['users' => $users, 'sites' => $sites], JSON_THROW_ON_ERROR);
