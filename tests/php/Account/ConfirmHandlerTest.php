<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PlanBridge\Account\Checkout;
use PlanBridge\Flash;
use PlanBridge\Tests\NetworkTestCase;
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
