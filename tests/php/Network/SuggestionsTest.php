<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\Screens;
use PlanBridge\Network\Suggestions;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;
use RuntimeException;

/** A field that takes a user offers some while somebody types. */
final class SuggestionsTest extends NetworkTestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('admin');
        wp_insert_user(['user_login' => 'gunb77', 'user_email' => 'g@berg.test', 'display_name' => 'Gun & Berg', 'user_pass' => wp_generate_password()]);
    }

    public function testAPartOfTheNameTheLoginOrTheAddressFindsAndTheLoginIsTaken(): void
    {
        $found = [['value' => 'gunb77', 'label' => 'Gun & Berg (gunb77, g@berg.test)']];

        foreach (['Gun', 'UNB7', 'g@berg', ' gun* '] as $typed) {
            self::assertSame($found, Suggestions::found($typed), $typed);
        }
    }

    public function testTooLittleNobodyAndALargeNetworkFindNobody(): void
    {
        foreach (['', 'g', '*', '***', '%%', '__', "\xff\xfe"] as $typed) {
            self::assertSame([], Suggestions::found($typed));
        }
        add_filter('wp_is_large_network', '__return_true');
        self::assertSame([], Suggestions::found('gunb77'));
    }

    public function testTheFieldNamesWhereToAskAndWorksWithoutIt(): void
    {
        $field = View::text('network/field', ['kind' => 'user', 'id' => 'pb-x', 'input' => 'user', 'text' => '', 'label' => 'To', 'value' => 'a"b', 'problem' => '', 'help' => '']);

        self::assertStringContainsString('name="user" value="a&quot;b"', $field);
        self::assertStringContainsString('data-pb-users="plan_bridge_users"', $field);
        self::assertStringContainsString('<datalist id="pb-xs">', $field);
    }

    public function testOnlyNetworkAdministratorsWhoseFormItIsAreAnswered(): void
    {
        $_POST = ['term' => 'gunb77', '_wpnonce' => wp_create_nonce(Screens::nonce(Suggestions::FORM))];
        self::assertStringContainsString('"value":"gunb77"', $this->sent());

        $_POST['_wpnonce'] = 'x';
        self::assertStringNotContainsString('gunb77', $this->sent());

        $this->actAs('anna', 'anna');
        $_POST['_wpnonce'] = wp_create_nonce(Screens::nonce(Suggestions::FORM));
        self::assertStringNotContainsString('gunb77', $this->sent());
    }

    private function sent(): string
    {
        add_filter('wp_doing_ajax', '__return_true');
        add_filter('wp_die_ajax_handler', static fn (): callable => static fn (): never => throw new RuntimeException('died'));
        ob_start();
        try {
            (new Suggestions())->send();
        } catch (RuntimeException) {
            return (string) ob_get_contents();
        } finally {
            ob_end_clean();
        }
    }
}
