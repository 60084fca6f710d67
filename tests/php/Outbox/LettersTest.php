<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Outbox;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Outbox\Letters;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Words;

/** Every mail that the service can leave has words of its own, with what a person needs to act on it. */
final class LettersTest extends NetworkTestCase
{
    private const SERVICES = __DIR__ . '/../../../bridge/changes';

    public function testEveryLetterThatTheServiceLeavesIsInItsTableAndHasWords(): void
    {
        foreach (['owner', 'admin'] as $whom) {
            $listed = self::listed($whom);

            self::assertSame([], array_values(array_diff(self::sentTo($whom), $listed)), 'bridge/store/letters.py');
            self::assertSame([], array_values(array_diff(self::sentTo($whom), Letters::templates()[$whom])), 'words/letters.php');
            self::assertSame([], array_values(array_diff($listed, array_keys(Words::table('letter-list')[$whom]))), 'words/letter-list.php');
        }
    }

    public function testTheWordsNameNothingThatTheirLetterCannot(): void
    {
        $table = self::source('../store/letters.py');
        foreach (['owner', 'admin'] as $whom) {
            foreach (array_intersect(Letters::templates()[$whom], self::listed($whom)) as $template) {
                preg_match('/Letter\("' . $whom . '", "' . $template . '"(.*)\),\n/', $table, $row);
                $can = str_replace('_BILLING', '"billing", "billings"', str_replace('_ORDER', '"amount", "payable_until", "reference", "left"', $row[1])) . ' "name" "network" "membership" "plan" "site" "address"';
                preg_match_all('/\{([a-z_]+)\}/', implode(' ', Letters::ownWords($whom, $template)), $named);

                self::assertSame([], array_filter($named[1], static fn (string $name): bool => !str_contains($can, "\"{$name}\"")), "{$whom}.{$template}");
            }
        }
    }

    public function testASubjectThatNoFactsFillInShowsNoNameOfOne(): void
    {
        foreach (['owner', 'admin'] as $whom) {
            foreach (Letters::templates()[$whom] as $template) {
                $subject = Letters::ownWords($whom, $template)['subject'];
                $shown = \PlanBridge\Network\Letters::inList($subject);

                self::assertStringNotContainsString('{', $shown, "{$whom}.{$template}");
                self::assertSame(str_contains($subject, '{'), $shown !== $subject, "{$whom}.{$template}");
            }
        }
    }

    public function testEveryReasonThatTheServiceCanGiveHasWords(): void
    {
        preg_match('/RefusalCode = Literal\[(.*?)\]/s', self::source('../pricing/refusal.py'), $refusals);
        preg_match('/def _decide.*?\n\n\n/s', self::source('due.py'), $deciding);
        preg_match_all('/(?:keep_money|_end_for_attention)\(.*?"[a-z_]+"\)$/m', self::source('pay.py'), $keeping);
        $named = implode([$refusals[1], $deciding[0], ...$keeping[0]]);
        preg_match_all('/"((?!none)[a-z_]+)"/', $named, $codes);

        self::assertContains('received_late', $codes[1]);
        self::assertContains('basis_moved', $codes[1]);
        self::assertSame([], array_values(array_diff($codes[1], array_keys(Words::table('reasons')))));
    }

    public function testADeclinedPaymentSaysWhenItIsTriedAgainAndNothingWhereItIsNot(): void
    {
        $again = self::letter('owner', 'payment_declined', ['try_again_at' => '2025-03-04T12:30:00Z']);

        self::assertMatchesRegularExpression('/It is tried once more on .*2025.*, unless it is paid before\./', $again['text']);
        self::assertStringNotContainsString('once more', self::letter('owner', 'payment_declined', ['try_again_at' => null])['text']);
    }

    public function testARenewalWhoseTaxIsAnotherThanWasAgreedSaysBoth(): void
    {
        $taxed = self::letter('owner', 'renewal_awaiting_payment', ['now' => self::money(3184), 'agreed' => self::money(3781)]);

        self::assertStringContainsString('The tax in it is SEK 31.84; it was SEK 37.81 when the price was agreed.', $taxed['text']);
        self::assertStringNotContainsString('The tax in it', self::letter('owner', 'renewal_awaiting_payment')['text']);
    }

