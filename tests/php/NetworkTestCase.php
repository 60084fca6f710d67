<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/WholeAnswer.php';

/** A test inside the running WordPress. What it writes is rolled back; hooks, user and site are put back. */
abstract class NetworkTestCase extends TestCase
{
    /** @var array<string, \WP_Hook> */
    private array $hooks = [];

    protected function setUp(): void
    {
        global $wpdb, $wp_filter;
        $this->hooks = array_map(static fn (\WP_Hook $hook): \WP_Hook => clone $hook, $wp_filter);
        wp_cache_flush();
        $wpdb->suppress_errors(false);
        $wpdb->query('SET autocommit = 0');
        $wpdb->query('START TRANSACTION');
    }

    protected function tearDown(): void
    {
        global $wpdb, $wp_filter;
        $wpdb->query('ROLLBACK');
        $wpdb->query('SET autocommit = 1');
        while (ms_is_switched()) {
            restore_current_blog();
        }
        wp_set_current_user(0);
        wp_cache_flush();
        $wp_filter = $this->hooks;
        $_GET = $_POST = $_REQUEST = [];
    }

    /** The number of a site of the sample network, by its owner's login: "anna" … "eva", "sara". */
    protected function blog(string $slug): int
    {
        parse_str(strtr((string) getenv('WORDPRESS_SITES'), ',', '&'), $sites);

        return (int) $sites[$slug];
    }

    /** Goes on as that user, on that site where one is named. */
    protected function actAs(string $login, ?string $site = null): void
    {
        $user = get_user_by('login', $login);
        self::assertNotFalse($user, "no user $login");
        if ($site !== null) {
            switch_to_blog($this->blog($site));
        }
        wp_set_current_user($user->ID);
    }
}
