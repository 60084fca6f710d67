<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Service;

use PlanBridge\Account\AccountPage;
use PlanBridge\Messages;
use PlanBridge\Network\PlanMap;
use PlanBridge\Network\Memberships;
use PlanBridge\Network\Payments;
use PlanBridge\Network\Products\Catalog;
use PlanBridge\Network\Settings\SettingsPage;
use PlanBridge\Service\Answer;
use PlanBridge\Service\Client;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;

/** Answers of another version, or of another service: words, never half a page. */
final class ShapeTest extends NetworkTestCase
{
    /** @dataProvider routes */
    public function testAnAnswerThatLacksAKeyOrHoldsAnotherKindOfValueIsFound(string $method, string $path, string $name): void
    {
        $whole = WholeAnswer::least(['$ref' => $name], true);

        self::assertNull(Answer::fault($method, $path, $whole));
        foreach (self::altered($whole) as $place => [$answer, $isGone]) {
            if ($isGone && in_array(preg_replace('/^.*\./', '', $place), self::optional(), true)) {
                continue;
            }
            $fault = Answer::fault($method, $path, $answer);
            self::assertTrue($fault !== null, "{$method} {$path} without or with another {$place}");
            self::assertTrue(!$isGone || str_starts_with($place, $fault) || str_starts_with($fault, $place), "{$place} is named {$fault}");
        }
    }

    /** @return list<string> keys that an answer may leave out */
    private static function optional(): array
    {
        $keys = array_map(
            static fn (array $shape): array => array_diff(array_keys($shape['properties'] ?? []), $shape['required'] ?? []),
            array_values(Answer::description()['shapes'])
        );
        return array_merge(...$keys);
    }

    public static function routes(): array
    {
        $rows = [];
        foreach (json_decode((string) file_get_contents(dirname(__DIR__, 3) . '/wp-plugin/src/Service/answers.json'), true)['routes'] as $route => $name) {
            [$method, $path] = explode(' ', $route);
            $rows[$route] = [$method, (string) preg_replace('/\{[a-z_]+\}/', '7', $path), $name];
        }
        return $rows;
    }

    /** @dataProvider pages */
    public function testAPageOfAWrongAnswerSaysSoInWords(string $class, string $login, string $path): void
    {
        $this->actAs($login, $login === 'anna' ? 'anna' : null);
        $whole = WholeAnswer::least(['$ref' => Answer::description()['routes']["GET {$path}"]], true);
        $wrong = array_map(static fn (array $one): array => $one[0], self::altered($whole, 2));

        foreach (['a list' => [1, 2], 'an object of another' => ['ok' => true, 'data' => []], 'nothing' => []] + $wrong as $place => $answer) {
            $page = $this->shownFor($class, $answer, '');
            self::assertStringContainsString('does not understand', $page, "{$class} with {$place}");
            self::assertSame(substr_count($page, '<div'), substr_count($page, '</div>'), "{$class} with {$place}");
        }
        self::assertStringContainsString('different versions (plugin 1, service 2)', $this->shownFor($class, $whole, '2'));
    }

    public static function pages(): array
    {
        return [
            'account' => [AccountPage::class, 'anna', '/v1/account'],
            'memberships' => [Memberships::class, 'admin', '/v1/network/memberships'],
            'payments' => [Payments::class, 'admin', '/v1/network/payments'],
            'products' => [Catalog::class, 'admin', '/v1/network/products'],
            'map' => [PlanMap::class, 'admin', '/v1/network/plan-map'],
            'settings' => [SettingsPage::class, 'admin', '/v1/network/connection'],
        ];
    }

    public function testAnOrderWithAnAnswerThatCannotBeReadIsNotSaidToHaveChangedNothing(): void
    {
        foreach ([[], ['change' => 'x'], ['ok' => true]] as $body) {
            $error = Answer::read('POST', ['response' => ['code' => 200], 'body' => (string) json_encode($body ?: new \stdClass())], '/v1/changes');

            self::assertTrue(is_wp_error($error) && Messages::isUnknown($error));
            self::assertStringNotContainsString('Nothing has changed', Messages::forAct('quote', $error));
        }
    }

    public function testEachRequestSaysWhichVersionItIsOf(): void
    {
        $this->actAs('anna');
        $sent = null;
        add_filter('pre_http_request', static function (mixed $given, array $request) use (&$sent): array {
            $sent = $request['headers'][Client::INTERFACE_HEADER] ?? null;
            return ['response' => ['code' => 200], 'body' => '{}'];
        }, 10, 2);

        (new Client())->get('/v1/account');

        self::assertSame((string) Client::INTERFACE, $sent);
    }

    /**
     * @return array<string, array{mixed, bool}> by place: the answer with one place gone (true), or with another value there
     */
    private static function altered(array $whole, int $depth = 9, string $before = ''): array
    {
        $found = [];
        foreach ($whole as $key => $value) {
            $place = ltrim("{$before}.{$key}", '.');
            if (!array_is_list($whole)) {
                $found[$place] = [array_diff_key($whole, [$key => true]), true];
                $found["{$place} "] = [[$key => is_array($value) ? 'of another kind' : ['of' => ['another' => ['kind']]]] + $whole, false];
            }
            foreach (is_array($value) && $depth > 1 ? self::altered($value, $depth - 1, $place) : [] as $inner => [$altered, $isGone]) {
                $found[$inner] = [[$key => $altered] + $whole, $isGone];
            }
        }
        return array_map(static fn (array $one): array => [array_is_list($whole) ? array_values($one[0]) : $one[0], $one[1]], $found);
    }

    private function shownFor(string $class, array $answer, string $version): string
    {
        remove_all_filters('pre_http_request');
        $headers = $version === '' ? [] : [strtolower(Client::INTERFACE_HEADER) => $version];
        add_filter('pre_http_request', static fn (): array => ['response' => ['code' => 200], 'headers' => $headers, 'body' => (string) json_encode($answer)]);
        $page = new $class();
        ob_start();
        try {
            if (method_exists($page, 'load')) {
                $page->load();
            }
            $page->render();
        } finally {
            $shown = (string) ob_get_clean();
        }
        return $shown;
    }
}
