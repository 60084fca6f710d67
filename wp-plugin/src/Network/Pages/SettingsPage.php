<?php

declare(strict_types=1);

namespace PlanBridge\Network\Pages;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Authority;
use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Intent;
use PlanBridge\Network\Product\ServiceProblems;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Network\Settings\Example;
use PlanBridge\Network\Settings\Input;
use PlanBridge\Network\Settings\ServiceAddress;
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

    private ?Input $typed = null;

    private ?string $typedAddress = null;

    private ?Problem $addressProblem = null;

    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    public function load(): void
    {
        $act = Intent::asked();
        if ($act === null) {
            return;
        }
        $isGenuine = Intent::isGenuine(self::FORM);
        if (!$isGenuine) {
            $this->say(Messages::forCode('form_expired_kept'));
        }
        match ($act) {
            'address' => $this->address($isGenuine),
            'rotate' => $this->rotate($isGenuine),
            'settings' => $this->settings($isGenuine),
            'example' => $this->typed = Input::sent($_POST),
            default => null,
        };
    }

    public function render(): void
    {
        Keys::register();
        $kid = Keys::ownId();
        $connection = Connection::check();
        $input = $this->typed ?? ($connection->isAnswered() ? $this->stored() : null);
        $refused = $input->problems ?? [];
        $example = $input === null ? null : Example::of($input);
        if ($input !== null) {
            $input->problems = $refused + $input->problems;
        }
        View::render('network/settings', [
            'notices' => $this->notices,
            'nonce' => Intent::action(self::FORM),
            'action' => Screens::address(Screens::SETTINGS),
            'findings' => $connection->findings(),
            'address' => $this->typedAddress ?? Client::address() ?? '',
            'address_problem' => $this->addressProblem === null ? '' : Words::problem($this->addressProblem),
            'address_is_constant' => Client::addressIsConstant(),
            'kid' => $kid,
            'key_status' => $kid === null ? null : Keys::status($kid),
            'key_is_constant' => Keys::isConstant(),
            'values' => $input?->values,
            'problems' => array_map(Words::problem(...), $input->problems ?? []),
            'example' => $example,
        ]);
    }

    /** The example for what is chosen now, as a fragment for the script of the page, with what is wrong by field. */
    public function sendExample(): void
    {
        Authority::insist(Authority::SETTINGS);
        if (!Intent::isGenuine(self::FORM)) {
            wp_send_json_error(['text' => Messages::forCode('form_expired_kept')], 403);
        }
        $input = Input::sent($_POST);
        $example = Example::of($input);
        wp_send_json_success([
            'html' => View::text('network/settings-example', $example),
            'status' => Example::status($example),
            'problems' => (object) array_map(Words::problem(...), $input->problems),
        ]);
    }

    private function stored(): ?Input
    {
        $answer = (new Client())->get('/v1/network/settings');
        return is_wp_error($answer) ? null : Input::stored((array) ($answer['settings'] ?? []));
    }

    private function address(bool $isGenuine): void
    {
        $this->typedAddress = sanitize_text_field(SentText::of($_POST, 'address'));
        $address = ServiceAddress::read($this->typedAddress);
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
        $this->typed = Input::sent($_POST);
        $settings = $this->typed->settings();
        if ($this->typed->problems !== []) {
            $this->say(Messages::forCode('settings_not_saved'));
            return;
        }
        $answer = $isGenuine ? (new Client())->put('/v1/network/settings', $settings) : null;
        if (is_wp_error($answer)) {
            $this->typed->problems = ServiceProblems::of($answer);
            $this->say(Messages::forAct('settings', $answer));
        } elseif ($answer !== null) {
            $this->done('settings_saved');
        }
    }

    private function done(string $code): never
    {
        Flash::add('success', $code);
        Intent::leave(Screens::address(Screens::SETTINGS));
    }

    private function say(string $text): void
    {
        $this->notices[] = ['type' => 'error', 'text' => $text];
    }
}
