<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\LimitTable;
use PlanBridge\Limits\Surplus;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;

/** What would have to go is named: as much as has to, a few at most, the rest counted; with the page on which it is deleted. */
final class SurplusTest extends NetworkTestCase
{
    private int $site;

    protected function setUp(): void
    {
        parent::setUp();
        $this->site = $this->blog('anna');
        $this->actAs('anna', 'anna');
        (new \ReflectionProperty(Surplus::class, 'known'))->setValue(null, []);
    }

    public function testTheLargestFilesAreNamedUntilItFits(): void
    {
        foreach (['small' => 1, 'huge' => 90, 'large' => 40, 'middle' => 20] as $name => $megabytes) {
            $this->file($name, $megabytes);
        }

        $found = Surplus::of(['limit' => 'disk_space', 'used' => 200.0, 'allowed' => 100, 'blog_id' => $this->site], 1);

        self::assertSame(['huge', 'large'], array_column($found['named'], 'text'));
        self::assertSame(0, $found['more']);
        self::assertStringContainsString('upload.php', $found['url']);
        self::assertStringContainsString('90', $found['named'][0]['about']);
    }

    public function testOfManyAFewAreNamedAndTheRestIsCounted(): void
    {
        for ($number = 1; $number <= 8; $number++) {
            wp_insert_post(['post_title' => "Old {$number}", 'post_status' => 'publish', 'post_type' => 'bok', 'post_date' => "2001-01-0{$number} 00:00:00"]);
        }

        $found = Surplus::of(['limit' => 'post_types.bok', 'used' => 230, 'allowed' => 11, 'blog_id' => $this->site], 1);

        self::assertSame(['Old 1', 'Old 2', 'Old 3', 'Old 4', 'Old 5'], array_column($found['named'], 'text'));
        self::assertSame(214, $found['more']);
        self::assertStringContainsString('edit.php?post_type=bok', $found['url']);
    }

    public function testNobodyReadsNamesOfASiteThatHeMayNotManage(): void
    {
        $over = ['limit' => 'post_types.post', 'used' => 9, 'allowed' => 1, 'blog_id' => $this->blog('eva')];

        self::assertNull(Surplus::of($over, 1));
    }

