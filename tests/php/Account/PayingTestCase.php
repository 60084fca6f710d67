<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;
use RuntimeException;

require_once __DIR__ . '/Sample.php';

/** Pages and buttons of paying, with the service's answers given by the path that is asked. */
abstract class PayingTestCase extends NetworkTestCase
{
    protected const ORDER = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

    protected const VISA = ['id' => 'pm_visa', 'gateway' => 'stripe', 'kind' => 'card', 'brand' => 'visa', 'last4' => '4242', 'expires' => ['month' => 4, 'year' => 2099], 'is_default' => false, 'is_agreed' => true];

    protected const OLD = ['id' => 'pm_old', 'brand' => 'mastercard', 'last4' => '4444', 'expires' => ['month' => 1, 'year' => 2020], 'is_default' => true] + self::VISA;

    protected const FIELDS = ['client_secret' => 'pi_1_secret_x', 'publishable_key' => 'pk_test_1', 'script' => 'https://js.example/v3/', 'methods' => 'card', 'account' => ''];

    /** @var list<array{string, string, mixed}> method, path and body of what the service was asked */
    protected array $asked = [];

    /** @return array<string, mixed> what is saved, with a provider that takes cards */
    protected static function saved(array ...$methods): array
    {
        return ['gateways' => [['id' => 'stripe', 'kinds' => ['card'], 'parameters' => array_diff_key(self::FIELDS, ['client_secret' => 1])]], 'methods' => $methods, 'silent' => []];
    }

    /** @return array<string, mixed> an order that is paid by card */
    protected static function order(array $other = []): array
    {
        return Sample::change($other + ['gateway' => 'stripe', 'by_hand' => null, 'plan' => ['product_id' => 3, 'name' => 'Premium'], 'next_action' => null, 'declined_reason' => null]);
    }

    /** @param array<string, array{int, array<string, mixed>}|array<string, mixed>> $answers by a part of "METHOD /path", the first that fits */
    protected function serviceAnswers(array $answers): void
    {
        remove_all_filters('pre_http_request');
        add_filter('pre_http_request', function (mixed $given, array $request, string $address) use ($answers): array {
            $path = (string) preg_replace('#^.*(?=/v1/)#', '', $address);
            $this->asked[] = [$request['method'], $path, json_decode((string) ($request['body'] ?? ''), true)];
            foreach ($answers as $part => $answer) {
                if (str_contains("{$request['method']} {$path}", $part)) {
                    [$status, $said] = isset($answer[0]) ? $answer : [200, WholeAnswer::of($request['method'], $path, $answer)];
                    return ['response' => ['code' => $status], 'body' => wp_json_encode($said)];
                }
            }
            return ['response' => ['code' => 500], 'body' => "nothing said about {$request['method']} {$path}"];
        }, 10, 3);
    }

    /** The query of the address that a handler leads to. */
    protected function ledTo(callable $act): array
    {
        add_filter('wp_redirect', static fn (string $address): never => throw new RuntimeException($address), PHP_INT_MIN);
        try {
            $act();
        } catch (RuntimeException $redirect) {
            parse_str((string) wp_parse_url($redirect->getMessage(), PHP_URL_QUERY), $query);
        } finally {
            remove_all_filters('wp_redirect', PHP_INT_MIN);
        }
        return $query ?? [];
    }

    protected function shown(object $page): string
    {
        ob_start();
        $page->render();

        return (string) ob_get_clean();
    }
}
