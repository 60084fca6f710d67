<?php
/**
 * Plugin Name: Quiet network
 * Description: Lets a network run on a loopback address with a port, and keeps it from writing mail.
 */

declare(strict_types=1);

// Up to WordPress 6.5 a new site's domain passes through sanitize_user(), which takes the colon off.
add_filter('sanitize_user', static fn (string $name, ?string $raw): string =>
    preg_match('/^127\.0\.0\.1:\d+$/', (string) $raw) ? $raw : $name, 10, 2);

// Nobody asks wordpress.org for translations; what is installed can be chosen.
add_filter('translations_api', static fn (): array => ['translations' => []]);

// Mail is kept as lines of JSON beside the uploads, for tests to read.
add_filter('pre_wp_mail', static function ($short, array $mail): bool {
    $kept = array_intersect_key($mail, array_flip(['to', 'subject', 'message']));
    file_put_contents(WP_CONTENT_DIR . '/mail.jsonl', wp_json_encode($kept) . "\n", FILE_APPEND | LOCK_EX);
    return true;
}, 10, 2);

// Emoji are the browser's own characters: WordPress would fetch pictures of them from another host.
add_action('init', static function (): void {
    remove_action('wp_head', 'print_emoji_detection_script', 7);
    remove_action('admin_print_scripts', 'print_emoji_detection_script');
});
