<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\TestCase;
use PlanBridge\Messages;
use PlanBridge\Network\Payments;
use PlanBridge\Service\Answer;

/** What the network admin reads after marking a payment as paid. */
final class PaymentOutcomeTest extends TestCase
{
    public function testSaysWhatCameOfIt(): void
    {
        $params = ['payment' => 12, 'membership' => 4, 'amount' => ['formatted' => '199,00 kr'], 'offer' => ['Premium', 'Extra disk space × 2'], 'effective_at' => '2026-02-01T00:00:00Z'];
        $said = [
            'applied' => 'has taken effect: Premium, Extra disk space × 2',
            'scheduled' => 'takes effect on February 1, 2026.',
            'renewal' => 'Membership 4 is paid for another term',
            'needs_attention' => 'kept as account credit of membership 4',
            'processing' => 'is being carried out',
        ];

        foreach ($said as $outcome => $words) {
            [$type, $code, $told] = Payments::outcome(['outcome' => $outcome, 'severity' => 'info', 'params' => $params], 12);

            self::assertSame('info', $type);
            self::assertStringContainsString($words, Messages::forCode($code, $told));
            self::assertStringContainsString('Payment 12 of 199,00 kr', Messages::forCode($code, $told));
        }
    }

    public function testAMissingAnswerNeverClaimsThatNothingHappened(): void
    {
        [, $code, $params] = Payments::outcome(Answer::error('no_answer'), 12);

        self::assertStringContainsString('nobody knows yet whether payment 12', Messages::forCode($code, $params));
    }
}
