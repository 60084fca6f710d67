<?php

declare(strict_types=1);

namespace PlanBridge\Network\Pages;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Authority;
use PlanBridge\Network\Intent;
use PlanBridge\Network\Product\Catalog;
use PlanBridge\Network\Product\Form;
use PlanBridge\Network\Product\FormView;
use PlanBridge\Network\Product\Paths;
use PlanBridge\Network\Product\Saving;
use PlanBridge\Network\Product\Values;
use PlanBridge\Network\Screens;
use PlanBridge\SentText;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/** A product of the network: its four tabs in one form, and the paths from and to it. */
final class ProductPage
{
    public const PATHS_ACTION = 'plan_bridge_product_paths';

    private ?Form $form = null;

    private bool $isConflict = false;

    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    private Catalog|WP_Error|null $catalog = null;

    /** Reads the product; saves it where that is asked for, and leaves when it worked. */
    public function load(): void
    {
        $this->catalog = Catalog::fetch();
        $act = Intent::asked();
        $this->form = $act === null ? $this->opened() : $this->typed();
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
        $catalog = $this->known();
        $refused = $this->form->problems;
        $product = $this->form->product();
        $this->form->problems = Intent::asked() === null ? [] : $refused + $this->form->problems;
        $view = FormView::of($this->form, $catalog, $this->isConflict);
        View::render('network/product', $view + [
            'heading' => $this->heading(),
            'notices' => $this->notices,
            'paths' => $view['adds'] ? null : Paths::preview($this->form->id, $product, $catalog),
        ]);
    }

    /** The paths for what is typed now, as a fragment for the script of the page. */
    public function sendPaths(): void
    {
        Authority::insist(Authority::PRODUCTS);
        if (!$this->isGenuine()) {
            wp_send_json_error(['text' => Messages::forCode('form_expired_kept')], 403);
        }
        $this->catalog = Catalog::fetch();
        $this->form = $this->typed();
        $paths = $this->form === null
            ? ['error' => Messages::forCode('product_unknown')]
            : Paths::preview($this->form->id, $this->form->product(), $this->known());
        wp_send_json_success(['html' => View::text('network/paths', $paths), 'status' => Paths::status($paths)]);
    }

    /** The product's name, or what is being added. */
    public function heading(): string
    {
        if ($this->id() > 0) {
            return (string) ($this->form->stored['name'] ?? __('Product', 'plan-bridge'));
        }
        return match ($this->form->stored['type'] ?? 'plan') {
            'package' => __('Add a package', 'plan-bridge'),
            'service' => __('Add a service', 'plan-bridge'),
            default => __('Add a plan', 'plan-bridge'),
        };
    }

    private function save(Form $form): void
    {
        $saving = new Saving($form);
        $saved = $saving->attempt();
        if ($saved !== null) {
            Flash::add('success', 'product_saved', ['name' => (string) ($saved['name'] ?? '')]);
            $tab = sanitize_key(SentText::of($_POST, 'tab'));
            Intent::leave(Screens::address(Screens::PRODUCT, ['id' => (int) ($saved['id'] ?? 0), 'tab' => $tab]));
        }
        $this->notices = [...$this->notices, ...$saving->notices()];
        if ($saving->isConflict()) {
            $this->catalog = Catalog::fetch();
            $this->form = $form->upon($this->stored($form->values['type']) ?? $form->stored);
            $this->isConflict = true;
        }
    }

    /** The form as it is stored; null where there is no such product. */
    private function opened(): ?Form
    {
        $stored = $this->stored(Screens::text('type'));
        return $stored === null || is_wp_error($this->catalog) ? null : Form::fresh($this->id(), $stored);
    }

    /** The form with what a browser sent, even where the service cannot be asked: nothing typed is lost. */
    private function typed(): ?Form
    {
        $sent = Values::sent($_POST);
        $stored = $this->stored($sent['type']);
        return $stored === null ? null : Form::sent($this->id(), $stored, $_POST);
    }

    /** @return array<string, mixed>|null */
    private function stored(string $type): ?array
    {
        if ($this->id() > 0 && $this->catalog instanceof Catalog) {
            return $this->catalog->find($this->id());
        }
        $type = in_array($type, Catalog::TYPES, true) ? $type : 'plan';
        return ['type' => $type, 'currency' => $this->known()->usualCurrency(), 'pricing_type' => 'paid', 'tax_category' => 'default',
            'list_order' => 10, 'period' => ['n' => 1, 'unit' => 'month']];
    }

    private function known(): Catalog
    {
        return $this->catalog instanceof Catalog ? $this->catalog : new Catalog([], []);
    }

    private function isGenuine(): bool
    {
        if (Intent::isGenuine(self::formName($this->id()))) {
            return true;
        }
        $this->notices[] = ['type' => 'error', 'text' => Messages::forCode('form_expired_kept')];
        return false;
    }

    public static function formName(int $id): string
    {
        return "product_{$id}";
    }

    private function id(): int
    {
        return Screens::number('id') ?: SentText::id($_POST, 'id');
    }
}
