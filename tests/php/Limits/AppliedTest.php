<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Limits\Applied;
use PlanBridge\Limits\Effective;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Said;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** What limits force is named by the digest that the service looks for. */
final class AppliedTest extends NetworkTestCase
{
    /** @var list<string> files that stand alone in their folders */
    private array $made = [];

    /** @return iterable<string, array{array<string, mixed>}> */
    public static function cases(): iterable
    {
        $file = dirname(__DIR__, 2) . '/vectors/limits/forced.json';
        foreach (json_decode((string) file_get_contents($file), true)['cases'] as $case) {
            yield $case['name'] => [$case];
        }
    }

    /** @dataProvider cases */
    #[DataProvider('cases')]
    public function testTheDigestIsTheServices(array $case): void
    {
        $said = $case['said'];
        $packages = array_map(static fn (array $package): array => [Said::read($package[0]), $package[1]], $said['packages']);
        $own = array_map(Said::read(...), array_values(array_filter([$said['membership'], $said['site']], 'is_string')));
        $limits = Effective::withGrace(Effective::limits(Said::read($said['plan']), $packages, $own), $case['grace'] ?? []);

        $forced = Applied::said(Quota::fromJson((string) json_encode(['v' => 1, 'limits' => $limits])));

        self::assertEquals($case['forces'] + ['role' => ''], $forced);
        self::assertSame($case['digest'], Applied::digest($forced));
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Quota::forget();
        foreach ($this->made as $file) {
            unlink($file);
            rmdir(dirname($file));
        }
    }

    public function testWhatIsNotInstalledIsSwitchedOnWhenItIsAndOnlyThenNotedAsCarriedOut(): void
    {
        switch_to_blog($this->blog('anna'));
        $before = get_stylesheet();
        $this->plan(['plugins' => ['pb-late/pb-late.php' => ['behavior' => 'force_active']], 'themes' => ['pb-late-theme' => ['behavior' => 'force_active']]]);
        self::assertSame([false, $before, null], $this->found());

        $this->install(WP_PLUGIN_DIR . '/pb-late/pb-late.php', "<?php\n/* Plugin Name: Late */\n");
        Applied::keep();
        self::assertSame([true, $before, null], $this->found());

        deactivate_plugins('pb-late/pb-late.php');
        $this->install(get_theme_root() . '/pb-late-theme/style.css', "/*\nTheme Name: Late\nTemplate: {$before}\n*/");
        Applied::keep();
        [$isOn, $theme, $applied] = $this->found();
        self::assertSame([false, 'pb-late-theme'], [$isOn, $theme], 'who switched it off has chosen');
        self::assertNotNull($applied);

        $this->plan([]);
        self::assertSame([false, $before, null], $this->found(), 'what was there before comes back');
    }

    /** A version of the plugin before this one noted what was not installed as carried out. */
    public function testWhatWasNotedAsCarriedOutBeforeItWasInstalledIsLookedAtOnce(): void
    {
        switch_to_blog($this->blog('anna'));
        update_option(Applied::OPTION, ['plugins' => ['pb-late/pb-late.php' => 'force_active'], 'theme' => '', 'role' => '', 'switched' => []]);
        $this->plan(['plugins' => ['pb-late/pb-late.php' => ['behavior' => 'force_active']]]);
        $this->install(WP_PLUGIN_DIR . '/pb-late/pb-late.php', "<?php\n/* Plugin Name: Late */\n");
        Applied::keep();

        self::assertTrue($this->found()[0]);
    }

    /** The site's own word says so, and the site carries it out. */
    private function plan(array $said): void
    {
        global $wpdb;
        $own = wp_json_encode(['v' => 1] + $said);
        $membership = (int) get_site_meta(get_current_blog_id(), 'wu_membership_id', true);
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => get_current_blog_id(), 'membership_id' => $membership, 'own' => $own]);
        Quota::forget();
        Applied::keep();
    }

    private function install(string $file, string $text): void
    {
        mkdir(dirname($file));
        file_put_contents($file, $text);
        $this->made[] = $file;
        wp_cache_flush(); // another request has none of it
        wp_clean_themes_cache();
        Quota::forget();
    }

    /** @return array{bool, string, ?string} whether the plugin is on, the theme, what the service is told */
    private function found(): array
    {
        global $wpdb;
        $applied = $wpdb->get_var('SELECT applied FROM ' . Network::table('bridge_site_limits') . ' WHERE blog_id = ' . get_current_blog_id());
        return [is_plugin_active('pb-late/pb-late.php'), get_stylesheet(), $applied];
    }
}
