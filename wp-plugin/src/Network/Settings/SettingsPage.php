<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Problem;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Words;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\Service\Keys;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Settings of the network: the service's address, the key, the check of the connection, and what pricing asks for. */
final class SettingsPage
{
    public const FORM = 'settings';
    public const EXAMPLE_ACTION = 'plan_bridge_settings_example';

    private ?Fields $typed = null;

    private ?string $typedAddress = null;

    private ?Problem $addressProblem = null;

    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    public function load(): void
    {
        $act = Screens::asked();
        if ($act === null) {
            return;
        }
        $isGenuine = Screens::isGenuine(self::FORM);
        if (!$isGenuine) {
            $this->say(Messages::forCode('form_expired_kept'));
        }
        match ($act) {
            'address' => $this->address($isGenuine),
            'rotate' => $this->rotate($isGenuine),
            'settings' => $this->settings($isGenuine),
            'example' => $this->typed = self::sent(),
            default => null,
        };
    }

    public function render(): void
    {
        Keys::register();
        $kid = Keys::ownId();
        $connection = Connection::check();
        $form = $this->typed ?? ($connection->isAnswered() ? self::stored() : null);
        $refused = $form->problems ?? [];
        $example = $form === null ? null : Example::of($form);
        if ($form !== null) {
            $form->problems = $refused + $form->problems;
        }
        View::render('network/settings', [
            'notices' => $this->notices,
            'nonce' => Screens::nonce(self::FORM),
            'action' => Screens::address(Screens::SETTINGS),
            'findings' => $connection->findings(),
            'address' => $this->typedAddress ?? Client::address() ?? '',
            'address_problem' => $this->addressProblem === null ? '' : Words::problem($this->addressProblem),
            'address_is_constant' => Client::addressIsConstant(),
            'kid' => $kid,
            'key_status' => $kid === null ? null : Keys::status($kid),
            'key_is_constant' => Keys::isConstant(),
            'rows' => $form?->rows(),
            'example' => $example,
        ]);
    }

    /** The example for what is chosen now, as a fragment for the script of the page, with what is wrong by field. */
    public function sendExample(): void
    {
        Screens::insist(Screens::FOR_SETTINGS);
        if (!Screens::isGenuine(self::FORM)) {
            wp_send_json_error(['text' => Messages::forCode('form_expired_kept')], 403);
        }
        $form = self::sent();
        $example = Example::of($form);
        wp_send_json_success([
            'html' => View::text('network/settings-example', $example),
            'status' => Example::status($example),
            'problems' => (object) array_map(Words::problem(...), $form->problems),
        ]);
    }

    /** @return string|Problem the address of the service as it was typed, without a slash at its end */
    public static function readAddress(string $typed): string|Problem
    {
        $address = rtrim(trim($typed), '/');
        $parts = parse_url($address);
        $isWhole = is_array($parts) && in_array($parts['scheme'] ?? '', ['http', 'https'], true) && ($parts['host'] ?? '') !== '';
        if (!$isWhole || preg_match('/\s/', $address) === 1) {
            return new Problem('address_unreadable', ['typed' => $typed]);
        }
        $isMore = isset($parts['query']) || isset($parts['fragment']) || isset($parts['user']);
        return $isMore ? new Problem('address_with_more', ['typed' => $typed]) : $address;
    }

    private static function sent(): Fields
    {
        return Fields::sent(Fields::tables('settings', (new Client())->get('/v1/network/settings'))['fields'], $_POST);
    }

    private static function stored(): ?Fields
    {
        $answer = (new Client())->get('/v1/network/settings');
        if (is_wp_error($answer)) {
            return null;
        }
        $form = Fields::stored(Fields::tables('settings', $answer)['fields'], (array) ($answer['settings'] ?? []));
        $unreadable = array_map('strval', (array) ($answer['problems'] ?? []));
        $form->problems = array_fill_keys($unreadable, new Problem('stored_unreadable'));
        return $form;
    }

    private function address(bool $isGenuine): void
    {
        $this->typedAddress = sanitize_text_field(SentText::of($_POST, 'address'));
        $address = self::readAddress($this->typedAddress);
        if ($address instanceof Problem) {
            $this->addressProblem = $address;
            return;
        }
        if ($isGenuine && !Client::addressIsConstant()) {
            update_site_option(Client::ADDRESS_OPTION, $address);
            $this->done('address_saved');
        }
    }

    private function rotate(bool $isGenuine): void
    {
        if ($isGenuine && !Keys::isConstant()) {
            Keys::rotate();
            $this->done('key_rotated');
        }
    }

    private function settings(bool $isGenuine): void
    {
        $this->typed = self::sent();
        $settings = $this->typed->read([]);
        if ($this->typed->problems !== []) {
            $this->say(Messages::forCode('settings_not_saved'));
            return;
        }
        $answer = $isGenuine ? (new Client())->put('/v1/network/settings', $settings) : null;
        if (is_wp_error($answer)) {
            $this->typed->object($answer);
            $this->say(Messages::forAct('settings', $answer));
        } elseif ($answer !== null) {
            $this->done('settings_saved');
        }
    }

    private function done(string $code): never
    {
        Flash::add('success', $code);
        Screens::leave(Screens::address(Screens::SETTINGS));
    }

    private function say(string $text): void
    {
        $this->notices[] = ['type' => 'error', 'text' => $text];
    }
}
