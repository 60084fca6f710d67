<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** An Ed25519 key pair of the plugin. The secret half never leaves this object except to be sealed. */
final class KeyPair
{
    private function __construct(
        #[\SensitiveParameter] private readonly string $secret,
        private readonly string $public,
    ) {
    }

    /** A new key whose name does not begin with a dash: on a command line that would be an option. */
    public static function generate(): self
    {
        do {
            $pair = sodium_crypto_sign_keypair();
            $key = new self(sodium_crypto_sign_secretkey($pair), sodium_crypto_sign_publickey($pair));
        } while (str_starts_with($key->kid(), '-'));
        return $key;
    }

    /** The key of a secret half; null where it is not a secret key of sodium: 64 bytes. */
    public static function fromSecret(#[\SensitiveParameter] string|false $secret): ?self
    {
        return is_string($secret) && strlen($secret) === SODIUM_CRYPTO_SIGN_SECRETKEYBYTES
            ? new self($secret, sodium_crypto_sign_publickey_from_secretkey($secret))
            : null;
    }

    /** Key id: SHA-256 of the raw public key, base64url. The service finds the key by it. */
    public function kid(): string
    {
        return Token::base64(hash('sha256', $this->public, true));
    }

    /** Raw public key, base64url, 43 characters. */
    public function publicKey(): string
    {
        return Token::base64($this->public);
    }

    /** Detached signature, raw 64 bytes. */
    public function sign(string $message): string
    {
        return sodium_crypto_sign_detached($message, $this->secret);
    }

    /** Signature of another key's raw public half: says that this key's owner vouches for it. */
    public function vouchFor(self $other): string
    {
        return Token::base64($this->sign($other->public));
    }

    /** The secret key sealed with a key derived from the installation's salts, for storage in the database. */
    public function sealed(#[\SensitiveParameter] string $sealingKey): string
    {
        $nonce = random_bytes(SODIUM_CRYPTO_SECRETBOX_NONCEBYTES);
        return base64_encode($nonce . sodium_crypto_secretbox($this->secret, $nonce, $sealingKey));
    }

    /** Opens what `sealed()` made; null where the salts have changed or the value was damaged. */
    public static function unsealed(string $sealed, #[\SensitiveParameter] string $sealingKey): ?self
    {
        $bytes = (string) base64_decode($sealed, true);
        $nonce = substr($bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES);
        $box = substr($bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES);
        return $box === '' ? null : self::fromSecret(sodium_crypto_secretbox_open($box, $nonce, $sealingKey));
    }
}
