<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Messages;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/** One attempt to save a product, and what to say when it fails. */
final class Saving
{
    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    private bool $conflict = false;

    public function __construct(private readonly Form $form)
    {
    }

    /** @return array<string, mixed>|null the product as it is stored now; null where it could not be saved */
    public function attempt(): ?array
    {
        $product = $this->form->product();
        if ($this->form->problems !== []) {
            $this->say('product_not_saved');
            return null;
        }
        if ($this->form->id > 0 && $this->form->values['version'] !== ($this->form->stored['version'] ?? '')) {
            return $this->conflict();
        }
        $client = new Client();
        $answer = $this->form->id > 0
            ? $client->put("/v1/network/products/{$this->form->id}", $product)
            : $client->post('/v1/network/products', $product);
        return is_wp_error($answer) ? $this->refused($answer) : (array) ($answer['product'] ?? []);
    }

    /** @return list<array{type: string, text: string}> */
    public function notices(): array
    {
        return $this->notices;
    }

    /** Whether somebody else has saved the product meanwhile; then what is stored now must be read again. */
    public function isConflict(): bool
    {
        return $this->conflict;
    }

    private function refused(\WP_Error $error): ?array
    {
        if (Messages::code($error) === 'product_changed') {
            return $this->conflict();
        }
        $this->form->problems = ServiceProblems::of($error);
        $this->notices[] = $this->form->problems === []
            ? ['type' => 'error', 'text' => Messages::forAct('product', $error)]
            : ['type' => 'error', 'text' => Messages::forCode('product_not_saved')];
        return null;
    }

    private function conflict(): ?array
    {
        $this->conflict = true;
        $this->say('product_changed');
        return null;
    }

    private function say(string $code): void
    {
        $this->notices[] = ['type' => 'error', 'text' => Messages::forCode($code)];
    }
}
