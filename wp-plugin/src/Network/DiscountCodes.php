<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/** Discount codes of the network: the list, and one code with who uses it. */
final class DiscountCodes
{
    private const PATH = '/v1/network/discount-codes';

    /** @var array<string, mixed>|WP_Error|null the list of codes, with the fields of a code and what it can be for */
    private array|WP_Error|null $list = null;

    private ?Fields $form = null;

    private string $version = '';

    private string $notice = '';

    public function load(): void
    {
        if (Screens::asked() !== 'save') {
            return;
        }
        $this->version = SentText::of($_POST, 'version');
        $this->open($_POST);
        if ($this->form === null || $this->form->error !== null) {
            $this->notice = $this->form === null ? '' : Messages::forAct('preview', $this->form->error);
        } elseif (!Screens::isGenuine(self::form(self::id()))) {
            $this->notice = Messages::forCode('form_expired_kept');
        } elseif ($this->form->problems === []) {
            $this->save($this->form);
        }
    }

    public function render(): void
    {
        self::id() > 0 || isset($_GET['add']) || $this->form !== null ? $this->renderOne() : $this->renderList();
    }

    public static function form(int $id): string
    {
        return "discount-code_{$id}";
    }

    public static function address(array $query = []): string
    {
        return Screens::address(Screens::CODES, $query);
    }

    private function renderList(): void
    {
        $search = mb_substr(Screens::text('search'), 0, 100);
        $before = SentText::id($_GET, 'before');
        $answer = (new Client())->get(self::PATH, array_filter(['search' => $search, 'before' => $before]));
        $view = [
            'flash' => true,
            'actions' => [__('Add a code', 'plan-bridge') => self::address(['add' => 1])],
            'screen' => Screens::CODES,
            'searched' => $search,
        ] + Words::table('lists')['codes'];
        if (is_wp_error($answer)) {
            View::render('network/list', ['error' => Messages::forPage($answer)] + $view);
            return;
        }
        $older = $answer['next_before'] === null ? null : self::address(array_filter(['search' => $search, 'before' => $answer['next_before']]));
        View::render('network/list', $view + ['rows' => array_map(self::row(...), $answer['codes']), 'older' => $older]);
    }

    /** @return list<array<string, mixed>> the cells of a code */
    private static function row(array $code): array
    {
        return [
            ['text' => $code['code'], 'href' => self::address(['id' => $code['id']])],
            ['text' => $code['name']],
            ['text' => self::takesOff($code)],
            ['text' => number_format_i18n($code['uses']) . ($code['max_uses'] === null ? '' : ' / ' . number_format_i18n($code['max_uses']))],
            ['text' => $code['expires'] === '' ? '–' : Format::date("{$code['expires']}T00:00:00Z")],
            ['text' => $code['is_active'] ? __('Yes', 'plan-bridge') : __('No', 'plan-bridge')],
        ];
    }

    private static function takesOff(array $code): string
    {
        $number = $code['value'] === null ? '–' : number_format_i18n((float) $code['value'], fmod((float) $code['value'], 1.0) === 0.0 ? 0 : 2);
        return $code['type'] === 'percentage' ? "{$number} %" : $number;
    }

    private function renderOne(): void
    {
        $id = self::id();
        $uses = $id > 0 ? (new Client())->get(self::PATH . "/{$id}", array_filter(['before' => Screens::text('before'), 'before_id' => Screens::text('before_id')])) : ['uses' => [], 'next_from' => null];
        if ($this->form === null && !is_wp_error($uses)) {
            $this->version = $uses['code']['version'] ?? '';
            $this->open(null, $uses['code'] ?? []);
        }
        $ticked = array_map('strval', array_filter((array) ($this->form->values['products'] ?? []), 'is_scalar'));
        $error = is_wp_error($uses) ? $uses : (is_wp_error($this->list) ? $this->list : null);
        View::render('network/discount-code', [
            'id' => $id,
            'code' => is_wp_error($uses) ? '' : $uses['code']['code'] ?? '',
            'version' => $this->version,
            'notice' => $error === null ? $this->notice : Messages::forPage($error),
            'nonce' => Screens::nonce(self::form($id)),
            'rows' => $this->form?->rows(),
            'addons' => array_map(static fn (array $one): array => [
                'id' => $one['id'],
                'name' => $one['name'],
                'about' => Words::of('type', $one['type']),
                'ticked' => in_array((string) $one['id'], $ticked, true),
            ], is_array($this->list) ? $this->list['products'] : []),
            'uses' => is_wp_error($uses) ? [] : $uses['uses'],
            'older' => is_wp_error($uses) || $uses['next_from'] === null ? null : self::address(['id' => $id] + $uses['next_from']),
        ]);
    }

    /** The form of a code; what one is called is asked for once. */
    private function open(?array $sent, array $stored = []): void
    {
        $this->list = (new Client())->get(self::PATH);
        $fields = Fields::tables('discount-codes', $this->list)['fields'];
        $asked = array_values(array_filter($fields, static fn (array $field): bool => $field['name'] !== 'code' || self::id() === 0));
        $this->form = is_wp_error($this->list) && $sent === null ? null : Fields::of('discount-codes', $asked, $stored, $sent);
    }

    private function save(Fields $form): void
    {
        $id = self::id();
        $body = ['version' => $this->version] + $form->value;
        $answer = $id > 0 ? (new Client())->put(self::PATH . "/{$id}", $body) : (new Client())->post(self::PATH, $body);
        if (!is_wp_error($answer)) {
            Flash::add('success', 'discount_code_saved', ['code' => $answer['code']['code']]);
            Menu::go(self::address());
        }
        if (Messages::code($answer) === 'discount_code_changed') {
            $now = (new Client())->get(self::PATH . "/{$id}");
            $this->version = is_wp_error($now) ? $this->version : $now['code']['version'];
        }
        $form->object($answer);
        $this->notice = $form->problems === [] ? Messages::forAct('discount_code', $answer) : '';
    }

    private static function id(): int
    {
        return SentText::id($_GET, 'id');
    }
}
