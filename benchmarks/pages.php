<?php
/**
 * Plugin Name: Measured pages
 * Description: Each answer says how long it took on the server and how many queries it made. A request with the
 *              header X-Without-Plugin is answered as if Plan Bridge were not active.
 */

declare(strict_types=1);

if (isset($_SERVER['HTTP_X_WITHOUT_PLUGIN'])) {
    add_filter('site_option_active_sitewide_plugins', static function ($active) {
        unset($active['plan-bridge/plan-bridge.php']);
        return $active;
    });
}

ob_start(static function (string $page): string {
    header('X-Server-Ms: ' . number_format((microtime(true) - $_SERVER['REQUEST_TIME_FLOAT']) * 1000, 3, '.', ''));
    header('X-Queries: ' . $GLOBALS['wpdb']->num_queries);
    return $page;
});