    public function testOfAMembershipsSitesOnlyThoseAreNamedThatOneMayManage(): void
    {
        global $wpdb;
        foreach (['anna', 'eva'] as $name) {
            $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $this->blog($name), 'membership_id' => 7004]);
        }

        $found = Surplus::of(['limit' => 'sites', 'used' => 2, 'allowed' => 0], 7004);

        self::assertSame([get_admin_url($this->site, 'ms-delete-site.php')], array_column($found['named'], 'url'));
        self::assertSame(1, $found['more']);
    }

    public function testWhereAllFilesThatWereLookedAtAreNotEnoughMoreThanThoseHaveToGo(): void
    {
        for ($number = 1; $number <= 7; $number++) {
            $this->file("file {$number}", $number);
        }

        $found = Surplus::of($over = ['limit' => 'disk_space', 'used' => 200.0, 'allowed' => 100, 'blog_id' => $this->site], 1);
        $html = View::text('change/over', ['over' => [$over + ['when' => 'warn']], 'unmeasured' => 0, 'membership_id' => 1, 'title' => 'Title']);

        self::assertSame(['file 7', 'file 6', 'file 5', 'file 4', 'file 3'], array_column($found['named'], 'text'));
        self::assertTrue($found['beyond']);
        self::assertMatchesRegularExpression('/and more than \d+ more/', $html);
    }

    public function testASmallerSizeThatWasNotKeptIsAskedOfItsFile(): void
    {
        $folder = wp_upload_dir()['path'];
        $id = wp_insert_post(['post_title' => 'Old', 'post_type' => 'attachment', 'post_status' => 'inherit', 'post_mime_type' => 'image/png']);
        update_attached_file($id, "{$folder}/old-picture.png");
        update_post_meta($id, '_wp_attachment_metadata', ['width' => 1, 'sizes' => ['medium' => ['file' => 'old-picture-300.png'], 'gone' => ['file' => 'old-picture-9.png']]]);
        file_put_contents("{$folder}/old-picture.png", str_repeat('x', MB_IN_BYTES));
        file_put_contents("{$folder}/old-picture-300.png", str_repeat('x', 2 * MB_IN_BYTES));
        try {
            $found = Surplus::of(['limit' => 'disk_space', 'used' => 102.5, 'allowed' => 100, 'blog_id' => $this->site], 1);
        } finally {
            array_map('unlink', ["{$folder}/old-picture.png", "{$folder}/old-picture-300.png"]);
        }

        self::assertSame(['Old'], array_column($found['named'], 'text'));
        self::assertSame('3 MB', $found['named'][0]['about']);
        self::assertFalse($found['beyond']);
    }

    public function testNoQuestionReadsMoreRowsThanAreLookedAt(): void
    {
        global $wpdb;
        $rows = implode(', ', array_map(static fn (int $n): string => "({$n}, '2001-01-01 00:00:00', '2001-01-01 00:00:00', '', '', 'Many', '', 'publish', 'bok', '', '', '')", range(900001, 903000)));
        $wpdb->query("INSERT INTO {$wpdb->posts} (ID, post_date, post_date_gmt, post_content, post_content_filtered, post_title, post_excerpt, post_status, post_type, to_ping, pinged, post_mime_type) VALUES {$rows}");
        $wpdb->query("UPDATE {$wpdb->posts} SET post_status = 'inherit', post_type = 'attachment' WHERE ID > 901500");
        $key = $wpdb->get_blog_prefix() . 'capabilities';
        $people = implode(', ', array_map(static fn (int $n): string => "({$n}, '{$key}', 'a:1:{s:10:\"subscriber\";b:1;}')", range(900001, 903000)));
        $wpdb->query("INSERT INTO {$wpdb->usermeta} (user_id, meta_key, meta_value) VALUES {$people}");

        $read = static fn (): int => (int) array_sum(array_column($wpdb->get_results("SHOW SESSION STATUS LIKE 'Handler_read%'", ARRAY_N), 1));
        $itself = -$read() + $read();
        $found = [];
        foreach (['post_types.bok', 'disk_space', 'users.subscriber'] as $limit) {
            $before = $read();
            Surplus::of(['limit' => $limit, 'used' => 9, 'allowed' => 1, 'blog_id' => $this->site], 1);
            $found[$limit] = $read() - $before - $itself;
        }

        self::assertLessThan(100, $found['post_types.bok'], 'of 1,500');
        self::assertLessThan(2500, $found['disk_space'], 'each of 1,000 looked at and its sizes');
        self::assertLessThan(2500, $found['users.subscriber'], 'each of 1,000 of 3,000');
    }

    public function testFilesWithoutAKeptSizeAreNotAskedOneByOne(): void
    {
        global $wpdb;
        for ($number = 1; $number <= 9; $number++) {
            update_post_meta(wp_insert_post(['post_title' => "No size {$number}", 'post_type' => 'attachment', 'post_status' => 'inherit']), '_wp_attachment_metadata', ['width' => 1]);
        }
        wp_cache_flush();
        get_option('upload_path'); // the options of the site
        $asked = 0;
        add_filter('query', static function (string $sql) use (&$asked, $wpdb): string {
            $asked += (int) (str_contains($sql, "FROM {$wpdb->postmeta}") && str_contains($sql, 'post_id IN'));
            return $sql;
        });

        Surplus::of(['limit' => 'disk_space', 'used' => 200.0, 'allowed' => 100, 'blog_id' => $this->site], 1);

        self::assertSame(1, $asked);
    }

    public function testAPluginInUseThatAPlanLocksIsNamedAndNotOneThatMayStay(): void
    {
        $limits = ['plugins' => ['shop/shop.php' => ['behavior' => 'force_inactive_locked'], 'seo/seo.php' => ['behavior' => 'default']]];
        $usage = [$this->site => ['plugins' => ['shop/shop.php' => 1, 'seo/seo.php' => 1], 'themes' => ['bold' => 1]]];

        $over = LimitTable::exceeded($limits, $usage);

        self::assertSame([['limit' => 'plugins.shop/shop.php', 'used' => 1, 'allowed' => 0, 'blog_id' => $this->site]], $over);
        self::assertSame('Plugin shop/shop.php', LimitTable::name('plugins.shop/shop.php'));
    }

    public function testASiteThatMeasuredOneLimitAloneIsNotKnownForTheOthers(): void
    {
        $limits = ['disk_space' => ['limit' => 100], 'users' => ['editor' => ['allowed' => true, 'limit' => 1]]];
        $locks = ['plugins' => ['shop.php' => ['behavior' => 'force_inactive_locked']]];
        $usage = [1 => ['disk_space' => 5.0], 2 => ['disk_space' => 5.0, 'visits' => 0], 3 => ['disk_space' => 5.0, 'visits' => 0, 'themes' => ['a' => 1]]];

        self::assertSame(2, LimitTable::unmeasured([], $limits, $usage, 4));
        self::assertSame(3, LimitTable::unmeasured([], $limits + $locks, $usage, 4));
        self::assertSame(0, LimitTable::unmeasured([], [], $usage, 4));
    }

    public function testWhatAPlanAllowsMoreOfNobodyNeedHaveMeasured(): void
    {
        $now = ['disk_space' => ['limit' => 100], 'users' => ['editor' => ['allowed' => true, 'limit' => 3]], 'plugins' => ['shop.php' => ['behavior' => 'force_inactive_locked']]];
        $more = ['disk_space' => ['limit' => 500], 'users' => ['editor' => ['allowed' => true, 'limit' => 3]], 'plugins' => $now['plugins']];
        $usage = [1 => ['disk_space' => 5.0]];

        self::assertSame(0, LimitTable::unmeasured($now, $more, $usage, 2), 'an upgrade');
        self::assertSame(1, LimitTable::unmeasured($more, ['users' => $more['users']] + $now, $usage, 2), 'of what is less, one site has told');
        self::assertSame(2, LimitTable::unmeasured(['plugins' => []] + $now, $more, $usage, 2), 'a lock that is new');
        self::assertSame(2, LimitTable::unmeasured($now, $now + ['visits' => ['limit' => 5]], $usage, 2), 'what was not limited before');
    }

    public function testWhatAnOwnWordMakesVoidIsSaidBesideThePlan(): void
    {
        $void = [
            ['limit' => 'disk_space', 'holds' => 600, 'given' => null, 'blog_id' => null],
            ['limit' => 'plugins.shop/shop.php', 'holds' => 0, 'given' => 1, 'blog_id' => $this->site],
            ['limit' => 'themes.bold', 'holds' => 1, 'given' => 2, 'blog_id' => $this->site],
        ];

        $html = View::text('change/void', ['void' => $void]);
        $many = View::text('change/void', ['void' => array_fill(0, 25, $void[0])]);

        self::assertStringContainsString('Disk space stays at 600 MB: a value of its own', $html);
        self::assertStringContainsString('Plugin shop/shop.php: still not available, because a setting of its own', $html);
        self::assertStringContainsString('would give (available)', $html);
        self::assertStringContainsString('would give (switched on by the plan)', $html);
        self::assertStringContainsString('and 15 more', $many);
    }

    public function testWhatBecomesOfTheChangeIsSaidOnceForEachWayAndWhatNobodyMeasuredIsSaid(): void
    {
        $over = LimitTable::withFate([
            ['limit' => 'disk_space', 'used' => 200.0, 'allowed' => 100, 'blog_id' => $this->site],
            ['limit' => 'post_types.post', 'used' => 9, 'allowed' => 1, 'blog_id' => $this->site],
        ], ['over' => ['disk_space' => 'refuse', 'post_types' => 'grace'], 'grace_days' => 14]);

        $html = View::text('change/over', ['over' => $over, 'unmeasured' => 3, 'membership_id' => 1, 'title' => 'Title']);

        self::assertStringContainsString('this change is refused until it fits', $html);
        self::assertStringContainsString('For 14 days after the change', $html);
        self::assertStringContainsString('What 3 sites use is not known yet', $html);
    }

    public function testHowManyMoreThereAreIsSaidBesideThoseNamedAndWhereTheyAreALeast(): void
    {
        $over = array_map(static fn (int $site): array => ['limit' => 'visits', 'used' => 9, 'allowed' => 1, 'blog_id' => $site], range(1, 22));
        $text = static fn (array $more): string => View::text('change/over', $more + ['over' => $over, 'unmeasured' => 0, 'membership_id' => 1, 'title' => 'Title']);

        self::assertStringContainsString('and 2 more', $text([]));
        self::assertStringContainsString('and 302 more', $text(['more' => 300, 'at_least' => false]));
        self::assertStringContainsString('and more than 302 more', $text(['more' => 300, 'at_least' => true]));
    }

    private function file(string $name, int $megabytes): void
    {
        $id = wp_insert_post(['post_title' => $name, 'post_type' => 'attachment', 'post_status' => 'inherit', 'post_mime_type' => 'image/png']);
        update_post_meta($id, '_wp_attachment_metadata', ['filesize' => ($megabytes - 1) * MB_IN_BYTES, 'sizes' => ['thumbnail' => ['filesize' => MB_IN_BYTES]]]);
    }
}
