<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** What is called otherwise is noted for the worker, and nothing else is. */
final class RenamedTest extends NetworkTestCase
{
    public function testARenamedUserAndAMovedSiteAreNotedOnce(): void
    {
        $user = get_user_by('login', 'anna')->ID;
        $site = (int) get_sites(['number' => 1, 'offset' => 1, 'fields' => 'ids'])[0];

        wp_update_user(['ID' => $user, 'description' => 'Bakes']);
        self::assertSame([], self::noted());

        wp_update_user(['ID' => $user, 'display_name' => 'Anna Lind']);
        wp_update_user(['ID' => $user, 'display_name' => 'Anna Dahl']);
        wp_update_site($site, ['public' => 0]);
        wp_update_site($site, ['path' => '/elsewhere/']);

        self::assertSame([['site', (string) $site], ['user', (string) $user]], self::noted());
    }

    /** @return list<array{0: string, 1: string}> */
    private static function noted(): array
    {
        global $wpdb;
        $rows = $wpdb->get_results('SELECT kind, id FROM ' . Network::table('bridge_search_due') . ' ORDER BY CAST(kind AS CHAR), id', ARRAY_N);
        return array_values((array) $rows);
    }
}
