<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Network\PlanMap;
use PlanBridge\Network\Screens;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/** A product of the network: its tabs in one form, and the paths from and to it. */
final class ProductPage
{
    public const PATHS_ACTION = 'plan_bridge_product_paths';

    public const FORECAST_ACTION = 'plan_bridge_limit_forecast';

    /** The tab that holds the paths. */
    public const PATHS = 'up-downgrades';

    private ?Fields $form = null;

    /** @var array<string, mixed>|null the product as the service has it, or what a new one begins with; null where there is none */
    private ?array $stored = null;

    private string $version = '';

    /** The state of its limits that the form was filled in from. */
    private int $limits = 0;

    private bool $isConflict = false;

    /** Whether it is asked what saving the limits would do. */
    private bool $isForecast = false;

    private array $notices = [];

    private ?Catalog $catalog = null;

    /** Reads the product; saves it where that is asked for, and leaves when it worked. */
    public function load(): void
    {
        $act = Screens::asked();
        $this->open($act === null ? null : $_POST);
        if ($act === 'save' && $this->form !== null && $this->isGenuine()) {
            $this->save($this->form);
        }
        $this->isForecast = $act === 'forecast' && $this->isGenuine();
        if ($act === 'take-back' && $this->isGenuine()) {
            (new LimitHistory($this->id()))->takeBack();
        }
    }

    public function render(): void
    {
        $error = $this->catalog?->error ?? $this->form?->error;
        if ($error !== null) {
            $this->say(Messages::forPage($error));
        }
        if ($this->form === null) {
            View::render('network/product-missing', ['notices' => $this->notices]);
            return;
        }
        foreach (Plugin::isBeside() ? $this->catalog->imposed($this->id()) : [] as $sentence) {
            $this->notices[] = ['type' => 'warning', 'text' => $sentence];
        }
        View::render('network/product', $this->view($this->form) + ['paths' => Catalog::adds($this->stored) ? null : $this->paths($this->form)]);
        if ($this->id() > 0 && isset($_GET[LimitHistory::SHOWN])) {
            View::render('network/limit-history', (new LimitHistory($this->id()))->view());
        }
    }

    /** The paths for what is typed now, as a fragment for the script of the page. */
    public function sendPaths(): void
    {
        Screens::insist(Screens::FOR_PRODUCTS);
        if (!$this->isGenuine()) {
            wp_send_json_error(['text' => Messages::forCode('form_expired_kept')], 403);
        }
        $this->open($_POST);
        $paths = $this->form === null ? ['error' => Messages::forCode('product_unknown')] : $this->paths($this->form);
        wp_send_json_success(['html' => View::text('network/paths', $paths), 'status' => PlanMap::status($paths)]);
    }

    /** What saving the limits that are typed now would do, as far as it is worked out; a fragment for the script of the page. */
    public function sendForecast(): void
    {
        Screens::insist(Screens::FOR_PRODUCTS);
        if (!$this->isGenuine()) {
            wp_send_json_error(['html' => esc_html(Messages::forCode('form_expired_kept'))], 403);
        }
        $this->open($_POST);
        $forecast = $this->form === null ? ['error' => Messages::forCode('product_unknown')] : $this->forecast($this->form);
        wp_send_json_success(['html' => View::text('network/limit-forecast', $forecast), 'again' => ($forecast['answer']['done'] ?? true) === false]);
    }

    /** @return array<string, mixed> data for the view `network/limit-forecast` */
    private function forecast(Fields $form): array
    {
        if ($form->error !== null || $form->problems !== []) {
            return ['error' => $form->error !== null ? Messages::forAct('preview', $form->error) : Messages::forCode('forecast_unfinished')];
        }
        $answer = (new Client())->post("/v1/network/products/{$this->id()}/limits/forecast", $this->product($form));
        return is_wp_error($answer) ? ['error' => Messages::forAct('preview', $answer)] : ['error' => null, 'answer' => $answer, 'adds' => Catalog::adds($this->stored)];
    }

    /** The product's name, or what is being added. */
    public function heading(): string
    {
        return $this->id() > 0 ? $this->stored['name'] ?? __('Product', 'plan-bridge') : Words::label('add.' . ($this->stored['type'] ?? 'plan'));
    }

    /** The form as it is stored, or with what a browser sent: that even where the service cannot be asked, so that nothing typed is lost. */
    private function open(?array $sent): void
    {
        $this->catalog = new Catalog();
        $isKnown = $this->catalog->error === null;
        $type = $sent === null ? Screens::text('type') : SentText::of($sent, 'type');
        $this->stored = $this->id() > 0 && $isKnown ? $this->catalog->find($this->id()) : $this->catalog->blank($type);
        if ($this->stored !== null && ($isKnown || $sent !== null)) {
            $this->form = Fields::of('products', $this->catalog->tables['fields'], $this->stored, $sent);
            $this->version = $sent === null ? $this->stored['version'] ?? '' : SentText::of($sent, 'version');
            $this->limits = $sent === null ? $this->stored['limits_revision'] ?? 0 : SentText::id($sent, 'limits_revision');
        }
    }

    /** @return array<string, mixed> what the service is sent; limits that nobody could read stay as they are, byte for byte */
    private function product(Fields $form): array
    {
        return ['type' => $this->stored['type'], 'version' => $this->version, 'limits_revision' => $this->limits ?: null] + array_intersect_key($this->stored, ['limitations' => 0]) + $form->value;
    }

