<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\Settings\Connection;
use PlanBridge\Service\KeyPair;
use PlanBridge\Service\Network;
use PlanBridge\Service\Token;
use PlanBridge\Tests\NetworkTestCase;

final class ProofTest extends NetworkTestCase
{
    private KeyPair $key;

    protected function setUp(): void
    {
        global $wpdb;
        parent::setUp();
        $this->key = KeyPair::generate();
        $wpdb->insert(Network::table('bridge_keys'), [
            'kid' => $this->key->kid(),
            'side' => 'service',
            'public_key' => $this->key->publicKey(),
            'status' => 'trusted',
            'created_at' => '2025-01-01 00:00:00',
        ]);
    }

    public function testATrustedKeyThatSignsTheRequestsOwnIdIsProof(): void
    {
        self::assertTrue(Connection::proves($this->signed('this-request'), 'this-request'));
    }

    public function testAnAnswerToAnotherRequestIsNone(): void
    {
        self::assertFalse(Connection::proves($this->signed('an-earlier-one'), 'this-request'));
        self::assertFalse(Connection::proves($this->signed(''), ''));
    }

    public function testAKeyThatTheDatabaseDoesNotTrustIsNone(): void
    {
        global $wpdb;
        $wpdb->update(Network::table('bridge_keys'), ['status' => 'retired'], ['kid' => $this->key->kid()]);

        self::assertFalse(Connection::proves($this->signed('this-request'), 'this-request'));
    }

    private function signed(string $tokenId): string
    {
        $part = static fn (array $values): string => Token::base64((string) wp_json_encode($values));
        $said = $part(['alg' => 'EdDSA']) . '.' . $part(['sub' => $this->key->kid(), 'answers' => $tokenId]);
        return "{$said}." . Token::base64($this->key->sign($said));
    }
}
