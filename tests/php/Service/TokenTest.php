<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Service;

use PlanBridge\Service\KeyPair;
use PlanBridge\Service\Token;
use PlanBridge\Tests\NetworkTestCase;

final class TokenTest extends NetworkTestCase
{
    public function testSaysWhoAsksForWhatAndIsSignedByTheKeyItNames(): void
    {
        $this->actAs('anna', 'anna');
        $key = KeyPair::generate();

        $token = Token::sign($key, str_repeat('a', 32), Token::person(), 'POST', '/v1/quotes', '{}', str_repeat('0', 32));

        [$head, $claims, $signature] = explode('.', $token);
        $said = json_decode(base64_decode(strtr($claims, '-_', '+/')), true);
        $public = base64_decode(strtr($key->publicKey(), '-_', '+/'));
        self::assertTrue(sodium_crypto_sign_verify_detached(base64_decode(strtr($signature, '-_', '+/')), "$head.$claims", $public));
        self::assertSame((string) get_current_user_id(), $said['sub']);
        self::assertSame([$this->blog('anna'), true, false], [$said['blog_id'], $said['adm'], $said['sup']]);
        self::assertSame(['POST', '/v1/quotes', hash('sha256', '{}')], [$said['method'], $said['path'], $said['body']]);
        self::assertSame(str_repeat('0', 32), $said['jti']);
        self::assertSame(60, $said['exp'] - $said['iat']);
    }

    public function testWhereNobodyIsLoggedInThereIsNoTokenOfAPerson(): void
    {
        $this->expectException(\LogicException::class);

        Token::person();
    }

    public function testEachTokenHasAnIdOfItsOwn(): void
    {
        $one = Token::newId();
        $other = Token::newId();

        self::assertNotSame($one, $other);
        self::assertMatchesRegularExpression('/^[0-9a-f]{32}$/', $one);
    }

    public function testASealedKeyOpensWithItsOwnSaltOnly(): void
    {
        $key = KeyPair::generate();
        $sealed = $key->sealed(str_repeat('s', 32));

        self::assertSame($key->kid(), KeyPair::unsealed($sealed, str_repeat('s', 32))?->kid());
        self::assertNull(KeyPair::unsealed($sealed, str_repeat('t', 32)));
    }
}
