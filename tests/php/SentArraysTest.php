<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use ErrorException;
use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Account\AccountPage;
use PlanBridge\Account\Checkout;
use PlanBridge\Account\Ending;
use PlanBridge\Account\PaymentMethods;
use PlanBridge\Account\PayPage;
use PlanBridge\Account\Selection;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Users;
use PlanBridge\Network;
use PlanBridge\SentText;
use RuntimeException;

/** Anybody can send `name[]=x` where a text is meant: it is no text, and nothing warns or breaks. */
final class SentArraysTest extends NetworkTestCase
{
    private const READER = '/\$_(?:GET|POST|REQUEST)(?: \+ \$_GET)?(?:\[|, )\'([A-Za-z_-]+)\'/';

    protected function setUp(): void
    {
        parent::setUp();
        set_error_handler(static fn (int $level, string $words): never => throw new ErrorException($words, 0, $level));
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 7: Failed to connect'));
        add_filter('wp_redirect', static fn (string $address): never => throw new RuntimeException($address), PHP_INT_MIN);
    }

    protected function tearDown(): void
    {
        restore_error_handler();
        unset($_SERVER['REQUEST_METHOD']);
        parent::tearDown();
    }

    public function testAnAddressThatIsSentAsAListIsNoText(): void
    {
        self::assertSame(['', 0], [SentText::of(['address' => ['x']], 'address'), SentText::id(['id' => [7]], 'id')]);
        self::assertSame(['a\'b', 7], [SentText::of(['address' => 'a\\\'b'], 'address'), SentText::id(['id' => '7'], 'id')]);
    }

    /**
     * @dataProvider acts
     * @param callable(): mixed $act
     */
    #[DataProvider('acts')]
    public function testNothingWarnsWhereEveryFieldIsSentAsAList(string $login, ?string $site, array $texts, callable $act): void
    {
        $this->actAs($login, $site);
        $_SERVER['REQUEST_METHOD'] = 'POST';
        update_site_option(Network\Fields::OPTION, json_decode((string) file_get_contents(__DIR__ . '/../vectors/network/fields.json'), true));
        $list = ['y' => 'z'];
        $parts = array_fill_keys(['x', 'n', 'unit', 'amount', 'number', 'flag', 'key', 'direction', 'minimum_term', 'disk_space'], $list) + ['users' => ['new' => ['key' => $list, 'number' => $list]], 0 => '1', 1 => ['n' => $list, 'amount' => $list]];
        $_POST = $_GET = $_REQUEST = $texts + array_fill_keys(self::names(), $parts);
        $level = ob_get_level();
        ob_start();

        try {
            $act();
        } catch (RuntimeException | \WPDieException $left) {
            self::assertNotInstanceOf(ErrorException::class, $left);
        } finally {
            while (ob_get_level() > $level) {
                ob_end_clean();
            }
        }

        self::assertNotSame([], self::names());
    }

    /** @return array<string, array{string, ?string, array<string, string>, callable}> */
    public static function acts(): array
    {
        $page = static fn (string $class): callable => static function () use ($class): void {
            $page = new $class();
            if (method_exists($page, 'load')) {
                $page->load();
            }
            $page->render();
        };
        $network = [];
        foreach ([Network\Settings\SettingsPage::class, Network\Products\ProductPage::class, Network\Payments::class, Network\Memberships::class, Network\Products\Catalog::class] as $class) {
            foreach (['', 'address', 'settings', 'example', 'rotate', 'save', 'mark-paid', 'close-change'] as $intent) {
                $texts = $intent === '' ? [] : [Network\Screens::ACT => $intent];
                $network["{$class} {$intent}"] = ['admin', null, $texts, $page($class)];
            }
        }
        return $network + [
            'change page' => ['anna', 'anna', [], $page(Checkout::class)],
            'account page' => ['anna', 'anna', [], $page(AccountPage::class)],
            'choose' => ['anna', 'anna', [], static fn () => (new Checkout())->choose()],
            'confirm' => ['anna', 'anna', [], static fn () => (new Checkout())->confirm()],
            'confirm a quote' => ['anna', 'anna', ['quote_id' => str_repeat('0', 32)], static fn () => (new Checkout())->confirm()],
            'cancel' => ['anna', 'anna', ['quote_id' => str_repeat('0', 32)], static fn () => (new Checkout())->cancel()],
            'pay page' => ['anna', 'anna', [], $page(PayPage::class)],
            'pay page of an order' => ['anna', 'anna', ['order' => str_repeat('0', 32)], $page(PayPage::class)],
            'pay' => ['anna', 'anna', ['order' => str_repeat('0', 32)], static fn () => (new PayPage())->pay()],
            'method' => ['anna', 'anna', ['act' => 'remove'], static fn () => (new PaymentMethods())->act()],
            'end' => ['anna', 'anna', [], static fn () => (new Ending())->cancel()],
            'keep' => ['anna', 'anna', [], static fn () => (new Ending())->keep()],
            'a choice with lists' => ['anna', 'anna', [], static fn () => Selection::fromInput(['offer' => '3:none', 'addons' => [3 => [6 => ['x']]]])?->query()],
            'limit notice' => ['anna', 'anna', [], static fn () => Refusal::show()],
            'invitation' => ['anna', 'anna', ['action' => 'adduser'], static fn () => (new Users())->onInvite()],
            'sign-up' => ['anna', 'anna', ['action' => 'createuser'], static fn () => (new Users())->onSignup(['errors' => new \WP_Error()])],
            'roles' => ['anna', 'anna', [], static fn () => (new Users())->onEditable(['editor' => []])],
            'bulk roles' => ['anna', 'anna', ['action' => 'promote', 'new_role' => 'editor'], static fn () => (new Users())->onBulk()],
        ];
    }

    public function testNoFieldIsTakenForATextUnseen(): void
    {
        $unseen = [];
        foreach (self::sources() as $file => $text) {
            if (preg_match('/\((?:string|int)\) ?\(?\$_(?:GET|POST|REQUEST)|(?:sanitize_key|wp_unslash)\(\$_(?:POST|GET|REQUEST)\[/', $text) === 1) {
                $unseen[] = basename($file);
            }
        }

        self::assertSame([], $unseen);
    }

    /** @return list<string> every field that the plugin reads by name */
    private static function names(): array
    {
        preg_match_all(self::READER, implode("\n", self::sources()), $found);
        $tables = json_decode((string) file_get_contents(__DIR__ . '/../vectors/network/fields.json'), true);
        $fields = array_column([...$tables['products']['fields'], ...$tables['settings']['fields']], 'name');
        return array_values(array_unique([...$found[1], ...$fields, 'rules', 'quote_id', 'quote', 'checking', 'offer', 'addons', '_wpnonce', 'plan_bridge_limit']));
    }

    /** @return array<string, string> */
    private static function sources(): array
    {
        $sources = [];
        $folder = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(\dirname((new \ReflectionClass(SentText::class))->getFileName())));
        foreach ($folder as $file) {
            if ($file->isFile() && $file->getExtension() === 'php') {
                $sources[$file->getPathname()] = (string) file_get_contents($file->getPathname());
            }
        }
        ksort($sources);
        return $sources;
    }
}