    private function paths(Fields $form): array
    {
        return $form->error === null ? PlanMap::preview($this->id(), $this->product($form)) : ['error' => Messages::forAct('preview', $form->error)];
    }

    private function save(Fields $form): void
    {
        if ($form->error !== null) {
            $this->say(Messages::forAct('preview', $form->error));
            return;
        }
        if ($form->problems !== []) {
            $this->say(Messages::forCode('product_not_saved'));
            return;
        }
        $answer = $this->id() > 0
            ? (new Client())->put("/v1/network/products/{$this->id()}", $this->product($form))
            : (new Client())->post('/v1/network/products', $this->product($form));
        if (!is_wp_error($answer)) {
            Flash::add('success', 'product_saved', ['name' => $answer['product']['name']]);
            Menu::go(Screens::address(Screens::PRODUCT, ['id' => $answer['product']['id'], 'tab' => sanitize_key(SentText::of($_POST, 'tab'))]));
        }
        if (in_array(Messages::code($answer), ['product_changed', 'limits_changed'], true)) {
            $this->conflict($answer);
            return;
        }
        $form->object($answer);
        $this->say($form->problems === [] ? Messages::forAct('product', $answer) : Messages::forCode('product_not_saved'));
    }

    /** The same typed values are now meant for what is stored now: saving once more overwrites it knowingly. */
    private function conflict(WP_Error $error): void
    {
        $this->say(Messages::forCode(Messages::code($error), LimitHistory::told($error)));
        $stored = $this->stored;
        $this->open($_POST);
        $this->stored ??= $stored;
        $this->version = $this->stored['version'] ?? '';
        $this->limits = $this->stored['limits_revision'] ?? 0;
        $this->isConflict = true;
    }

    private function say(string $text): void
    {
        $this->notices[] = ['type' => 'error', 'text' => $text];
    }

    /** @return array<string, mixed> data for the view `network/product`, but for the paths */
    private function view(Fields $form): array
    {
        [$tabs, $rows, $adds] = [$this->tabs(), [], Catalog::adds($this->stored)];
        foreach (array_keys($tabs) as $tab) {
            $rows[$tab] = $form->rows($tab, $adds);
        }
        $limits = $form->limits($this->catalog->tables['limits'], $adds);
        $labels = array_column(array_merge(...array_column($limits, 'rows')), 'label', 'path');
        $names = [];
        foreach (array_keys($form->problems) as $path) {
            $names[$path] = ($labels[$path] ?? '') !== '' ? $labels[$path] : Words::label(self::field($path));
        }
        return [
            'heading' => $this->heading(),
            'notices' => $this->notices,
            'id' => $this->id(),
            'adds' => $adds,
            'type' => $this->stored['type'],
            'version' => $this->version,
            'limits_revision' => $this->limits,
            'history' => $this->id() > 0 ? (new LimitHistory($this->id()))->address() : null,
            'problems' => $form->sentences(),
            'problem_names' => $names,
            'forecast' => $this->isForecast ? $this->forecast($form) : null,
            'differences' => $this->isConflict ? array_map(Words::label(...), $form->differences) : [],
            'tabs' => $tabs,
            'tab' => $this->tab($form),
            'rows' => $rows,
            'limits' => array_key_exists('limitations', $this->stored) && $this->stored['limitations'] === null ? null : $limits,
            'other_limits' => $this->stored['other_limits'] ?? [],
            'addons' => $this->catalog->addons(array_map('strval', array_filter($form->values['available_addons'] ?? [], 'is_scalar'))),
            'groups' => $this->catalog->groups,
            'action' => Screens::address(Screens::PRODUCT, $this->id() > 0 ? ['id' => $this->id()] : []),
            'nonce' => Screens::nonce("product_{$this->id()}"),
        ];
    }

    /** @return array<string, string> name by tab, in the order of the fields; without scripts they are parts of one long page */
    private function tabs(): array
    {
        $tabs = array_unique(array_column($this->catalog->tables['fields'], 'tab'));
        return array_combine($tabs, array_map(static fn (string $tab): string => Words::label("tab.{$tab}"), $tabs));
    }

    /** The tab to open: the first with a problem, else the one asked for, else the first. */
    private function tab(Fields $form): string
    {
        $tabs = array_column($form->table, 'tab', 'name');
        $wrong = array_key_first($form->problems);
        $asked = sanitize_key(SentText::of($_POST + $_GET, 'tab'));
        return $wrong !== null ? $tabs[self::field($wrong)] ?? 'general' : (in_array($asked, $tabs, true) ? $asked : (string) reset($tabs));
    }

    /** The field that a path such as `price_variations.0.amount` belongs to. */
    private static function field(string $path): string
    {
        return str_starts_with($path, 'rules.') ? $path : (string) strtok($path, '.');
    }

    private function isGenuine(): bool
    {
        if (Screens::isGenuine("product_{$this->id()}")) {
            return true;
        }
        $this->say(Messages::forCode('form_expired_kept'));
        return false;
    }

    private function id(): int
    {
        return SentText::id($_GET, 'id') ?: SentText::id($_POST, 'id');
    }
}
