<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Service;

use PlanBridge\Service\Client;
use PlanBridge\Tests\NetworkTestCase;

final class ClientTest extends NetworkTestCase
{
    public function testKeepsTheIdOfTheTokenThatWasAnswered(): void
    {
        $this->actAs('anna');
        $sent = '';
        add_filter('pre_http_request', static function (mixed $answer, array $arguments) use (&$sent): array {
            $sent = explode('.', $arguments['headers']['Authorization'])[1];
            return ['response' => ['code' => 200], 'body' => '{}'];
        }, 10, 2);
        $client = new Client();
        $before = $client->lastTokenId();

        $client->get('/v1/account');

        $claims = json_decode(base64_decode(strtr($sent, '-_', '+/')), true);
        self::assertSame('', $before);
        self::assertSame($claims['jti'], $client->lastTokenId());
    }
}
