<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Outbox;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Outbox\Letters;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Words;

/** Every mail that the service can leave has words of its own, with what a person needs to act on it. */
final class LettersTest extends NetworkTestCase
{
    private const SERVICES = __DIR__ . '/../../../bridge/changes';

    public function testEveryTemplateForOwnersHasWords(): void
    {
        self::assertSame(self::sentTo('owner'), self::sorted(array_keys(Words::table('letters')['owner'])));
    }

    public function testEveryTemplateForTheNetworkAdminHasWords(): void
    {
        self::assertSame(self::sentTo('admin'), self::sorted(array_keys(Words::table('letters')['admin'])));
    }

    public function testEveryReasonThatTheServiceCanGiveHasWords(): void
    {
        preg_match('/RefusalCode = Literal\[(.*?)\]/s', self::source('../pricing/refusal.py'), $refusals);
        preg_match('/def _decide.*?\n\n\n/s', self::source('due.py'), $deciding);
        preg_match_all('/(?:keep_money|_end_for_attention)\(.*?"[a-z_]+"\)$/m', self::source('pay.py'), $keeping);
        $named = implode([$refusals[1], $deciding[0], ...$keeping[0]]);
        preg_match_all('/"((?!none)[a-z_]+)"/', $named, $codes);

        self::assertContains('received_late', $codes[1]);
        self::assertContains('basis_moved', $codes[1]);
        self::assertSame([], array_values(array_diff($codes[1], array_keys(Words::table('reasons')))));
    }

    public function testARenewalWhoseTaxIsAnotherThanWasAgreedSaysBoth(): void
    {
        $letter = (new Letters(['tax' => '31.84', 'tax_agreed' => '37.81'] + self::params()))->toOwner('renewal_awaiting_payment', 'Anna');

        self::assertStringContainsString('The tax in it is 31.84 SEK; it was 37.81 SEK when the price was agreed.', $letter['text']);
        self::assertStringNotContainsString('The tax in it', (new Letters(self::params()))->toOwner('renewal_awaiting_payment', 'Anna')['text']);
    }

    public function testARenewalSaysHowMuchByWhenAndWhere(): void
    {
        $letter = (new Letters(self::params()))->toOwner('renewal_awaiting_payment', 'Anna');

        self::assertStringContainsString('Time to pay for your membership', $letter['subject']);
        self::assertStringContainsString('begins on March 1, 2025', $letter['text']);
        self::assertStringContainsString('pay 199.00 SEK no later than March 8, 2025 12:30 pm', $letter['text']);
        self::assertStringContainsString('page=plan-bridge-account&membership=12', $letter['text']);
    }

    public function testARenewalLeadsTheAdminToThePayments(): void
    {
        $letter = (new Letters(self::params()))->toNetworkAdmin('renewal_awaiting_payment');

        self::assertStringContainsString('199.00 SEK', $letter['text']);
        self::assertStringContainsString('page=plan-bridge-payments', $letter['text']);
    }

    public function testADroppedChangeSaysWhyAndThatNothingWasCharged(): void
    {
        foreach ([(new Letters(self::params('inactive')))->toOwner('change_dropped', 'Anna'), (new Letters(self::params('inactive')))->toNetworkAdmin('change_dropped')] as $letter) {
            self::assertStringContainsString('for March 1, 2025 could not be made. The plan is no longer offered. Nothing has been charged', $letter['text']);
            self::assertStringContainsString('page=plan-bridge-account&membership=12', $letter['text']);
        }
    }

    public function testMoneyKeptAsCreditSaysWhatCameFirst(): void
    {
        $late = (new Letters(self::params('received_late')))->toNetworkAdmin('money_kept_as_credit')['text'];
        $moved = (new Letters(self::params('basis_moved')))->toNetworkAdmin('money_kept_as_credit')['text'];
        $gone = (new Letters(self::params('membership_gone')))->toNetworkAdmin('money_kept_as_credit')['text'];
        $told = (new Letters(self::params('received_late')))->toOwner('money_kept_as_credit', 'Anna')['text'];

        self::assertStringContainsString('It arrived after the time to pay was over.', $late);
        self::assertStringContainsString('The membership had changed since the order was made.', $moved);
        self::assertStringContainsString('page=plan-bridge-account&membership=12', $moved);
        self::assertStringContainsString('page=plan-bridge-payments', $gone);
        self::assertStringContainsString('Your payment of 199.00 SEK', $told);
        self::assertStringContainsString('It arrived after the time to pay was over.', $told);
    }

    /** @dataProvider everyLetter */
    #[DataProvider('everyLetter')]
    public function testNoLetterHasAGap(string $template, bool $toOwner): void
    {
        $letter = $toOwner ? (new Letters(self::params('inactive')))->toOwner($template, 'Anna') : (new Letters(self::params('inactive')))->toNetworkAdmin($template);

        $said = str_replace('the plan –', 'the plan', $letter['text']); // no membership 12 in this network
        self::assertStringNotContainsString('–', $said);
        self::assertStringNotContainsString('%', $said);
        self::assertStringContainsString('12', $said);
    }

    public static function everyLetter(): array
    {
        $letters = [];
        foreach (array_keys(Words::table('letters')['owner']) as $template) {
            $letters["{$template} to the owner"] = [$template, true];
        }
        foreach (array_keys(Words::table('letters')['admin']) as $template) {
            $letters["{$template} to the admin"] = [$template, false];
        }
        return $letters;
    }

    /** @return array<string, mixed> as the service's outbox rows carry them */
    private static function params(?string $problem = null): array
    {
        return array_filter([
            'membership_id' => 12,
            'quote_id' => str_repeat('a', 32),
            'kind' => 'upgrade',
            'amount' => '199.00',
            'currency' => 'SEK',
            'payable_until' => '2025-03-08T12:30:00Z',
            'effective_at' => '2025-03-01T00:00:00Z',
            'problem' => $problem,
        ]);
    }

    /** @return list<string> the templates that the service's sources name; "{change.operation}" is change or renewal */
    private static function sentTo(string $whom): array
    {
        $templates = [];
        foreach ((array) glob(self::SERVICES . '/*.py') as $file) {
            preg_match_all('/mail_' . $whom . '\(\s*held,\s*f?"([^"]+)"/', (string) file_get_contents((string) $file), $found);
            foreach ($found[1] as $name) {
                $both = [str_replace('{change.operation}', 'change', $name), str_replace('{change.operation}', 'renewal', $name)];
                array_push($templates, ...$both);
            }
        }
        self::assertNotSame([], $templates);
        return self::sorted($templates);
    }

    private static function source(string $name): string
    {
        return (string) file_get_contents(self::SERVICES . "/{$name}");
    }

    /**
     * @param array<string> $names
     * @return list<string>
     */
    private static function sorted(array $names): array
    {
        $names = array_unique($names);
        sort($names);
        return $names;
    }
}
