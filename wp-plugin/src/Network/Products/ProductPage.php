<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\FieldWords;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Words;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/** A product of the network: its tabs in one form, and the paths from and to it. */
final class ProductPage
{
    public const PATHS_ACTION = 'plan_bridge_product_paths';

    /** The tab that holds the paths. */
    public const PATHS = 'up-downgrades';

    private ?Fields $form = null;

    /** @var array<string, mixed>|null the product as the service has it, or what a new one begins with; null where there is none */
    private ?array $stored = null;

    private string $version = '';

    private bool $isConflict = false;

    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    private Catalog|WP_Error|null $catalog = null;

    /** Reads the product; saves it where that is asked for, and leaves when it worked. */
    public function load(): void
    {
        $act = Screens::asked();
        $act === null ? $this->open() : $this->take();
        if ($act === 'save' && $this->form !== null && $this->isGenuine()) {
            $this->save($this->form);
        }
    }

    public function render(): void
    {
        if (is_wp_error($this->catalog)) {
            $this->notices[] = ['type' => 'error', 'text' => Messages::forPage($this->catalog)];
        }
        if ($this->form === null) {
            View::render('network/product-missing', ['notices' => $this->notices]);
            return;
        }
        foreach (Plugin::isBeside() && $this->stored !== null ? Imposed::of($this->known(), $this->stored) : [] as $sentence) {
            $this->notices[] = ['type' => 'warning', 'text' => $sentence];
        }
        $refused = $this->form->problems;
        $product = $this->product($this->form);
        $this->form->problems = Screens::asked() === null ? [] : $refused + $this->form->problems;
        $adds = Catalog::adds((array) $this->stored);
        View::render('network/product', $this->view($this->form, $adds) + ['paths' => $adds ? null : Paths::preview($this->id(), $product, $this->known())]);
    }

    /** The paths for what is typed now, as a fragment for the script of the page. */
    public function sendPaths(): void
    {
        Screens::insist(Screens::FOR_PRODUCTS);
        if (!$this->isGenuine()) {
            wp_send_json_error(['text' => Messages::forCode('form_expired_kept')], 403);
        }
        $this->take();
        $paths = $this->form === null
            ? ['error' => Messages::forCode('product_unknown')]
            : Paths::preview($this->id(), $this->product($this->form), $this->known());
        wp_send_json_success(['html' => View::text('network/paths', $paths), 'status' => Paths::status($paths)]);
    }

    /** The product's name, or what is being added. */
    public function heading(): string
    {
        return $this->id() > 0 ? (string) ($this->stored['name'] ?? __('Product', 'plan-bridge')) : self::adding((string) ($this->stored['type'] ?? 'plan'));
    }

    public static function adding(string $type): string
    {
        return match ($type) {
            'package' => __('Add a package', 'plan-bridge'),
            'service' => __('Add a service', 'plan-bridge'),
            default => __('Add a plan', 'plan-bridge'),
        };
    }

    public static function formName(int $id): string
    {
        return "product_{$id}";
    }

    /** The form as it is stored. */
    private function open(): void
    {
        $this->fetch(Screens::text('type'));
        if ($this->stored !== null && !is_wp_error($this->catalog)) {
            $this->form = Fields::stored($this->known()->tables['fields'], $this->stored);
            $this->version = (string) ($this->stored['version'] ?? '');
        }
    }

    /** The form with what a browser sent, even where the service cannot be asked: nothing typed is lost. */
    private function take(): void
    {
        $this->fetch(SentText::of($_POST, 'type'));
        $this->form = $this->stored === null ? null : Fields::sent($this->known()->tables['fields'], $_POST);
        $this->version = SentText::of($_POST, 'version');
    }

    private function fetch(string $type): void
    {
        $this->catalog = Catalog::fetch();
        $this->stored = $this->id() > 0 && $this->catalog instanceof Catalog ? $this->catalog->find($this->id()) : $this->known()->blank($type);
    }

    private function known(): Catalog
    {
        return $this->catalog instanceof Catalog ? $this->catalog : Catalog::unknown();
    }

    /** @return array<string, mixed> for the service; limits that could not be read are left out, and so stay as they are, byte for byte */
    private function product(Fields $form): array
    {
        $stored = (array) $this->stored;
        $product = $form->read($stored, Catalog::adds($stored), $this->known()->tables['limits']);
        $limitations = array_intersect_key($stored, ['limitations' => 0]);
        return ['type' => (string) $stored['type'], 'version' => $this->version] + $limitations
            + (self::hasLimits($stored) ? $product : array_diff_key($product, ['limits' => 0]));
    }

