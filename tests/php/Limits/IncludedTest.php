<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Included;
use PlanBridge\Limits\Owner;
use PlanBridge\Limits\Quota;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** What a plan says that is no number: as its owner reads it, as code that prints credits or makes sites is answered. */
final class IncludedTest extends NetworkTestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        switch_to_blog($this->blog('anna'));
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 7: x'));
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Quota::forget();
    }

    private function say(array $own): void
    {
        global $wpdb;
        $membership = (int) get_site_meta(get_current_blog_id(), 'wu_membership_id', true);
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => get_current_blog_id(), 'membership_id' => $membership, 'own' => wp_json_encode(['v' => 1] + $own)]);
        Quota::forget();
    }

    /** @return list<int> two sites of the network */
    private function templates(): array
    {
        return [$this->blog('bjorn'), $this->blog('cecilia')];
    }

    public function testTheOwnerReadsRoleTemplatesAndCredits(): void
    {
        [$one, $two] = $this->templates();
        $this->say(['customer_user_role' => 'editor', 'hide_credits' => true, 'site_templates' => [true, 'choose_available_templates', [
            (string) $one => ['behavior' => 'available'], (string) $two => ['behavior' => 'pre_selected'], '999999' => ['behavior' => 'available'],
        ]]]);

        $names = [get_blog_option($two, 'blogname'), get_blog_option($one, 'blogname')];
        self::assertSame([['Role of the owner', 'Editor'], ['Templates for new sites', implode(' and ', $names)], ['Credits in the footer', 'hidden']], Included::rows(Quota::current()));
    }

    public function testNothingIsReadWhereThePlanSaysNothing(): void
    {
        $this->say(['hide_credits' => false, 'site_templates' => [true, 'default', []]]);

        self::assertSame([], Included::rows(Quota::current()));
        self::assertSame(['role' => null, 'site_templates' => null, 'credits_hidden' => false], Included::facts(Quota::current()));
        self::assertSame(['role' => null, 'site_templates' => null, 'credits_hidden' => null], Included::facts(null));
    }

    public function testWhoPrintsCreditsIsToldWhereThePlanHidesThem(): void
    {
        $blog = get_current_blog_id();
        self::assertTrue(apply_filters('plan_bridge_shows_credits', true));
        $this->say(['hide_credits' => true]);
        self::assertFalse(apply_filters('plan_bridge_shows_credits', true));
        switch_to_blog(get_main_site_id());
        self::assertTrue(apply_filters('plan_bridge_shows_credits', true));
        self::assertFalse(apply_filters('plan_bridge_shows_credits', true, $blog));
    }

    public function testWhoMakesSitesIsToldWhichTemplatesACustomersPlansAllow(): void
    {
        [$one, $two] = $this->templates();
        $owner = Owner::userId(get_current_blog_id());
        $three = $this->blog('eva');
        $ask = static fn (): array => apply_filters('plan_bridge_site_templates', [$one, $two, $three], $owner);
        $named = [(string) $one => ['behavior' => 'available'], (string) $two => ['behavior' => 'pre_selected'], (string) $three => ['behavior' => 'not_available']];

        $this->say(['sites' => [true, true, 99], 'site_templates' => [true, 'choose_available_templates', $named]]);
        self::assertSame([$two, $one], $ask());
        $this->say(['sites' => [true, true, 99], 'site_templates' => [true, 'assign_template', $named]]);
        self::assertSame([$two], $ask());
        $this->say(['sites' => [true, true, 99]]);
        self::assertSame([$one, $two, $three], $ask());
        $this->say(['sites' => [true, true, 0]]);
        self::assertSame([], $ask(), 'no membership has room for a site');

        self::assertSame([$one], apply_filters('plan_bridge_site_templates', [$one], get_user_by('login', 'karl')->ID), 'whose it is nobody knows');
    }
}
