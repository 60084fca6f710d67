<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Base64 as JSON Web Tokens write it: `-` and `_`, no padding (RFC 7515, section 2). */
final class Base64Url
{
    public static function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
