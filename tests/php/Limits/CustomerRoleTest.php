<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Applied;
use PlanBridge\Limits\Owner;
use PlanBridge\Limits\Quota;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** A plan's role of the customer: given when it begins to hold, and what he had before comes back. Anna owns the site. */
final class CustomerRoleTest extends NetworkTestCase
{
    private int $membership;
    private int $anna;

    protected function setUp(): void
    {
        global $wpdb;
        parent::setUp();
        switch_to_blog($this->blog('anna'));
        $this->membership = (int) get_site_meta(get_current_blog_id(), 'wu_membership_id', true);
        $this->anna = Owner::userId(get_current_blog_id());
        $limits = Network::table('bridge_membership_limits');
        $wpdb->query("UPDATE {$limits} SET own = NULL, closed = NULL, open_until = NULL WHERE membership_id = {$this->membership}");
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 7: x'));
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Quota::forget();
    }

    /** The plan says this role, '' for none, and the site carries it out. @return list<string> the roles that Anna has then */
    private function plan(string $role): array
    {
        global $wpdb;
        $said = wp_json_encode(['v' => 1] + ($role === '' ? [] : ['customer_user_role' => $role]));
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => get_current_blog_id(), 'membership_id' => $this->membership, 'own' => $said]);
        Quota::forget();
        Applied::keep();
        return $this->roles();
    }

    /** @return list<string> */
    private function roles(?int $user = null): array
    {
        clean_user_cache($user ?? $this->anna);
        return array_values((new \WP_User($user ?? $this->anna))->roles);
    }

    private function choose(string ...$roles): void
    {
        $user = new \WP_User($this->anna);
        $user->set_role(array_shift($roles));
        array_map($user->add_role(...), $roles);
    }

    public function testOneRoleAfterAnotherAndAtTheEndThoseFromBefore(): void
    {
        $this->choose('administrator', 'author');

        self::assertSame(['editor'], $this->plan('editor'));
        self::assertSame(['contributor'], $this->plan('contributor'));
        self::assertSame(['administrator', 'author'], $this->plan(''));
        self::assertSame(['administrator', 'author'], $this->plan(''));
    }

    public function testWhatSomebodyChoseSinceStays(): void
    {
        $this->plan('editor');
        $this->choose('author');

        self::assertSame(['author'], $this->plan('editor'));
        self::assertSame(['author'], $this->plan(''));
    }

    public function testWhoTookItAwayAndGaveItAgainHasChosen(): void
    {
        $this->plan('editor');
        $this->choose('author');
        $this->choose('editor');

        self::assertSame(['editor'], $this->plan(''));
    }

    public function testTheNextPlanGivesItsOwnRoleAndReturnsToWhatWasChosen(): void
    {
        $this->plan('editor');
        $this->choose('author');

        self::assertSame(['contributor'], $this->plan('contributor'));
        self::assertSame(['author'], $this->plan(''));
    }

    public function testWhoHasTheRoleAlreadyKeepsIt(): void
    {
        $this->choose('editor');

        self::assertSame(['editor'], $this->plan('editor'));
        self::assertSame(['editor'], $this->plan(''));
    }

    public function testNobodyBecomesAnAdministratorButWhomAPlanHadMadeSomethingElse(): void
    {
        $this->choose('author');
        self::assertSame(['author'], $this->plan('administrator'));

        $this->choose('editor');
        $this->plan('editor');
        self::assertSame(['administrator'], $this->plan('administrator'));
        self::assertSame(['editor'], $this->plan(''));
    }

    public function testARoleThatTheSiteDoesNotHaveIsGivenWhenItDoes(): void
    {
        self::assertSame(['administrator'], $this->plan('shop_manager'));
        wp_roles()->add_role('shop_manager', 'Shop manager', ['read' => true]);
        self::assertSame(['shop_manager'], $this->plan('shop_manager'));
        self::assertSame(['administrator'], $this->plan(''));
    }

    public function testASuperAdminIsLeftAlone(): void
    {
        update_site_option('site_admins', ['admin', 'anna']);

        self::assertSame(['administrator'], $this->plan('editor'));
    }

    public function testWhoIsNoMemberIsNotMadeOne(): void
    {
        remove_user_from_blog($this->anna, get_current_blog_id());

        self::assertSame([], $this->plan('editor'));
        self::assertFalse(is_user_member_of_blog($this->anna));
    }

    public function testASiteThatIsHandedOnGivesTheRoleToItsNewOwnerAndTheOneBeforeNothingBack(): void
    {
        $karl = get_user_by('login', 'karl')->ID;
        $this->plan('editor');
        global $wpdb;
        $wpdb->update(Network::table('wu_customers'), ['user_id' => $karl], ['user_id' => $this->anna]);

        self::assertSame(['editor'], $this->plan('editor'));
        self::assertSame(['editor'], $this->roles($karl));
        self::assertSame(['editor'], $this->plan(''));
        self::assertSame(['administrator'], $this->roles($karl));
    }

    public function testAFullRoleIsGivenToTheOwnerAllTheSame(): void
    {
        global $wpdb;
        $said = wp_json_encode(['v' => 1, 'customer_user_role' => 'editor', 'users' => [true, true, ['editor' => [true, true, 0], 'administrator' => [true, true, 1]]]]);
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => get_current_blog_id(), 'membership_id' => $this->membership, 'own' => $said]);
        Quota::forget();
        Applied::keep();

        self::assertSame(['editor'], $this->roles());
    }

    public function testItIsLookedAtWithoutAskingMuchAndHoldsInTheOwnersOwnRequest(): void
    {
        global $wpdb;
        wp_set_current_user($this->anna);
        $this->plan('editor');
        self::assertFalse(current_user_can('manage_options'));

        Quota::current();
        $before = $wpdb->num_queries;
        Applied::keep();
        self::assertLessThanOrEqual(1, $wpdb->num_queries - $before);
    }
}
