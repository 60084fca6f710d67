<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Screens;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\Service\Keys;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Settings of the network: the service's address, the key, the check of the connection, and what pricing asks for. */
final class SettingsPage
{
    public const FORM = 'settings';
    /** The tab of the fields that are about receipts. */
    public const RECEIPTS = 'receipts';
    /** The tab of those that say what a visit is. */
    private const VISITS = 'visits';
    /** The tab of those that say what becomes of a change to less than is used. */
    private const LIMITS = 'limits';
    public const EXAMPLE_ACTION = 'plan_bridge_settings_example';

    private ?Fields $form = null;

    private ?string $typedAddress = null;

    private string $addressProblem = '';

    private string $logoProblem = '';

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
            'logo' => $this->logo($isGenuine, 'logo_saved', Logo::send(...)),
            'no-logo' => $this->logo($isGenuine, 'logo_removed', Logo::remove(...)),
            'example' => $this->form = self::fields($_POST),
            default => null,
        };
    }

    public function render(): void
    {
        Keys::register();
        $kid = Keys::ownId();
        $connection = Connection::check();
        $form = $this->form ?? ($connection->isAnswered() ? self::fields() : null);
        $example = $form === null ? null : Example::of($form);
        View::render('network/settings', [
            'notices' => $this->notices,
            'nonce' => Screens::nonce(self::FORM),
            'action' => Screens::address(Screens::SETTINGS),
            'findings' => $connection->findings(),
            'address' => $this->typedAddress ?? Client::address() ?? '',
            'address_problem' => $this->addressProblem,
            'address_is_constant' => Client::addressIsConstant(),
            'kid' => $kid,
            'key_status' => $kid === null ? null : Keys::status($kid),
            'key_is_constant' => Keys::isConstant(),
            'rows' => $form?->rows(''),
            'receipt_rows' => $form?->rows(self::RECEIPTS),
            'limit_rows' => $form?->rows(self::LIMITS),
            'visit_rows' => $form?->rows(self::VISITS),
            'example' => $example,
            'logo' => $connection->isAnswered() ? Logo::told() : null,
            'logo_problem' => $this->logoProblem,
        ]);
    }

    /** The example for what is chosen now, as a fragment for the script of the page, with what is wrong by field. */
    public function sendExample(): void
    {
        Screens::insist(Screens::FOR_SETTINGS);
        if (!Screens::isGenuine(self::FORM)) {
            wp_send_json_error(['text' => Messages::forCode('form_expired_kept')], 403);
        }
        $form = self::fields($_POST);
        $example = Example::of($form);
        wp_send_json_success([
            'html' => View::text('network/settings-example', $example),
            'status' => Example::status($example),
            'problems' => (object) $form->sentences(),
        ]);
    }

    /** @return array{0: string, 1: string|null} the address of the service without a slash at its end, and what is wrong with it */
    public static function readAddress(string $typed): array
    {
        $address = rtrim(trim($typed), '/');
        $parts = parse_url($address);
        $isWhole = is_array($parts) && in_array($parts['scheme'] ?? '', ['http', 'https'], true) && ($parts['host'] ?? '') !== '';
        $isMore = isset($parts['query']) || isset($parts['fragment']) || isset($parts['user']);
        return [$address, !$isWhole || preg_match('/\s/', $address) === 1 ? 'address_unreadable' : ($isMore ? 'address_with_more' : null)];
    }

    /** @param array<string, mixed>|null $sent by a browser; null for the settings as they hold, which are null where the service does not tell them */
    private static function fields(?array $sent = null): ?Fields
    {
        $answer = (new Client())->get('/v1/network/settings');
        if ($sent === null && is_wp_error($answer)) {
            return null;
        }
        $form = Fields::of('settings', Fields::tables('settings', $answer)['fields'], $sent === null ? $answer['settings'] : [], $sent);
        $form->unreadable = $sent === null ? $answer['problems'] : [];
        return $sent === null && $form->error !== null ? null : $form;
    }

    private function address(bool $isGenuine): void
    {
        $this->typedAddress = sanitize_text_field(SentText::of($_POST, 'address'));
        [$address, $problem] = self::readAddress($this->typedAddress);
        $this->addressProblem = $problem === null ? '' : Messages::forCode($problem);
        if ($problem === null && $isGenuine && !Client::addressIsConstant()) {
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

    /** @param \Closure(): ?string $act what stood in the way, as a sentence */
    private function logo(bool $isGenuine, string $done, \Closure $act): void
    {
        $this->logoProblem = $isGenuine ? $act() ?? '' : '';
        if ($isGenuine && $this->logoProblem === '') {
            $this->done($done);
        }
        if ($this->logoProblem !== '') {
            $this->say($this->logoProblem);
        }
    }

    private function settings(bool $isGenuine): void
    {
        $this->form = self::fields($_POST);
        if ($this->form->problems !== []) {
            $this->say(Messages::forCode('settings_not_saved'));
            return;
        }
        $answer = $this->form->error ?? ($isGenuine ? (new Client())->put('/v1/network/settings', $this->form->value) : null);
        if (is_wp_error($answer)) {
            $this->form->object($answer);
            $this->say(Messages::forAct($this->form->error === null ? 'settings' : 'preview', $answer));
        } elseif ($answer !== null) {
            $this->done('settings_saved');
        }
    }

    private function done(string $code): never
    {
        Flash::add('success', $code);
        Menu::go(Screens::address(Screens::SETTINGS));
    }

    private function say(string $text): void
    {
        $this->notices[] = ['type' => 'error', 'text' => $text];
    }
}