    public function testARequestOfPaymentSaysWhatHowAndWhere(): void
    {
        $letter = self::letter('owner', 'renewal_awaiting_payment');

        foreach (['html', 'text'] as $form) {
            $said = html_entity_decode(wp_strip_all_tags($letter[$form]), ENT_QUOTES);
            foreach (['Hello Anna,', 'begins on March 1, 2025', 'SEK 149.00', 'KX4P-7QMC', 'March 8, 2025 12:30 pm', 'Bankgiro 123-4567', 'Premium, per month', 'Extra disk space', 'SEK 199.00', 'SEK 50.00'] as $expected) {
                self::assertStringContainsString($expected, $said, $form);
            }
            self::assertStringContainsString('page=plan-bridge-account&membership=12', html_entity_decode($letter[$form]));
        }
        self::assertStringContainsString('Time to pay for your membership', $letter['subject']);
    }

    public function testWhatPeopleCallThemselvesAndWriteIsNeverHtmlNorAHeader(): void
    {
        update_site_option('site_name', "Nät <b>& Co</b>\r\nBcc: all@example.org");
        $facts = self::facts('owner', 'payment_rejected', ['said' => "<script>alert(1)</script>\n{amount}"]);
        $facts['plan'] = '"><img src=x>';
        $facts['own_words'] = ['subject' => "About {plan}\r\nBcc: all@example.org", 'text' => 'Hi <i>{name}</i>, {said}'];

        $letter = (new Letters($facts, '<a href="x">Anna</a>'))->made();

        self::assertStringNotContainsString('<script>', $letter['html']);
        self::assertStringNotContainsString('<img', $letter['html']);
        self::assertStringNotContainsString('<i>', $letter['html']);
        self::assertStringNotContainsString('<a href="x">', $letter['html']);
        self::assertStringNotContainsString('<b>', $letter['html']);
        self::assertSame(1, preg_match('/^[^\r\n]+$/', $letter['subject']));
        self::assertStringContainsString('{amount}', $letter['text'], 'what somebody wrote names nothing');
    }

    public function testTheIconOfTheMainSiteIsTheLettersPictureWhereMailProgramsCanShowIt(): void
    {
        self::assertStringNotContainsString('<img', self::letter('owner', 'change_applied')['html']);
        foreach (['https://example.test/files/logo-96x96.png' => true, 'https://example.test/logo.svg' => false, 'data:image/png;base64,AA' => false] as $icon => $isShown) {
            $given = static fn (): string => $icon;
            add_filter('get_site_icon_url', $given);
            $html = self::letter('owner', 'change_applied')['html'];
            remove_filter('get_site_icon_url', $given);

            self::assertSame($isShown, str_contains($html, '<img src="https://example.test/files/logo-96x96.png" width="32" height="32" alt=""'), $icon);
        }
    }

    public function testOwnWordsStandInForThoseOfThePluginAndLeaveOutWhatThereIsNothingOf(): void
    {
        $facts = self::facts('owner', 'change_applied');
        $facts['own_words'] = ['subject' => 'Thanks, {name}', 'text' => "{plan} is yours.\n\nYou paid {paid}.\n\nBye"];

        $letter = (new Letters($facts, 'Anna'))->made();

        self::assertStringContainsString('Thanks, Anna', $letter['subject']);
        self::assertStringContainsString("Premium is yours.\n\nBye", $letter['text']);
        self::assertStringNotContainsString('You paid', $letter['text']);
    }

    public function testARenewalLeadsTheAdminToThePayments(): void
    {
        $letter = self::letter('admin', 'renewal_awaiting_payment');

        self::assertStringContainsString('SEK 199.00', $letter['text']);
        self::assertStringContainsString('page=plan-bridge-payments', $letter['text']);
        self::assertStringNotContainsString('Bankgiro', $letter['text']);
    }

    public function testADroppedChangeSaysWhyAndThatNothingWasCharged(): void
    {
        foreach (['owner', 'admin'] as $to) {
            $letter = self::letter($to, 'change_dropped', ['problem' => 'inactive']);
            self::assertStringContainsString('for March 1, 2025 could not be made. The plan is no longer offered. Nothing has been charged', $letter['text']);
            self::assertStringContainsString('page=plan-bridge-account&membership=12', $letter['text']);
        }
    }

    public function testMoneyKeptAsCreditSaysWhatCameFirst(): void
    {
        $late = self::letter('admin', 'money_kept_as_credit', ['problem' => 'received_late'])['text'];
        $gone = self::letter('admin', 'money_kept_as_credit', ['problem' => 'membership_gone'])['text'];
        $told = self::letter('owner', 'money_kept_as_credit', ['problem' => 'received_late'])['text'];

        self::assertStringContainsString('It arrived after the time to pay was over.', $late);
        self::assertStringContainsString('page=plan-bridge-payments', $gone);
        self::assertStringContainsString('Your payment of SEK 199.00', $told);
    }

