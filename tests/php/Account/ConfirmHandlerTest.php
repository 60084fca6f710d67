<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Selection;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;
use RuntimeException;

/** What becomes of a confirm that the service turned down. */
final class ConfirmHandlerTest extends NetworkTestCase
{
    private const QUOTE = '0123456789abcdef0123456789abcdef';

    public function testStaleFiguresAreAskedForAnewByThePageWithWhatTheSitesUse(): void
    {
        $to = $this->confirmed(self::stale('moved'));

        self::assertSame('3:1-month', $to['offer'] ?? null);
        self::assertSame(['3' => ['6' => '2']], $to['addons'] ?? null);
        self::assertArrayNotHasKey('quote', $to);
        self::assertSame(['quote_stale'], array_column(Flash::take(), 'code'));
    }

    public function testFiguresThatAreOnlyOldAreCalledOld(): void
    {
        $this->confirmed(self::stale('expired'));

        self::assertSame(['quote_expired'], array_column(Flash::take(), 'code'));
    }

    public function testTheNetworksOwnCodeStopsAnOrderInItsOwnWordsAndNothingIsSent(): void
    {
        $asked = [];
        add_filter('pre_http_request', static function () use (&$asked): array {
            $asked[] = true;
            return ['response' => ['code' => 500], 'body' => '{}'];
        }, 5);
        add_filter('plan_bridge_before_confirm', static fn (mixed $stop, string $quote): \WP_Error => new \WP_Error('terms', "Accept the terms first ({$quote})."), 10, 2);

        $to = $this->confirmed(self::stale('moved'));

        self::assertSame([], $asked);
        self::assertArrayNotHasKey('quote', $to);
        [$told] = Flash::take();
        self::assertSame('Your network does not allow it now, so nothing was changed. Accept the terms first (' . self::QUOTE . ').', Messages::forCode($told['code'], $told['params']));
    }

    public function testWhatIsAskedForAPriceIsTheNetworksToFilterAndThePriceIsTold(): void
    {
        $sent = $heard = [];
        add_filter('pre_http_request', static function (mixed $answer, array $sends, string $address) use (&$sent): array {
            $sent[] = json_decode($sends['body'], true);
            return ['response' => ['code' => 200], 'body' => wp_json_encode(WholeAnswer::of('POST', '/v1/quotes', ['quote' => ['id' => self::QUOTE]]))];
        }, 10, 3);
        add_filter('plan_bridge_quote_request', static fn (array $asked, int $membership): array => ['code' => "OF{$membership}"] + $asked, 10, 2);
        add_action('plan_bridge_quoted', static function (array $quote, int $membership) use (&$heard): void {
            $heard[] = [$quote['id'], $membership];
        }, 10, 2);
        $this->actAs('anna', 'anna');
        $checkout = new Checkout();
        (new \ReflectionProperty($checkout, 'measured'))->setValue($checkout, [7 => []]);

        $answer = $checkout->ask(7, Selection::fromService(self::stale('moved')['params']['quote']['selection']));

        [$body] = $sent;
        self::assertSame(['OF7', 7, 3], [$body['code'], $body['membership_id'], $body['plan_id']]);
        self::assertSame([[self::QUOTE, 7], self::QUOTE], [...$heard, $answer['id'] ?? null]);
    }

    /** @return array<string, mixed> */
    private static function stale(string $reason): array
    {
        $selection = ['plan_id' => 3, 'plan_name' => 'Premium', 'period' => ['n' => 1, 'unit' => 'month'], 'addons' => [['product_id' => 6, 'name' => 'Space', 'quantity' => 2]]];
        return ['code' => 'quote_stale', 'title' => 'Conflict', 'params' => ['reason' => $reason, 'quote' => ['id' => str_repeat('f', 32), 'selection' => $selection]]];
    }

    /**
     * Sends the form and returns the query of the address that it led to.
     *
     * @param array<string, mixed> $problem what the service answers, with status 409
     * @return array<string, mixed>
     */
    private function confirmed(array $problem): array
    {
        $this->actAs('anna', 'anna');
        add_filter('pre_http_request', static fn (): array => ['response' => ['code' => 409], 'body' => wp_json_encode($problem)]);
        add_filter('wp_redirect', static fn (string $address): never => throw new RuntimeException($address), PHP_INT_MIN);
        $_POST = ['quote_id' => self::QUOTE, 'gateway' => 'manual', '_wpnonce' => wp_create_nonce(Checkout::nonce('confirm', self::QUOTE))];
        try {
            (new Checkout())->confirm();
        } catch (RuntimeException $redirect) {
            parse_str((string) wp_parse_url($redirect->getMessage(), PHP_URL_QUERY), $query);
        }
        return $query;
    }
}
