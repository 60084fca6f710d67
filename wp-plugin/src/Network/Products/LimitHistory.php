<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Screens;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/** Who saved the limits of a product and when, and the way back to an earlier state of them. */
final class LimitHistory
{
    /** What the link to the list adds to the product's address, and where on the page the list is. */
    public const SHOWN = 'history';
    public const PLACE = 'pb-limit-history';

    public function __construct(private readonly int $product)
    {
    }

    /** The act: makes an earlier state the newest and leaves; what refuses it is told on the list that is shown then. */
    public function takeBack(): void
    {
        $answer = (new Client())->post("/v1/network/products/{$this->product}/limits/take-back", [
            'to' => SentText::id($_POST, 'to'),
            'limits_revision' => SentText::id($_POST, 'limits_revision'),
        ]);
        is_wp_error($answer)
            ? Flash::add('error', Messages::codeOfAct('take_back', $answer), self::told($answer))
            : Flash::add('success', 'limits_taken_back');
        Menu::go($this->address());
    }

    /** @return array<string, mixed> data for the view `network/limit-history` */
    public function view(): array
    {
        $answer = (new Client())->get("/v1/network/products/{$this->product}/limits");
        if (is_wp_error($answer)) {
            return ['error' => Messages::forPage($answer)];
        }
        return [
            'rows' => array_map(fn (array $state): array => self::row($state, $answer), $answer['states']),
            'can_take_back' => $answer['can_take_back'],
            'limits_revision' => $answer['limits_revision'],
            'action' => Screens::address(Screens::PRODUCT, ['id' => $this->product]),
            'nonce' => Screens::nonce("product_{$this->product}"),
        ];
    }

    /** Who saved the limits meanwhile, and when, for the words of a refusal. */
    public static function told(WP_Error $error): array
    {
        $params = Messages::params($error);
        return ['by' => self::who($params['by'] ?? null, $params['by'] ?? null), 'at' => Format::dateTime($params['at'] ?? null)] + $params;
    }

    public function address(): string
    {
        return Screens::address(Screens::PRODUCT, ['id' => $this->product, 'tab' => 'limits', self::SHOWN => 1]) . '#' . self::PLACE;
    }

    private static function row(array $state, array $answer): array
    {
        $changed = array_map(static fn (string $name): string => Words::label("limits.{$name}"), $state['changed']);
        return [
            'revision' => $state['revision'],
            'who' => self::who($state['by'], $state['by_name']),
            'when' => Format::dateTime($state['at']),
            'changed' => $changed === [] ? '–' : Format::listed($changed),
            'is_newest' => $state['revision'] === $answer['limits_revision'],
        ];
    }

    /** @param mixed $by the user's id or anything else that tells that there was one; null: nobody here */
    private static function who(mixed $by, ?string $name): string
    {
        return $by === null ? __('somebody outside of Plan Bridge', 'plan-bridge') : ($name ?? __('a user who is gone', 'plan-bridge'));
    }
}