    /** @dataProvider everyLetter */
    #[DataProvider('everyLetter')]
    public function testNoLetterHasAGap(string $to, string $template): void
    {
        $amounts = array_fill_keys(['paid', 'left', 'came', 'more', 'part', 'refund'], self::money(5000));
        $visits = ['used' => 8400, 'allowed' => 10000, 'full_on' => '2025-03-12T12:30:00Z', 'new_month' => '2025-04-01T00:00:00Z'];
        $letter = self::letter($to, $template, $amounts + $visits + ['problem' => 'inactive', 'said' => 'No.', 'ends_at' => '2025-03-08T12:30:00Z', 'card' => 'Visa 4242', 'expires' => '12/27', 'payment' => '7']);

        self::assertStringNotContainsString('–', $letter['text']);
        self::assertStringNotContainsString('%', $letter['text']);
        self::assertDoesNotMatchRegularExpression('/\{[a-z_]+\}/', $letter['text'] . $letter['subject']);
        self::assertStringContainsString('12', $letter['text']);
        self::assertStringNotContainsString('Array', $letter['html']);
    }

    public static function everyLetter(): array
    {
        $letters = [];
        foreach (['owner', 'admin'] as $to) {
            foreach (Letters::templates()[$to] as $template) {
                $letters["{$template} to the {$to}"] = [$to, $template];
            }
        }
        return $letters;
    }

    /** @return array{subject: string, html: string, text: string} */
    private static function letter(string $to, string $template, array $params = []): array
    {
        return (new Letters(self::facts($to, $template, $params), 'Anna'))->made();
    }

    /** @return array<string, mixed> as the service answers */
    private static function facts(string $to, string $template, array $params = []): array
    {
        $line = static fn (string $code, string $name, int $minor): array => ['code' => $code, 'product_id' => 3, 'name' => $name, 'quantity' => 1, 'amount' => self::money($minor), 'tax' => self::money(0), 'params' => [], 'explain' => []];
        return [
            'to' => $to,
            'template' => $template,
            'is_sent' => true,
            'own_words' => null,
            'membership_id' => 12,
            'plan' => 'Premium',
            'period' => ['n' => 1, 'unit' => 'month'],
            'blog_ids' => [get_main_site_id()],
            'sites_total' => 1,
            'params' => $params + ['membership_id' => 12, 'quote_id' => str_repeat('a', 32), 'kind' => 'upgrade', 'amount_minor' => 19900, 'amount' => self::money(19900), 'currency' => 'SEK',
                'payable_until' => '2025-03-08T12:30:00Z', 'effective_at' => '2025-03-01T00:00:00Z'],
            'lines' => [$line('plan', 'Premium', 14900), $line('package', 'Extra disk space', 5000)],
            'total' => self::money(19900),
            'tax' => self::money(3980),
            'charged_at' => null,
            'by_hand' => str_contains($template, 'awaiting') ? ['reference' => 'KX4P-7QMC', 'instructions' => 'Bankgiro 123-4567', 'received' => self::money(5000), 'left' => self::money(14900)] : null,
        ];
    }

    /** @return array{amount_minor: int, currency: string, formatted: string} */
    private static function money(int $minor): array
    {
        return ['amount_minor' => $minor, 'currency' => 'SEK', 'formatted' => 'SEK ' . number_format($minor / 100, 2)];
    }

    /** @return list<string> the templates of the service's table */
    private static function listed(string $whom): array
    {
        preg_match_all('/^    Letter\("' . $whom . '", "([a-z_]+)"/m', self::source('../store/letters.py'), $found);
        return $found[1];
    }

    /** @return list<string> the templates that the service's sources name; "{change.operation}" is change or renewal */
    private static function sentTo(string $whom): array
    {
        $templates = [];
        foreach ((array) glob(self::SERVICES . '/../{changes,network_admin}/*.py', GLOB_BRACE) as $file) {
            preg_match_all('/mail_' . $whom . '\(\s*held,\s*f?"([^"]+)"/', (string) file_get_contents((string) $file), $found);
            foreach ($found[1] as $name) {
                $both = [str_replace('{change.operation}', 'change', $name), str_replace('{change.operation}', 'renewal', $name)];
                array_push($templates, ...$both);
            }
        }
        self::assertNotSame([], $templates);
        return self::sorted($templates);
    }

    private static function source(string $name): string
    {
        return (string) file_get_contents(self::SERVICES . "/{$name}");
    }

    /**
     * @param array<string> $names
     * @return list<string>
     */
    private static function sorted(array $names): array
    {
        $names = array_unique($names);
        sort($names);
        return $names;
    }
}
