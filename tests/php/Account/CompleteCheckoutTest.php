<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Account\Checkout;
use PlanBridge\Messages;
use PlanBridge\Service\Answer;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;

/** Where an order can only be refused there is no button: the reason stands there, and the way to what is open. */
final class CompleteCheckoutTest extends NetworkTestCase
{
    /**
     * @dataProvider reasons
     * @param array<string, mixed> $params
     */
    #[DataProvider('reasons')]
    public function testTheReasonStandsInPlaceOfTheButton(string $code, array $params, string $words, string $link): void
    {
        $shown = $this->confirm(['confirmable' => false, 'reason' => ['code' => $code, 'params' => $params]]);

        self::assertStringNotContainsString('Complete checkout', $shown);
        self::assertStringContainsString($words, $shown);
        self::assertStringContainsString($link, $shown);
        self::assertStringContainsString('membership=7', $shown);
    }

    public static function reasons(): array
    {
        return [
            'an order' => ['change_open', ['quote_id' => str_repeat('a', 32)], 'Another change of this membership is under way', 'See what is under way'],
            'billed elsewhere' => ['billed_elsewhere', ['gateway' => 'stripe'], 'billed by a subscription outside this page', 'Your account'],
            'who may look only' => ['not_the_customer', [], 'Only the person who owns the membership', 'Your account'],
            'a copy' => ['network_is_a_copy', [], 'This is a copy of the network', 'Your account'],
        ];
    }

    public function testAQuoteThatCanBeConfirmedHasItsButton(): void
    {
        self::assertStringContainsString('Complete checkout', $this->confirm(['confirmable' => true, 'reason' => null]));
    }

    public function testAQuantityThatIsNoneIsRefusedWithWords(): void
    {
        $refused = Answer::error('quantity_unreadable', 422, ['typed' => '99999999', 'most' => 9999]);

        $html = View::text('change/summary', (new Checkout())->summary(7, $refused));

        self::assertStringContainsString('“99999999” is not a quantity. Write a whole number from 0 to 9999.', $html);
    }

    /** @dataProvider acts */
    #[DataProvider('acts')]
    public function testWordsFitTheActWhereNobodyKnowsWhatCameOfIt(string $act, string $says, string $neverSays): void
    {
        foreach ([['no_answer', 0], ['outcome_unknown', 500], ['internal', 500], ['bad_gateway', 502]] as [$code, $status]) {
            $words = Messages::forAct($act, Answer::error($code, $status));

            self::assertStringContainsString($says, $words, $code);
            self::assertStringNotContainsString($neverSays, $words, $code);
        }
        self::assertSame(Messages::forCode('store_busy'), Messages::forAct($act, Answer::error('store_busy', 503)));
        self::assertSame(Messages::forCode('slug_taken'), Messages::forAct($act, Answer::error('slug_taken', 409)));
    }

    public static function acts(): array
    {
        return [
            'a price' => ['quote', 'Nothing has been ordered', 'being saved'],
            'what a network administrator looks at' => ['preview', 'Nothing is saved by looking at it', 'ordered'],
            'a cancellation' => ['cancel', 'do not know yet whether your change is cancelled', 'Nothing has changed'],
            'a product' => ['product', 'nobody knows yet whether this is saved', 'your account'],
            'the settings' => ['settings', 'nobody knows yet whether the settings are saved', 'your account'],
            'closing' => ['closing', 'nobody knows yet whether it is closed', 'your account'],
        ];
    }

    /** @param array<string, mixed> $quote */
    private function confirm(array $quote): string
    {
        $this->actAs('anna', 'anna');
        $quote += ['id' => str_repeat('0', 32), 'gateways' => [['id' => 'manual']], 'valid_until' => '2026-12-01T00:00:00Z'];
        return View::text('change/confirm', ['quote' => $quote, 'membership_id' => 7]);
    }
}
