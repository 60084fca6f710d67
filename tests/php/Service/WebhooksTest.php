<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Service;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Service\Webhooks;
use PlanBridge\Tests\NetworkTestCase;

/** What a provider sends goes on to the service byte for byte; the provider hears what the service said. */
final class WebhooksTest extends NetworkTestCase
{
    private ?array $sent = null;

    /** @dataProvider bodies */
    #[DataProvider('bodies')]
    public function testTheBytesArriveAsTheyWereSent(string $body): void
    {
        $status = $this->arrives($body, 200);

        self::assertSame(200, $status);
        self::assertSame(bin2hex($body), bin2hex((string) $this->sent['body']));
        self::assertSame('t=1,v1=aaa', $this->sent['headers']['stripe-signature']);
    }

    public static function bodies(): array
    {
        return [
            'as usual' => ["{\n  \"id\": \"evt_1\"\n}"],
            'a newline at its end' => ["{\"id\": \"evt_1\"}\r\n\n"],
            'letters, written and escaped' => ['{"name": "Åsa \u00e5 ' . "\u{1F600}" . '", "a": 1.10, "a": 1.1}'],
            'a mark at its beginning' => ["\u{FEFF}{}"],
            'no text at all' => ["\xff\xfe{\"id\": \"\xc3\x28\"}\x00"],
            'packed' => [(string) gzencode('{"id": "evt_1"}')],
            'looks like a form' => ['a=1&b[]=2&_method=DELETE'],
            'slashes' => ['{"a": "\\/ \\\\ \' \""}'],
        ];
    }

    public function testTheTimeOfArrivalAndTheBytesAreUnderThePluginsOwnToken(): void
    {
        $this->arrives('{}', 200);

        $claims = json_decode((string) base64_decode(strtr(explode('.', $this->sent['headers']['Authorization'])[1], '-_', '+/')), true);
        self::assertSame(['0', hash('sha256', '{}')], [$claims['sub'], $claims['body']]);
        self::assertMatchesRegularExpression('#^/v1/webhooks/stripe\?arrived=\d{10}$#', $claims['path']);
        self::assertStringEndsWith($claims['path'], $this->sent['address']);
        self::assertEqualsWithDelta(time(), (int) substr($claims['path'], -10), 60);
    }

    /** @dataProvider statuses */
    #[DataProvider('statuses')]
    public function testTheProviderHearsTheServicesStatus(int|string $answer, int $heard): void
    {
        self::assertSame($heard, $this->arrives('{}', $answer));
    }

    public static function statuses(): array
    {
        return ['taken' => [200, 200], 'not signed' => [400, 400], 'unknown' => [404, 404], 'too many' => [429, 429], 'broken' => [500, 500], 'down' => ['cURL error 7: Failed to connect', 503], 'silent' => ['cURL error 28: Operation timed out', 503]];
    }

    public function testWhatCannotBeAWebhookGoesNoFurther(): void
    {
        self::assertSame(413, $this->arrives(str_repeat('x', Webhooks::LONGEST_BODY_BYTES + 1), 200));
        self::assertSame(400, $this->arrives('', 200));
        self::assertSame(400, $this->arrives('{}', 200, []));
        self::assertSame(404, $this->arrives('{}', 200, route: '/plan-bridge/v1/webhooks/Stripe!'));
        self::assertSame(404, $this->arrives('{}', 200, method: 'GET'));
        self::assertNull($this->sent);
    }

    public function testOneSizeLessStillGoesOn(): void
    {
        self::assertSame(200, $this->arrives(str_repeat('x', Webhooks::LONGEST_BODY_BYTES), 200));
    }

    private function arrives(string $body, int|string $answer, array $headers = ['Stripe-Signature' => 't=1,v1=aaa'], string $route = '/plan-bridge/v1/webhooks/stripe', string $method = 'POST'): int
    {
        $this->sent = null;
        remove_all_filters('pre_http_request');
        add_filter('pre_http_request', function (mixed $given, array $request, string $address) use ($answer): array|\WP_Error {
            $this->sent = $request + ['address' => $address];
            return is_int($answer) ? ['response' => ['code' => $answer], 'body' => ''] : new \WP_Error('http_request_failed', $answer);
        }, 10, 3);
        wp_set_current_user(0);
        $request = new \WP_REST_Request($method, $route);
        $request->set_headers($headers + ['Content-Type' => 'application/json; charset=utf-8']);
        $request->set_body($body);
        return rest_get_server()->dispatch($request)->get_status();
    }
}
