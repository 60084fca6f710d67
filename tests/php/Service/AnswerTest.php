<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Service;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Messages;
use PlanBridge\Service\Answer;
use PlanBridge\Service\Client;
use PlanBridge\Tests\NetworkTestCase;

final class AnswerTest extends NetworkTestCase
{
    /** @dataProvider missing */
    #[DataProvider('missing')]
    public function testOnlyAWriteThatCertainlyDidNotLeaveIsUnreachable(string $method, string $cause, string $code): void
    {
        $error = Answer::read($method, new \WP_Error('http_request_failed', $cause));

        self::assertSame($code, $error->get_error_code());
    }

    public static function missing(): array
    {
        $refused = 'cURL error 7: Failed to connect to 127.0.0.1 port 9 after 0 ms: Connection refused';
        $late = 'cURL error 28: Operation timed out after 20001 milliseconds with 0 bytes received';
        return [
            ['POST', $refused, 'plan_bridge_unreachable'],
            ['POST', 'cURL error 28: Connection timed out after 5001 milliseconds', 'plan_bridge_unreachable'],
            ['POST', $late, 'plan_bridge_no_answer'],
            ['POST', 'cURL error 52: Empty reply from server', 'plan_bridge_no_answer'],
            ['POST', 'cURL error 56: Recv failure: Connection reset by peer', 'plan_bridge_no_answer'],
            ['GET', $late, 'plan_bridge_unreachable'],
        ];
    }

    public function testAGatewayPageInPlaceOfAnAnswerLeavesAConfirmOpen(): void
    {
        $error = Answer::read('POST', ['response' => ['code' => 502], 'body' => '<html>Bad Gateway</html>']);

        self::assertTrue(Messages::isUnknown($error));
    }

    public function testAProblemKeepsItsCodeStatusAndParams(): void
    {
        $body = '{"code": "quote_stale", "title": "Conflict", "params": {"quote": {"id": "x"}}}';

        $error = Answer::read('POST', ['response' => ['code' => 409], 'body' => $body]);

        self::assertSame('plan_bridge_quote_stale', $error->get_error_code());
        self::assertSame(['status' => 409, 'params' => ['quote' => ['id' => 'x']], 'title' => 'Conflict'], $error->get_error_data());
        self::assertFalse(Messages::isUnknown($error));
    }

    public function testReadsFailFastAfterTwoRequestsWithoutAnAnswer(): void
    {
        Client::answered();
        Answer::read('GET', new \WP_Error('http_request_failed', 'cURL error 28: Operation timed out'));
        $afterOne = Client::isGivenUp();
        Answer::read('GET', new \WP_Error('http_request_failed', 'cURL error 28: Operation timed out'));

        self::assertFalse($afterOne);
        self::assertTrue(Client::isGivenUp());
        Answer::read('GET', ['response' => ['code' => 200], 'body' => '{}']);
        self::assertFalse(Client::isGivenUp());
    }
}
