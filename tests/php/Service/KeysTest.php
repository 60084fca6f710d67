<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Service;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Account\AccountPage;
use PlanBridge\Health\SiteHealth;
use PlanBridge\Limits\Quota;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Network\Settings\SettingsPage;
use PlanBridge\Service\Client;
use PlanBridge\Service\KeyPair;
use PlanBridge\Service\Keys;
use PlanBridge\Tests\NetworkTestCase;
use ReflectionProperty;

/** A key in wp-config.php that is none: every page says so in words, and limits hold. */
final class KeysTest extends NetworkTestCase
{
    protected function tearDown(): void
    {
        remove_all_filters('salt');
        (new \ReflectionProperty(Keys::class, 'own'))->setValue(null, null);
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

        $result = (new SiteHealth())->connection();

        self::assertSame('critical', $result['status']);
        self::assertStringContainsString('PLAN_BRIDGE_KEY', $result['description']);
    }

    public function testLimitsHoldAllTheSame(): void
    {
        $this->keyIsMalformed();

        $quota = Quota::for($this->blog('anna'));

        self::assertNotNull($quota?->limit('disk_space'));
    }

    public function testAKeyOfOtherSaltsStaysAndANewOneIsEnrolledBesideIt(): void
    {
        $before = Keys::ownId();

        $this->saltsAre('others');
        $between = Keys::ownId();
        $again = $this->readAnew();
        $this->saltsAre('');

        self::assertNotSame($before, $between);
        self::assertSame($between, $again);
        self::assertSame($before, Keys::ownId());
        self::assertContains(Keys::status($between), ['pending', 'trusted']);
        self::assertNotNull(Keys::status($before));
    }

    public function testNoSequenceOfSaltsEverLosesAKey(): void
    {
        $kids = [];
        foreach (['', 'a', 'b', 'a', '', 'c', 'b', ''] as $salts) {
            $this->saltsAre($salts);
            $kids[$salts][] = Keys::ownId();
        }

        self::assertCount(4, array_unique(array_merge(...array_values($kids))));
        foreach ($kids as $ofThese) {
            self::assertCount(1, array_unique($ofThese));
        }
        self::assertCount(4, Keys::sealed());
    }

    public function testAnotherKeyIsPutInThePlaceOfTheOneItFollowsAlone(): void
    {
        $before = Keys::ownId();
        $this->saltsAre('others');
        Keys::own();

        $new = Keys::rotate()->kid();

        self::assertSame($new, $this->readAnew());
        $this->saltsAre('');
        self::assertSame($before, Keys::ownId());
    }

    public function testNoKeyIsNamedLikeAnOptionOfACommand(): void
    {
        $names = array_map(static fn (): string => KeyPair::generate()->kid(), range(1, 400));

        self::assertSame([], array_filter($names, static fn (string $kid): bool => str_starts_with($kid, '-')));
        self::assertSame('bridge keys approve -- -abc', Connection::approve('-abc'));
    }

    /** The key as a request of its own reads it. */
    private function readAnew(): ?string
    {
        (new \ReflectionProperty(Keys::class, 'own'))->setValue(null, null);
        return Keys::ownId();
    }

    private function saltsAre(string $salts): void
    {
        remove_all_filters('salt');
        if ($salts !== '') {
            add_filter('salt', static fn (string $salt): string => $salt . $salts);
        }
        (new \ReflectionProperty(Keys::class, 'own'))->setValue(null, null);
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
