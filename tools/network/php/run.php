<?php
/**
 * Runs code inside WordPress, as a user on a site, and prints what it returns as JSON behind a marker.
 * Reads {"root", "url", "blog", "user", "code", "arguments"} from standard input; the code sees $arguments.
 */

declare(strict_types=1);

require __DIR__ . '/request.php';

if ($asked['blog'] !== null) {
    switch_to_blog((int) $asked['blog']);
}
if ($asked['user'] !== null) {
    $user = get_user_by('login', $asked['user']);
    if (!$user) {
        throw new RuntimeException('no user ' . $asked['user']);
    }
    wp_set_current_user($user->ID);
}
$returned = (static function (string $code, array $arguments) {
    return eval($code);
})($asked['code'], $asked['arguments']);
echo "\n--returned--\n" . json_encode($returned, JSON_THROW_ON_ERROR | JSON_PARTIAL_OUTPUT_ON_ERROR);
