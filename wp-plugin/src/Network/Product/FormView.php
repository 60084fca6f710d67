<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Pages\ProductPage;
use PlanBridge\Network\Intent;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Words;

defined('ABSPATH') || exit;

/** Gathers what the view of the product form shows. */
final class FormView
{
    /** Empty rows for price variations that are added without scripts. */
    private const BLANK_VARIATIONS = 2;

    /** @return array<string, mixed> */
    public static function of(Form $form, Catalog $catalog, bool $isConflict): array
    {
        $adds = Values::adds($form->stored);
        $tabs = Tabs::all();
        $limits = LimitView::of($form, $adds);
        return [
            'id' => $form->id,
            'adds' => $adds,
            'type' => (string) $form->stored['type'],
            'values' => $form->values,
            'problems' => array_map(Words::problem(...), $form->problems),
            'differences' => $isConflict ? array_map(FieldNames::name(...), $form->differences()) : [],
            'tabs' => $tabs,
            'tab' => Tabs::current($tabs, $form->problems),
            'action' => Screens::address(Screens::PRODUCT, $form->id > 0 ? ['id' => $form->id] : []),
            'nonce' => Intent::action(ProductPage::formName($form->id)),
            'groups' => $catalog->groups,
            'variations' => self::variations((array) $form->values['price_variations']),
            'addons' => self::addons($catalog, $form),
            'limits' => $limits,
            'problem_names' => FieldNames::ofPaths(array_keys($form->problems), LimitView::labels($limits)),
        ];
    }

    /**
     * @param array<int|string, mixed> $rows
     * @return list<array{n: string, unit: string, amount: string}>
     */
    private static function variations(array $rows): array
    {
        $blank = ['n' => '', 'unit' => 'year', 'amount' => ''];
        $shown = [];
        foreach (array_values($rows) as $row) {
            $shown[] = array_map('strval', array_filter((array) $row, 'is_scalar')) + $blank;
        }
        return [...$shown, ...array_fill(0, self::BLANK_VARIATIONS, $blank)];
    }

    /** @return list<array{id: int, name: string, type: string, price: string, ticked: bool}> */
    private static function addons(Catalog $catalog, Form $form): array
    {
        $ticked = array_map('strval', array_filter((array) $form->values['available_addons'], 'is_scalar'));
        $rows = [];
        foreach ($catalog->addons() as $addon) {
            $rows[] = [
                'id' => (int) $addon['id'],
                'name' => (string) $addon['name'],
                'type' => (string) $addon['type'],
                'price' => PriceText::of($addon),
                'ticked' => in_array((string) $addon['id'], $ticked, true),
            ];
        }
        $missing = array_diff($ticked, array_map('strval', array_column($rows, 'id')));
        foreach ($missing as $id) {
            $rows[] = ['id' => (int) $id, 'name' => "#{$id}", 'type' => '', 'price' => '', 'ticked' => true];
        }
        return $rows;
    }
}
