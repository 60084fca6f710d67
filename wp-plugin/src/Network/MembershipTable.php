<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

if (!class_exists(\WP_List_Table::class)) {
    require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
}

// phpcs:disable PSR1.Methods.CamelCapsMethodName -- names that WordPress' class calls
// phpcs:disable PSR1.Files.SideEffects -- that class is loaded on the screens that have a table alone

/** The table of memberships: WordPress' own, with columns that can be hidden and sorted; its pages are found by key. */
final class MembershipTable extends \WP_List_Table
{
    public const PER_PAGE = 'plan_bridge_memberships_per_page';

    /** The form that the boxes of the rows belong to. */
    public const FORM = 'pb-moves';

    /** How many rows a page has, and may have. */
    private const USUAL = 20;
    private const MOST = 100;

    /** The number of sites that stands for as many or more. */
    private const COUNTED = 1000;

    private ?Pager $pager = null;

    private string $action = '';

    public function __construct()
    {
        parent::__construct(['singular' => 'membership', 'plural' => 'memberships', 'screen' => get_current_screen() ?? 'plan-bridge']);
    }

    /** How many memberships this person wants on a page. */
    public function perPage(): int
    {
        return min(self::MOST, max(1, $this->get_items_per_page(self::PER_PAGE, self::USUAL)));
    }

    /** @param list<array<string, mixed>> $memberships of one page @param string $action where the forms of rows are sent */
    public function fill(array $memberships, Pager $pager, string $action): void
    {
        cache_users(array_filter(array_column($memberships, 'user_id')));
        [$this->items, $this->pager, $this->action] = [$memberships, $pager, $action];
        $this->_column_headers = [$this->get_columns(), get_hidden_columns($this->screen), $this->get_sortable_columns(), 'customer'];
    }

    /** @return array<string, string> */
    public function get_columns(): array
    {
        return ['cb' => '<input type="checkbox">'] + Words::table('lists')['memberships']['columns'];
    }

    /** @return list<string> as wide as what stands in them, not all alike */
    protected function get_table_classes(): array
    {
        return ['widefat', 'striped'];
    }

    /** @return array<string, array{0: string, 1: bool}> */
    protected function get_sortable_columns(): array
    {
        return ['next_bill' => ['next_bill', false]];
    }

    public function no_items(): void
    {
        echo esc_html(Words::table('lists')['memberships']['empty']);
    }

    /** @param array<string, mixed> $item */
    protected function column_cb($item): string
    {
        return self::part('network/membership-tick', ['id' => (int) $item['id'], 'form' => self::FORM]);
    }

    /** Who it is of, by the name that the service knows where WordPress has no such user any more. @param array<string, mixed> $item */
    protected function column_customer(array $item): string
    {
        $user = get_userdata((int) $item['user_id']);
        $name = $user === false ? (string) $item['user_login'] : "{$user->user_login} ({$user->user_email})";
        return sprintf(
            '<a class="row-title" href="%1$s">%2$s<span class="screen-reader-text"> #%3$d</span></a><span class="pb-below" aria-hidden="true">#%3$d</span>',
            esc_url(MembershipPage::address((int) $item['id'])),
            esc_html($name === '' ? '–' : $name),
            (int) $item['id']
        );
    }

    /** @param array<string, mixed> $item */
    protected function column_site(array $item): string
    {
        if ($item['site'] === null) {
            return '–';
        }
        $more = (int) $item['sites'] - 1;
        /* translators: %s: how many sites */
        $words = $more > 0 ? '<span class="pb-below">' . esc_html(sprintf(_n('and %s more site', 'and %s more sites', $more, 'plan-bridge'), number_format_i18n($more) . ((int) $item['sites'] >= self::COUNTED ? '+' : ''))) . '</span>' : '';
        return sprintf('<a href="%s">%s</a>', esc_url(SiteLimits::address((int) $item['site']['blog_id'])), esc_html($item['site']['domain'] . rtrim($item['site']['path'], '/'))) . $words;
    }

    /** @param array<string, mixed> $item */
    protected function column_plan(array $item): string
    {
        return esc_html($item['plan_name'] ?? __('(no plan)', 'plan-bridge'));
    }

    /** How it stands, and whether its term is over or has no end. @param array<string, mixed> $item */
    protected function column_status(array $item): string
    {
        $since = $item['paused_at'] ?? null;
        /* translators: %s: date */
        $status = $since === null ? Words::of('status', $item['status']) : sprintf(__('Paused since %s', 'plan-bridge'), Format::date($since));
        $beyond = $item['beyond_term'] ?? null;
        $end = $item['term_end'] === null ? __('Has no end', 'plan-bridge') : Format::date($item['term_end']);
        /* translators: %s: date */
        $term = match (true) {
            $item['term_end'] === null => $end,
            $beyond !== null => Messages::forCode("term_{$beyond}", ['date' => $end]),
            default => sprintf(__('Term ends %s', 'plan-bridge'), $end),
        };
        return esc_html($status) . '<span class="pb-below">' . esc_html($term) . '</span>';
    }

    /** @param array<string, mixed> $item */
    protected function column_next_bill(array $item): string
    {
        $bill = $item['next_bill'];
        return $bill === null ? '–' : esc_html(Format::date($bill['at'])) . '<span class="pb-below">' . esc_html($bill['amount']['formatted']) . '</span>';
    }

    /** @param array<string, mixed> $item */
    protected function column_order(array $item): string
    {
        $order = $item['open_order'];
        return $order === null ? '–' : esc_html(Words::of('kind', $order['kind'])) . '<span class="pb-below">' . esc_html($order['due']['formatted']) . '</span>';
    }

    /** @param array<string, mixed> $item */
    protected function column_owner(array $item): string
    {
        return self::part('network/membership-owner', ['membership' => $item, 'action' => $this->action]);
    }

    /** @param array<string, mixed> $item */
    protected function column_acts(array $item): string
    {
        return self::part('network/membership-links', ['id' => (int) $item['id']]);
    }

    /** What is done with those that are ticked, or with all: its own form, above the table alone. @param string $which */
    protected function bulk_actions($which = ''): void
    {
        if ($which === 'top') {
            View::render('network/move-choose', ['choices' => Moves::choices(), 'form' => self::FORM]);
        }
    }

    /** @param string $which */
    protected function display_tablenav($which): void
    {
        $this->bulk_actions($which);
        if ($this->pager !== null) {
            View::render('network/pager', ['pager' => $this->pager, 'label' => Words::table('lists')['memberships']['pages']]);
        }
    }

    private static function part(string $view, array $data): string
    {
        ob_start();
        View::render($view, $data);
        return (string) ob_get_clean();
    }
}
