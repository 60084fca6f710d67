<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Invitations;
use PlanBridge\Limits\Invited;
use PlanBridge\Tests\NetworkTestCase;

/** Open invitations of people who are no users yet: found however they were made, without going through everybody's signups. */
final class InvitedTest extends NetworkTestCase
{
    private const ROLE = 'editor';

    private int $site;

    protected function setUp(): void
    {
        parent::setUp();
        $this->site = $this->blog('anna');
        $this->actAs('anna', 'anna');
        remove_all_filters('wpmu_signup_user_notification');
        add_filter('wpmu_signup_user_notification', '__return_false');
        Invitations::ask();
        Invited::goThrough();
    }

    protected function tearDown(): void
    {
        Invitations::ask();
        parent::tearDown();
    }

    public function testOneThatWordPressMakesTakesUpAPlaceUntilItIsAnswered(): void
    {
        global $wpdb;
        $before = $this->open();
        wpmu_signup_user('invited1', 'invited1@example.org', ['add_to_blog' => $this->site, 'new_role' => self::ROLE]);
        wpmu_signup_user('elsewhere', 'elsewhere@example.org', ['add_to_blog' => $this->blog('bjorn'), 'new_role' => self::ROLE]);
        wpmu_signup_user('nobody', 'nobody@example.org', []);
        Invited::goThrough(); // all are behind: only notes lead to them
        self::assertSame($before + 1, $this->open());

        $wpdb->update($wpdb->signups, ['active' => 1], ['user_login' => 'invited1']);
        self::assertSame($before, $this->open());

        wpmu_signup_user('invited2', 'invited2@example.org', ['add_to_blog' => $this->site, 'new_role' => self::ROLE]);
        self::assertSame($before + 1, $this->open());
        self::assertCount($before + 1, $this->notes(), 'the note of one that was answered is gone');
    }

    public function testOneThatNobodyNotedCountsBeforeAndAfterSignupsWereGoneThrough(): void
    {
        $before = $this->open();
        $id = $this->write(['add_to_blog' => $this->site, 'new_role' => self::ROLE]);
        $this->write(['add_to_blog' => 99999999, 'new_role' => self::ROLE]);
        $last = $this->write(['note' => 'add_to_blog']);
        self::assertSame($before + 1, $this->open());
        self::assertLessThan($id, (int) get_site_option(Invited::SEEN, 0));

        Invited::goThrough();

        self::assertSame($last, (int) get_site_option(Invited::SEEN));
        self::assertSame($before + 1, $this->open());
        self::assertContains(Invited::NOTE . $id, $this->notes());
    }

    public function testSignupsOfAllSitesAreNotGoneThroughAndAScreenAsksOnce(): void
    {
        global $wpdb;
        $meta = serialize(['add_to_blog' => $this->blog('bjorn'), 'new_role' => self::ROLE]);
        $row = $wpdb->prepare("('', '', '', 'many', 'many@example.org', NOW(), 0, 'x', %s)", $meta);
        $wpdb->query("INSERT INTO {$wpdb->signups} (domain, path, title, user_login, user_email, registered, active, activation_key, meta) VALUES " . implode(',', array_fill(0, 2500, $row)));
        $own = $this->write(['add_to_blog' => $this->site, 'new_role' => self::ROLE]);
        Invited::goThrough();
        $read = fn (): int => array_sum(array_map('intval', array_column($wpdb->get_results("SHOW SESSION STATUS LIKE 'Handler_read%'"), 'Value')));
        $before = $read();

        $found = array_map('intval', array_column(Invited::open(), 'signup_id'));

        $rows = $read() - $before;
        self::assertContains($own, $found);
        self::assertLessThan(200, $rows);
        Invitations::to(self::ROLE);
        $asked = 0;
        add_filter('query', static function (string $sql) use (&$asked): string {
            $asked++;
            return $sql;
        });
        Invitations::to(self::ROLE);
        Invitations::to('author');
        self::assertSame(0, $asked);
    }

    private function open(): int
    {
        Invitations::ask();
        return Invitations::to(self::ROLE);
    }

    /** @return list<string> */
    private function notes(): array
    {
        global $wpdb;
        return $wpdb->get_col($wpdb->prepare("SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like(Invited::NOTE) . '%'));
    }

    /** A signup that code wrote by itself, or that is older than the plugin. */
    private function write(array $meta): int
    {
        global $wpdb;
        $wpdb->insert($wpdb->signups, ['user_login' => 'written', 'user_email' => 'written@example.org', 'registered' => '2026-01-01 00:00:00', 'activation_key' => 'x', 'meta' => serialize($meta)]);
        return (int) $wpdb->insert_id;
    }
}
