<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Network\Settings\SettingsPage;
use PlanBridge\Service\Answer;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Sample.php';

/** Each thing that can be wrong with the connection has a plain sentence, and the command that mends it. */
final class ConnectionTest extends NetworkTestCase
{
    /** @dataProvider failures */
    #[DataProvider('failures')]
    public function testAFailureSaysWhatIsWrong(string $code, array $params, string $words, string $command): void
    {
        $found = $this->findings(Answer::error($code, 401, $params));

        self::assertCount(1, $found);
        self::assertSame('error', $found[0]['type']);
        self::assertStringContainsString($words, $found[0]['text']);
        self::assertSame($command, $found[0]['command']);
    }

    public static function failures(): array
    {
        return [
            'unreachable' => ['unreachable', ['cause' => 'cURL error 7: Failed to connect'], 'Nothing answers at the address', 'bridge serve'],
            'too slow' => ['unreachable', ['cause' => 'cURL error 28: Operation timed out after 5001 milliseconds with 0 bytes received'], 'did not answer within 5 seconds', ''],
            'another server' => ['unreachable', ['cause' => 'HTTP 404'], 'not the service of Plan Bridge', ''],
            'clock off' => ['token_expired', ['clock_off_seconds' => 95], 'differ by 95 seconds', ''],
            'key unknown' => ['key_unknown', [], 'does not know this network’s key', 'bridge keys approve own-kid'],
            'key pending' => ['key_pending', ['kid' => 'own-kid'], 'waits for approval', 'bridge keys approve own-kid'],
            'not migrated' => ['not_migrated', [], 'not in the database yet', 'bridge migrate'],
            'no address' => ['no_address', [], 'not set yet', ''],
            'another network' => ['token_wrong_network', [], 'belongs to another network', ''],
        ];
    }

    /** @dataProvider problems */
    #[DataProvider('problems')]
    public function testAProblemThatTheServiceFoundIsToldWithItsRemedy(string $code, array $params, string $words): void
    {
        $problem = ['code' => $code, 'params' => $params, 'severity' => 'warning', 'command' => 'bridge worker'];

        $found = $this->findings(Sample::connection(['problems' => [$problem]]));

        self::assertSame([['warning', 'bridge worker']], array_map(static fn (array $one): array => [$one['type'], $one['command']], $found));
        self::assertStringContainsString($words, $found[0]['text']);
    }

    public static function problems(): array
    {
        return [
            'schema old' => ['schema_out_of_date', ['current' => 1, 'wanted' => 3], 'at migration 1, it wants 3'],
            'a copy' => ['network_is_a_copy', ['differences' => ['url']], 'copy of another one'],
            'no worker' => ['worker_never_ran', [], 'has never run'],
            'worker stopped' => ['worker_not_running', ['last_run_at' => '2026-01-15T11:00:00Z'], 'has not run since'],
            'service key' => ['service_key_pending', ['kid' => 'abc'], 'nobody has approved'],
            'other plugin key' => ['plugin_key_pending', ['kids' => ['a', 'b']], 'waits for approval'],
            'clock' => ['clock_off', ['seconds' => 45], '45 seconds away'],
            'late limits' => ['enforced_late', ['changes' => 100, 'late' => 12], '12 took effect more than a minute after the payment'],
        ];
    }

    public function testNothingWrongIsSaid(): void
    {
        $found = $this->findings(Sample::connection());

        self::assertSame(['success'], array_column($found, 'type'));
        self::assertStringContainsString('version 0.1.0', $found[0]['text']);
    }

    public function testHowSoonLimitsHoldAfterAPaymentIsSaidWhereOneWasMade(): void
    {
        $found = $this->findings(Sample::connection(['enforcement' => ['changes' => 1200, 'median_ms' => 340, 'most_ms' => 4800]]));

        $words = 'held within 0.3 seconds as a rule and 4.8 seconds at most (the last 1,200 changes)';
        self::assertStringContainsString($words, $found[0]['text']);
    }

    public function testAnAnswerWithoutProofIsNotTrusted(): void
    {
        $found = (new Connection(Sample::connection(), 'own-kid', false))->findings();

        self::assertSame('error', $found[0]['type']);
        self::assertStringContainsString('cannot prove', $found[0]['text']);
    }

    /** @dataProvider addresses */
    #[DataProvider('addresses')]
    public function testReadsTheAddressOfTheService(string $typed, string $expected): void
    {
        [$address, $problem] = SettingsPage::readAddress($typed);

        self::assertSame($expected, $problem ?? $address);
    }

    public static function addresses(): array
    {
        return [
            ['http://127.0.0.1:8765/', 'http://127.0.0.1:8765'],
            [' https://plans.example.org/bridge ', 'https://plans.example.org/bridge'],
            ['127.0.0.1:8765', 'address_unreadable'],
            ['ftp://example.org', 'address_unreadable'],
            ['javascript:alert(1)', 'address_unreadable'],
            ['http://user@example.org', 'address_with_more'],
            ['http://example.org/?a=1', 'address_with_more'],
        ];
    }

    /** @return list<array<string, string>> */
    private function findings(array|\WP_Error $answer): array
    {
        return (new Connection($answer, 'own-kid', true))->findings();
    }
}
