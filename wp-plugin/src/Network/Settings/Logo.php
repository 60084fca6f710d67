<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Messages;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/** The logo on receipts: a file that is sent to the service, which keeps its picture; nothing of it stays here. */
final class Logo
{
    public const PATH = '/v1/network/receipt-logo';

    private const FIELD = 'logo';

    /** @return array<string, mixed>|null the answer of the service, null where it does not tell */
    public static function told(): ?array
    {
        $answer = (new Client())->get(self::PATH);
        return is_wp_error($answer) ? null : $answer;
    }

    /** Sends the file of this request; what is wrong with it as a sentence, null where it is kept. */
    public static function send(): ?string
    {
        $file = $_FILES[self::FIELD] ?? null;
        $path = is_array($file) && is_string($file['tmp_name'] ?? null) && is_uploaded_file($file['tmp_name']) ? $file['tmp_name'] : '';
        $error = is_array($file) && is_int($file['error'] ?? null) ? $file['error'] : UPLOAD_ERR_NO_FILE;
        if (in_array($error, [UPLOAD_ERR_INI_SIZE, UPLOAD_ERR_FORM_SIZE], true)) {
            return Messages::problem(['code' => 'picture_large']);
        }
        if ($error !== UPLOAD_ERR_OK || $path === '') {
            return Messages::problem(['code' => 'picture_missing']);
        }
        $told = self::told();
        if ($told !== null && filesize($path) > $told['largest_bytes']) {
            return Messages::problem(['code' => 'picture_large']);
        }
        $image = base64_encode((string) file_get_contents($path));
        return self::objection((new Client())->put(self::PATH, ['image' => $image], Client::CONFIRM_SECONDS));
    }

    /** @return string|null what stood in the way, null where receipts bear no logo any more */
    public static function remove(): ?string
    {
        return self::objection((new Client())->delete(self::PATH));
    }

    /** "data:image/png;base64,…" of what the service keeps, which wrote it itself; '' where there is none. */
    public static function source(?array $told): string
    {
        $logo = $told['logo'] ?? null;
        $isPicture = $logo !== null && in_array($logo['type'], ['image/png', 'image/jpeg'], true) && preg_match('#^[A-Za-z0-9+/]+=*$#', $logo['image']) === 1;
        return $isPicture ? "data:{$logo['type']};base64,{$logo['image']}" : '';
    }

    private static function objection(array|WP_Error $answer): ?string
    {
        if (!is_wp_error($answer)) {
            return null;
        }
        $problems = Messages::code($answer) === 'invalid_request' ? (array) (Messages::params($answer)['errors'] ?? []) : [];
        return $problems === [] ? Messages::forAct('settings', $answer) : Messages::problem((array) reset($problems));
    }
}
