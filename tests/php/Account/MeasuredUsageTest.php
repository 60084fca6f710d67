<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Selection;
use PlanBridge\Limits\Usage;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;
use WP_Error;

require_once __DIR__ . '/Sample.php';

/** Whose sites are measured before a price is asked for: only those that the service names to the person. */
final class MeasuredUsageTest extends NetworkTestCase
{
    /** @var list<int> the sites whose folders were walked through */
    private array $measured = [];

    /** @var list<string> the addresses asked, in order */
    private array $asked = [];

    private mixed $sent = null;

    public function testNothingIsMeasuredForWhomTheServiceRefuses(): void
    {
        $this->serviceAnswers(['account' => [403, ['code' => 'not_allowed', 'status' => 403]]]);

        $quote = $this->quote();

        self::assertSame('plan_bridge_not_allowed', $quote->get_error_code());
        self::assertSame(['account?membership=12'], $this->asked);
        self::assertSame([], $this->measured);
    }

    public function testTheSitesThatTheServiceNamesAreMeasuredAndNoOthers(): void
    {
        $sites = [['blog_id' => $this->blog('eva')], ['blog_id' => 999_999]];
        $this->serviceAnswers(['account' => [200, Sample::account(['sites' => $sites])], 'quotes' => [409, ['code' => 'x']]]);

        $this->quote();

        self::assertSame(['account?membership=12', 'quotes'], $this->asked);
        self::assertSame([$this->blog('eva')], array_keys($this->sent['usage']));
        self::assertSame([$this->blog('eva')], $this->measured);
    }

    public function testWhereTimeIsUpTheRestIsLeftOut(): void
    {
        $this->serviceAnswers([]);
        $sites = [$this->blog('anna'), $this->blog('eva')];

        $all = Usage::ofSites($sites);
        $some = Usage::ofSites($sites, 0.0);

        self::assertSame([$sites, [$sites[0]]], [array_keys($all), array_keys($some)]);
    }

    private function quote(): array|WP_Error
    {
        return (new Checkout())->ask(12, Selection::fromService(['plan_id' => 1, 'period' => null, 'addons' => []]));
    }

    /** @param array<string, array{int, array<string, mixed>}> $answers status and body by the address's first word */
    private function serviceAnswers(array $answers): void
    {
        $this->actAs('anna', 'anna');
        remove_all_filters('pre_http_request');
        add_filter('pre_http_request', function (mixed $given, array $request, string $address) use ($answers): array {
            $this->asked[] = explode('/v1/', $address)[1];
            $this->sent = json_decode((string) $request['body'], true);
            [$code, $body] = $answers[strtok(end($this->asked), '?')];
            return ['response' => ['code' => $code], 'body' => wp_json_encode($code === 200 ? WholeAnswer::of($request['method'], '/v1/' . end($this->asked), $body) : $body)];
        }, 10, 3);
        add_filter('pre_get_space_used', function (): int {
            $this->measured[] = get_current_blog_id();
            return 3;
        });
    }
}
