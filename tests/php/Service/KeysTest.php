<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Service;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Account\AccountPage;
use PlanBridge\Limits\SiteQuota;
use PlanBridge\Network\HealthTest;
use PlanBridge\Network\Pages\SettingsPage;
use PlanBridge\Service\Client;
use PlanBridge\Service\Keys;
use PlanBridge\Tests\NetworkTestCase;
use ReflectionProperty;

/** A key in wp-config.php that is none: every page says so in words, and limits hold. */
final class KeysTest extends NetworkTestCase
{
    protected function tearDown(): void
    {
        Keys::reset();
        parent::tearDown();
    }

    /** @dataProvider malformed */
    #[DataProvider('malformed')]
    public function testWhatIsNoKeyIsAnErrorWithACode(string $value): void
    {
        self::assertSame('plan_bridge_key_malformed', Keys::configured($value)->get_error_code());
    }

    public static function malformed(): array
    {
        $secret = sodium_crypto_sign_secretkey(sodium_crypto_sign_keypair());
        return [
            'a word' => ['secret'],
            'not base64' => ['!!!'],
            'cut off' => [substr(base64_encode($secret), 0, 60)],
            'only half of it' => [base64_encode(substr($secret, 0, 32))],
            'hexadecimal' => [bin2hex($secret)],
        ];
    }

    public function testAWholeKeyIsRead(): void
    {
        $pair = sodium_crypto_sign_keypair();

        $key = Keys::configured(base64_encode(sodium_crypto_sign_secretkey($pair)));

        $public = rtrim(strtr(base64_encode(sodium_crypto_sign_publickey($pair)), '+/', '-_'), '=');
        self::assertSame($public, $key->publicKey());
    }

    public function testNothingIsAskedWithoutAKey(): void
    {
        $this->keyIsMalformed();
        $this->actAs('anna', 'anna');

        $answer = (new Client())->get('/v1/account');

        self::assertSame('plan_bridge_key_malformed', $answer->get_error_code());
    }

    public function testTheAccountPageSaysSo(): void
    {
        $this->keyIsMalformed();
        $this->actAs('anna', 'anna');

        $page = $this->shown(new AccountPage());

        self::assertStringContainsString('PLAN_BRIDGE_KEY', $page);
        self::assertStringContainsString('its limits work as before', $page);
    }

    public function testTheSettingsSayWhatToDo(): void
    {
        $this->keyIsMalformed();
        $this->actAs('admin');

        $page = $this->shown(new SettingsPage());

        self::assertStringContainsString('PLAN_BRIDGE_KEY in wp-config.php is not a key', $page);
        self::assertStringContainsString('sodium_crypto_sign_keypair', $page);
        self::assertStringContainsString('There is no key that can be used', $page);
    }

    public function testSiteHealthSaysSo(): void
    {
        $this->keyIsMalformed();
        $this->actAs('admin');

        $result = (new HealthTest())->result();

        self::assertSame('critical', $result['status']);
        self::assertStringContainsString('PLAN_BRIDGE_KEY', $result['description']);
    }

    public function testLimitsHoldAllTheSame(): void
    {
        $this->keyIsMalformed();

        $quota = SiteQuota::for($this->blog('anna'));

        self::assertNotNull($quota?->limit('disk_space'));
    }

    private function keyIsMalformed(): void
    {
        (new ReflectionProperty(Keys::class, 'own'))->setValue(null, Keys::configured('secret'));
    }

    private function shown(object $page): string
    {
        ob_start();
        $page->render();

        return (string) ob_get_clean();
    }
}
