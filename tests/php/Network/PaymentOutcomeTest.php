<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use PlanBridge\Messages;
use PlanBridge\Network\Payments;
use PlanBridge\Service\Answer;

/** What the network admin reads after marking a payment as paid. */
final class PaymentOutcomeTest extends TestCase
{
    /** @dataProvider outcomes */
    #[DataProvider('outcomes')]
    public function testSaysWhatTookEffect(?string $status, string $type, string $words): void
    {
        [$kind, $code, $params] = Payments::outcome([
            'payment' => ['id' => 12, 'membership_id' => 4, 'amount' => ['formatted' => '199,00 kr']],
            'change' => $status === null ? null : ['status' => $status, 'plan' => ['name' => 'Premium'],
                'addons' => [['name' => 'Extra disk space', 'quantity' => 2]], 'effective_at' => '2026-02-01T00:00:00Z'],
        ]);

        self::assertSame($type, $kind);
        self::assertStringContainsString($words, Messages::forCode($code, $params));
        self::assertStringContainsString('199,00 kr', Messages::forCode($code, $params));
    }

    public static function outcomes(): array
    {
        return [
            'applied' => ['applied', 'success', 'has taken effect: Premium, Extra disk space × 2'],
            'at the term’s end' => ['scheduled', 'success', 'takes effect on'],
            'a renewal' => [null, 'success', 'Membership 4 is paid for another term'],
            'late' => ['needs_attention', 'warning', 'kept as account credit of membership 4'],
            'under way' => ['processing', 'info', 'is being carried out'],
        ];
    }

    public function testAMissingAnswerNeverClaimsThatNothingHappened(): void
    {
        [, $code, $params] = Payments::outcomeOfError(Answer::error('no_answer'), 12);

        self::assertStringContainsString('nobody knows yet whether payment 12', Messages::forCode($code, $params));
    }
}
