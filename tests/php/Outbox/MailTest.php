<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Outbox;

use PHPMailer\PHPMailer\PHPMailer;
use PlanBridge\Outbox\Mail;
use PlanBridge\Outbox\Task;
use PlanBridge\Tests\NetworkTestCase;
use ReflectionClass;
use ReflectionMethod;

/** What leaves the house: HTML with a plain part, one subject line, the receipt beside it. */
final class MailTest extends NetworkTestCase
{
    public function testALetterGoesOutAsHtmlWithItsPlainPartAndItsFile(): void
    {
        $seen = [];
        $sendmail = get_temp_dir() . 'takes-every-letter';
        file_put_contents($sendmail, "#!/bin/sh\nexec cat > /dev/null\n"); // one that ends before it has read all breaks the pipe
        chmod($sendmail, 0755);
        add_action('phpmailer_init', static function (PHPMailer $mailer) use (&$seen, $sendmail): void {
            [$mailer->Mailer, $mailer->Sendmail] = ['sendmail', $sendmail];
            $mailer->preSend();
            $seen = [$mailer->ContentType, $mailer->getSentMIMEMessage(), $mailer->getAttachments()];
        }, 99);
        add_filter('pre_wp_mail', '__return_null', 1000); // the tests' own mailbox keeps it from being sent at all
        $file = get_temp_dir() . 'receipt-7.pdf';
        file_put_contents($file, '%PDF-1.4');

        $post = new ReflectionMethod(Mail::class, 'post');
        $post->setAccessible(true);
        $post->invoke(null, self::task(), 'anna@example.org', ['subject' => 'Ämne', 'html' => '<p>Hej <b>Anna</b></p>', 'text' => 'Hej Anna'], [$file]);
        unlink($file);
        unlink($sendmail);

        self::assertStringContainsString('multipart/alternative', $seen[1]);
        self::assertStringContainsString('text/plain', $seen[1]);
        self::assertStringContainsString('text/html', $seen[1]);
        self::assertStringContainsString('Hej Anna', $seen[1]);
        self::assertSame('receipt-7.pdf', $seen[2][0][1]);
        self::assertMatchesRegularExpression('/Message-ID: <plan-bridge-[0-9a-f]*-77@/', $seen[1]);
    }

    /** @dataProvider waysOfSending */
    public function testTheNextMailOfSomebodyElseHasAnIdOfItsOwn(string $command): void
    {
        $ids = [];
        $sendmail = get_temp_dir() . 'takes-or-refuses';
        file_put_contents($sendmail, "#!/bin/sh\ncat > /dev/null\nexec $command\n");
        chmod($sendmail, 0755);
        $look = static function (PHPMailer $mailer) use (&$ids, $sendmail): void {
            [$mailer->Mailer, $mailer->Sendmail] = ['sendmail', $sendmail];
            $ids[] = $mailer->MessageID;
        };
        add_action('phpmailer_init', $look, 99);
        add_filter('pre_wp_mail', '__return_null', 1000);

        $post = new ReflectionMethod(Mail::class, 'post');
        $post->setAccessible(true);
        $why = $post->invoke(null, self::task(), 'anna@example.org', ['subject' => 'Ours', 'html' => '<p>Ours</p>', 'text' => 'Ours'], []);
        wp_mail('anna@example.org', 'Of another plugin', 'Text');
        remove_action('phpmailer_init', $look, 99);
        unlink($sendmail);

        self::assertSame($command === 'true', $why === null);
        self::assertStringContainsString('<plan-bridge-', $ids[0]);
        self::assertSame('', $ids[1], 'PHPMailer makes one of its own where none is given');
    }

    /** @return array<string, array{string}> */
    public static function waysOfSending(): array
    {
        return ['sent' => ['true'], 'refused' => ['false']];
    }

    private static function task(): Task
    {
        $class = new ReflectionClass(Task::class);
        $task = $class->newInstanceWithoutConstructor();
        $id = $class->getProperty('id');
        $id->setAccessible(true);
        $id->setValue($task, 77);
        return $task;
    }
}