    private static function hasLimits(array $stored): bool
    {
        return !array_key_exists('limitations', $stored) || $stored['limitations'] !== null;
    }

    private function save(Fields $form): void
    {
        $product = $this->product($form);
        if ($form->problems !== []) {
            $this->say('product_not_saved');
            return;
        }
        $isStale = $this->id() > 0 && isset($this->stored['version']) && $this->version !== $this->stored['version'];
        $answer = $isStale ? new WP_Error('plan_bridge_product_changed') : ($this->id() > 0
            ? (new Client())->put("/v1/network/products/{$this->id()}", $product)
            : (new Client())->post('/v1/network/products', $product));
        if (!is_wp_error($answer)) {
            $saved = (array) ($answer['product'] ?? []);
            Flash::add('success', 'product_saved', ['name' => (string) ($saved['name'] ?? '')]);
            Screens::leave(Screens::address(Screens::PRODUCT, ['id' => (int) ($saved['id'] ?? 0), 'tab' => sanitize_key(SentText::of($_POST, 'tab'))]));
        }
        if (Messages::code($answer) === 'product_changed') {
            $this->conflict();
            return;
        }
        $form->object($answer);
        $this->notices[] = ['type' => 'error', 'text' => $form->problems === [] ? Messages::forAct('product', $answer) : Messages::forCode('product_not_saved')];
    }

    /** The same typed values are now meant for what is stored now: saving once more overwrites it knowingly. */
    private function conflict(): void
    {
        $this->say('product_changed');
        $kept = $this->stored;
        $this->fetch(SentText::of($_POST, 'type'));
        $this->stored ??= $kept;
        $this->version = (string) ($this->stored['version'] ?? '');
        $this->isConflict = true;
    }

    private function say(string $code): void
    {
        $this->notices[] = ['type' => 'error', 'text' => Messages::forCode($code)];
    }

    /** @return array<string, mixed> data for the view `network/product`, but for the paths */
    private function view(Fields $form, bool $adds): array
    {
        $stored = (array) $this->stored;
        [$tabs, $rows] = [$this->tabs(), []];
        foreach (array_keys($tabs) as $tab) {
            $rows[$tab] = $form->rows($tab, $adds);
        }
        $limits = LimitFields::tables((array) ($form->values['limits'] ?? []), $this->known()->tables['limits'], $adds);
        $labels = array_column(array_merge(...array_column($limits, 'rows')), 'label', 'path');
        $names = [];
        foreach (array_keys($form->problems) as $path) {
            $names[$path] = ($labels[$path] ?? '') !== '' ? $labels[$path] : FieldWords::word(self::field($path));
        }
        return [
            'heading' => $this->heading(),
            'notices' => $this->notices,
            'id' => $this->id(),
            'adds' => $adds,
            'type' => (string) $stored['type'],
            'version' => $this->version,
            'problems' => array_map(Words::problem(...), $form->problems),
            'problem_names' => $names,
            'differences' => $this->isConflict ? array_map(FieldWords::word(...), $form->differences($stored, $adds)) : [],
            'tabs' => $tabs,
            'tab' => $this->tab($form),
            'rows' => $rows,
            'limits' => self::hasLimits($stored) ? $limits : null,
            'other_limits' => (array) ($stored['other_limits'] ?? []),
            'addons' => $this->known()->addons(array_map('strval', array_filter((array) ($form->values['available_addons'] ?? []), 'is_scalar'))),
            'groups' => $this->known()->groups,
            'action' => Screens::address(Screens::PRODUCT, $this->id() > 0 ? ['id' => $this->id()] : []),
            'nonce' => Screens::nonce(self::formName($this->id())),
        ];
    }

    /** @return array<string, string> name by tab, in the order of the fields; without scripts they are parts of one long page */
    private function tabs(): array
    {
        $words = [
            'general' => __('General', 'plan-bridge'),
            'pricing' => __('Pricing', 'plan-bridge'),
            'limits' => __('Limits', 'plan-bridge'),
            self::PATHS => __('Up & Downgrades', 'plan-bridge'),
        ];
        $tabs = array_unique(array_column($this->known()->tables['fields'], 'tab'));
        return array_combine($tabs, array_map(static fn (string $tab): string => $words[$tab] ?? ucfirst($tab), $tabs));
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
        if (Screens::isGenuine(self::formName($this->id()))) {
            return true;
        }
        $this->say('form_expired_kept');
        return false;
    }

    private function id(): int
    {
        return Screens::number('id') ?: SentText::id($_POST, 'id');
    }
}
