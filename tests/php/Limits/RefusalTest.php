<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Format;
use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\Refusal;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\Tests\NetworkTestCase;

/** The sentences name the limit, are plain text, and are right for one and for many. */
final class RefusalTest extends NetworkTestCase
{
    public function testAFileThatDoesNotFitIsToldWithAllThreeSizes(): void
    {
        $text = Refusal::ofSpace('disk_full', 5 * MB_IN_BYTES, 4.8 * MB_IN_BYTES, (int) (1.2 * MB_IN_BYTES))->text;

        self::assertSame('Your plan allows 5 MB of disk space; 4.8 MB are used and this file has 1.2 MB.', $text);
    }

    /** @dataProvider sizes */
    #[DataProvider('sizes')]
    public function testSizesAreReadable(float $bytes, string $expected): void
    {
        self::assertSame($expected, Format::bytes($bytes));
    }

    /** @return list<array{float, string}> */
    public static function sizes(): array
    {
        return [
            [0.0, '0 B'],
            [350 * 1024.0, '350 KB'],
            [1024 * 1024.0, '1 MB'],
            [1.5 * 1024 * 1024, '1.5 MB'],
            [2 * 1024 * 1024 * 1024.0, '2 GB'],
        ];
    }

    public function testOnePostIsSingular(): void
    {
        $text = Refusal::sentence('post_types.post', new Allowance(true, 1), 1);

        self::assertSame('Your plan allows 1 post; 1 is published, scheduled or private.', $text);
    }

    public function testATypeIsNamedAsItIsNamedOnTheSite(): void
    {
        register_post_type('bok', ['labels' => ['name' => 'Böcker & häften']]);

        $refused = Refusal::sentence('post_types.bok', new Allowance(false, 0), 0);
        $full = Refusal::sentence('post_types.bok', new Allowance(true, 7), 7);
        unregister_post_type('bok');

        self::assertSame('Your plan does not include “Böcker & häften”.', $refused);
        self::assertSame('Your plan allows 7 × Böcker & häften; 7 are published, scheduled or private.', $full);
    }

    public function testWhatCannotBeReadNamesNoFigureAndOffersNoPlan(): void
    {
        $text = 'The limits of this site cannot be read just now. Please try again in a minute.';
        self::assertSame($text, Refusal::sentence('users.editor', Allowance::unread(), 3));
        self::assertFalse(Allowance::unread()->fits(0, 0));

        $_GET[Plugin::REFUSED] = 'unread.post_types.post,unread.users.editor';
        ob_start();
        Refusal::show();
        $notices = (string) ob_get_clean();
        self::assertSame(2, substr_count($notices, $text));
        self::assertSame(1, substr_count($notices, 'What you wrote is kept as a draft.'));
        self::assertStringNotContainsString('larger plan', $notices);
    }

    public function testATypeThatNobodyRegisteredIsNamedByItsKey(): void
    {
        self::assertSame('Your plan does not include “okänd”.', Refusal::sentence('post_types.okänd', new Allowance(false, 0), 0));
    }

    public function testNoSentenceHoldsHtml(): void
    {
        $texts = [
            Refusal::sentence('post_types.post', new Allowance(true, 3), 3),
            Refusal::sentence('users.editor', new Allowance(true, 1), 1, 2),
            Refusal::ofSpace('disk_full_for_unknown', 1.0, 1.0)->text,
            Messages::forCode('sites_full', ['allowed' => '1', 'used' => '1']),
        ];

        foreach ($texts as $text) {
            self::assertSame(wp_strip_all_tags($text), $text);
            self::assertStringNotContainsString('&', $text);
        }
    }
}
