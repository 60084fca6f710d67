<?php
/**
 * Plugin Name: A stand-in for Ultimate Multisite
 *
 * Does to the shared rows what a plugin does that never heard of ours: objects loaded whole and saved late, an edit form, a
 * queue, a swap, a checkout. Written from facts about hooks, tables and addresses; the claims that run on it run on the
 * real plugin too.
 */

declare(strict_types=1);

namespace WP_Ultimo\Models {
    /** A row as an object; what is saved is what was loaded, with what was set since. */
    #[\AllowDynamicProperties]
    abstract class Row
    {
        protected ?array $_original = null;
        protected bool $skip = false;

        /** @param array<string, mixed> $values */
        public function __construct(array $values)
        {
            foreach ($values as $name => $value) {
                $this->$name = $value;
            }
            $this->_original = $values;
        }

        /** @return array<string, mixed> */
        protected function values(): array
        {
            return array_diff_key(get_object_vars($this), ['_original' => 1, 'skip' => 1, 'gateway_info' => 1]);
        }

        public function __call(string $name, array $given): mixed
        {
            [$verb, $column] = explode('_', $name, 2);
            if ($verb === 'set') {
                $this->$column = $given[0];
                return null;
            }
            return $verb === 'get' ? $this->$column ?? null : throw new \BadMethodCallException($name);
        }

        public function _get_original(): ?array
        {
            return $this->_original;
        }

        public function get_id(): int
        {
            return (int) $this->id;
        }

        public function set_skip_validation(bool $skip): void
        {
            $this->skip = $skip;
        }

        public function get_hash(): string
        {
            return substr(sha1($this->kind() . $this->id), 0, 12);
        }

        public function delete(): bool
        {
            global $wpdb;
            $deleted = $wpdb->delete($wpdb->base_prefix . "wu_{$this->kind()}s", ['id' => $this->get_id()]) === 1;
            do_action("wu_{$this->kind()}_post_delete", $deleted, $this);
            return $deleted;
        }

        abstract public function kind(): string;

        /** True where something was written, which is not where nothing was left to write. */
        public function save(): bool|\WP_Error
        {
            global $wpdb;
            $table = $wpdb->base_prefix . "wu_{$this->kind()}s";
            $raw = $this->values();
            $data = apply_filters("wu_{$this->kind()}_pre_save", array_map('maybe_serialize', $raw), $raw, $this);
            $found = (array) $wpdb->get_row($wpdb->prepare("SELECT * FROM {$table} WHERE id = %d", $this->get_id()), ARRAY_A);
            $changed = array_filter($data, static fn (mixed $value, string $name): bool => array_key_exists($name, $found) && (string) $value !== (string) $found[$name], ARRAY_FILTER_USE_BOTH);
            $saved = $changed !== [] && $wpdb->update($table, $changed, ['id' => $this->get_id()]) !== false;
            foreach (array_intersect_key($saved ? $changed : [], ['status' => 1, 'plan_id' => 1]) as $name => $value) {
                do_action("wu_transition_{$this->kind()}_{$name}", $found[$name], $value, $this->get_id());
            }
            do_action('wu_model_post_save', $this->kind(), $data, $raw, $this);
            $this->tell($raw);
            do_action("wu_{$this->kind()}_post_save", $data, $this, false);
            return $saved;
        }

        /** An event of what differs from what was loaded. */
        private function tell(array $raw): void
        {
            global $wpdb;
            $told = array_diff_key($raw, array_flip(apply_filters('wu_exclude_transitions_keys', ['meta'])));
            $told = array_filter($told, fn (mixed $value, string $name): bool => $value != ($this->_original[$name] ?? null), ARRAY_FILTER_USE_BOTH);
            if ($told !== []) {
                foreach ($told as $name => $value) {
                    $told[$name] = ['old_value' => $this->_original[$name] ?? '', 'new_value' => $value];
                }
                $wpdb->insert($wpdb->base_prefix . 'wu_events', [
                    'severity' => 2, 'initiator' => 'system', 'author_id' => 0, 'object_type' => $this->kind(), 'slug' => 'changed',
                    'object_id' => $this->get_id(), 'payload' => serialize($told), 'date_created' => gmdate('Y-m-d H:i:s'),
                ]);
            }
        }
    }

    class Product extends Row
    {
        public function kind(): string
        {
            return 'product';
        }
    }

    class Payment extends Row
    {
        public function kind(): string
        {
            return 'payment';
        }

        public function has_line_items(): bool
        {
            return true;
        }

        public function get_membership(): ?Membership
        {
            return wu_get_membership((int) $this->membership_id) ?: null;
        }
    }

    class Customer extends Row
    {
        public function kind(): string
        {
            return 'customer';
        }
    }

    class Membership extends Row
    {
        protected array $gateway_info = [];

        public function __construct(array $values)
        {
            $values['amount'] = (float) $values['amount'];
            $values['auto_renew'] = (bool) $values['auto_renew'];
            $values['addon_products'] = maybe_unserialize($values['addon_products']);
            parent::__construct($values);
            $this->gateway_info = array_intersect_key($values, ['gateway' => 1, 'gateway_subscription_id' => 1]);
        }

        public function kind(): string
        {
            return 'membership';
        }

        public function set_amount(mixed $amount): void
        {
            $this->amount = (float) $amount;
        }

        public function set_auto_renew(mixed $auto_renew): void
        {
            $this->auto_renew = (bool) $auto_renew;
        }

        public function set_addon_products(mixed $addons): void
        {
            $this->addon_products = maybe_unserialize($addons);
        }

        /** A gateway that is left cancels; one that stays is asked first where its bills would change. */
        public function save(): bool|\WP_Error
        {
            if ($this->status === 'cancelled') {
                $this->gateway = $this->gateway_customer_id = $this->gateway_subscription_id = '';
                $this->auto_renew = false;
            }
            $gateway = wu_get_gateway($this->gateway_info['gateway'] ?? '');
            $isLeft = ($this->gateway_info['gateway'] ?? '') !== $this->gateway;
            if ($gateway && $isLeft) {
                $gateway->process_cancellation(clone $this, null);
            }
            $asked = array_diff_assoc($this->bill(), $this->bill($this->_original));
            $answer = $gateway && !$isLeft && $asked !== [] ? $gateway->process_membership_update($this, null) : true;
            return is_wp_error($answer) ? $answer : parent::save();
        }

        public function renew(bool $autoRenew = false, string $status = ''): bool
        {
            $this->date_expiration = gmdate('Y-m-d H:i:s', strtotime("{$this->date_expiration} +{$this->duration} {$this->duration_unit}"));
            $this->date_renewed = gmdate('Y-m-d H:i:s');
            $this->times_billed++;
            $this->status = $status ?: $this->status;
            $this->auto_renew = $autoRenew;
            return $this->save();
        }

        public function get_customer(): Customer
        {
            return new Customer(['id' => $this->customer_id]);
        }

        private function bill(?array $values = null): array
        {
            $values ??= $this->values();
            return array_map('maybe_serialize', array_intersect_key($values, array_flip(['plan_id', 'addon_products', 'amount', 'duration', 'duration_unit'])));
        }

        public function cancel(string $reason = ''): void
        {
            if ($this->status !== 'cancelled') {
                $this->status = 'cancelled';
                $this->date_cancellation = gmdate('Y-m-d H:i:s');
                $this->save();
                do_action('wu_membership_post_cancel', $this->get_id(), $this);
            }
        }

        public function swap(\WP_Ultimo\Checkout\Cart $order): self
        {
            $this->plan_id = $order->plan_id;
            $this->amount = 999.0;
            return $this;
        }

        public function schedule_swap(\WP_Ultimo\Checkout\Cart $order, string $date): int
        {
            update_metadata('wu_membership', $this->get_id(), 'wu_swap_order', $order);
            update_metadata('wu_membership', $this->get_id(), 'wu_swap_scheduled_date', $date);
            return wu_schedule_single_action(strtotime($date), 'wu_async_membership_swap', ['membership_id' => $this->get_id()], 'membership');
        }

        public function get_scheduled_swap(): object|false
        {
            $order = get_metadata('wu_membership', $this->get_id(), 'wu_swap_order', true);
            $date = get_metadata('wu_membership', $this->get_id(), 'wu_swap_scheduled_date', true);
            return $order && $date ? (object) ['order' => $order, 'scheduled_date' => $date] : false;
        }
    }
}

namespace WP_Ultimo\Gateways {
    abstract class Base_Gateway
    {
        protected $id;

        public function get_id()
        {
            return $this->id;
        }

        abstract public function process_checkout($payment, $membership, $customer, $cart, $type);

        abstract public function process_cancellation($membership, $customer);

        abstract public function process_refund($amount, $payment, $membership, $customer);
    }
}

namespace WP_Ultimo\Checkout {
    /** A line of a payment. */
    class Line_Item
    {
        public function __construct(private array $told)
        {
        }

        public function get_id(): string
        {
            return (string) ($this->told['id'] ?? $this->told['hash'] ?? spl_object_id($this));
        }
    }

    /** What an order is before it is one. */
    class Cart
    {
        public \WP_Error $errors;
        public int $plan_id = 0;
        private ?object $membership = null;

        public function __construct(array $given)
        {
            $this->errors = new \WP_Error();
            $payment = wu_get_payment((int) ($given['payment_id'] ?? 0));
            $this->membership = $payment ? $payment->get_membership() : (wu_get_membership((int) ($given['membership_id'] ?? 0)) ?: null);
            $this->plan_id = (int) ($given['products'][0] ?? 0);
            do_action('wu_cart_after_setup', $this);
        }

        public function get_membership(): ?object
        {
            return $this->membership;
        }
    }
}

namespace {
    use WP_Ultimo\Checkout\Cart;
    use WP_Ultimo\Models\Customer;
    use WP_Ultimo\Models\Membership;
    use WP_Ultimo\Models\Payment;
    use WP_Ultimo\Models\Product;

    /** @return array<string, mixed>|null */
    function stand_in_row(string $table, int $id): ?array
    {
        global $wpdb;
        return $wpdb->get_row($wpdb->prepare("SELECT * FROM {$wpdb->base_prefix}{$table} WHERE id = %d", $id), ARRAY_A);
    }

    /** The object of that class whose hash this is. */
    function stand_in_hashed(callable $get, string $table, string $hash): object|false
    {
        global $wpdb;
        foreach ($wpdb->get_col("SELECT id FROM {$wpdb->base_prefix}{$table}") as $id) {
            $found = $get((int) $id);
            if ($found && $found->get_hash() === $hash) {
                return $found;
            }
        }
        return false;
    }

    function wu_get_membership($id): Membership|false
    {
        $row = stand_in_row('wu_memberships', (int) $id);
        return $row === null ? false : new Membership($row);
    }

    function wu_get_payment($id): Payment|false
    {
        $row = stand_in_row('wu_payments', (int) $id);
        return $row === null ? false : new Payment($row);
    }

    /** A payment's row of what is told of it; its lines are kept nowhere. */
    function wu_create_payment(array $told): Payment
    {
        global $wpdb;
        $columns = array_flip($wpdb->get_col("SHOW COLUMNS FROM {$wpdb->base_prefix}wu_payments"));
        $wpdb->insert($wpdb->base_prefix . 'wu_payments', array_filter(array_intersect_key($told, $columns), 'is_scalar'));
        $payment = wu_get_payment($wpdb->insert_id);
        do_action('wu_transition_payment_status', '', $payment->get_status(), $payment->get_id());
        return $payment;
    }

    function wu_get_customer($id): Customer|false
    {
        $row = stand_in_row('wu_customers', (int) $id);
        return $row === null ? false : new Customer($row);
    }

    function wu_get_product($id): Product|false
    {
        $row = stand_in_row('wu_products', (int) $id);
        return $row === null ? false : new Product($row);
    }

    function wu_get_membership_by_hash($hash): Membership|false
    {
        return stand_in_hashed('wu_get_membership', 'wu_memberships', (string) $hash);
    }

    function wu_get_payment_by_hash($hash): Payment|false
    {
        return stand_in_hashed('wu_get_payment', 'wu_payments', (string) $hash);
    }

    function wu_register_gateway($id, $title, $desc, $class, $hidden = false): bool
    {
        $GLOBALS['stand_in_gateways'][$id] = ['class_name' => $class, 'hidden' => $hidden];
        return true;
    }

    function wu_get_gateway($id): object|false
    {
        $found = $GLOBALS['stand_in_gateways'][$id] ?? null;
        return $found ? new $found['class_name']() : false;
    }

    function wu_get_gateways(): array
    {
        return $GLOBALS['stand_in_gateways'];
    }

    function wu_schedule_single_action($when, $hook, $given = [], $group = ''): int
    {
        $done = apply_filters('pre_as_schedule_single_action', null, $when, $hook, $given, $group, 10, false);
        $GLOBALS['stand_in_scheduled'][] = $done === null ? [$hook, $given] : null;
        return $done ?? count($GLOBALS['stand_in_scheduled']);
    }

    /** The invoice of the next term: a pending payment, the membership on hold, a mail. */
    function stand_in_invoice($id): void
    {
        global $wpdb;
        $membership = wu_get_membership($id);
        $wpdb->insert($wpdb->base_prefix . 'wu_payments', [
            'customer_id' => $membership->get_customer_id(), 'membership_id' => $id, 'parent_id' => 0, 'product_id' => $membership->get_plan_id(),
            'currency' => $membership->get_currency(), 'subtotal' => $membership->get_amount(), 'total' => $membership->get_amount(),
            'status' => 'pending', 'gateway' => $membership->get_gateway(), 'date_created' => gmdate('Y-m-d H:i:s'), 'date_modified' => gmdate('Y-m-d H:i:s'),
        ]);
        $membership->set_status('on-hold');
        $membership->save();
        wp_mail('owner@example.org', 'Your invoice', 'Pay now.');
    }

    /** What is due by its clock: an invoice three days before the end, unless the end is long over; three days later, expiry. */
    function stand_in_check(): void
    {
        global $wpdb;
        $rows = "SELECT id FROM {$wpdb->base_prefix}wu_memberships WHERE auto_renew = 0";
        $invoiced = "{$rows} AND status = 'active' AND date_expiration BETWEEN UTC_DATE() - INTERVAL 1 DAY AND UTC_TIMESTAMP() + INTERVAL 3 DAY";
        foreach ($wpdb->get_col($invoiced) as $id) {
            do_action('wu_async_create_renewal_payment', (int) $id);
        }
        foreach ($wpdb->get_col("{$rows} AND status IN ('active', 'on-hold') AND date_expiration <= UTC_TIMESTAMP() - INTERVAL 3 DAY") as $id) {
            do_action('wu_async_mark_membership_as_expired', (int) $id);
        }
    }

    function stand_in_expire($id): void
    {
        $membership = wu_get_membership($id);
        $membership->set_status('expired');
        $membership->save();
    }

    function stand_in_swap($id): void
    {
        global $wpdb;
        $membership = wu_get_membership($id);
        $swap = $membership->get_scheduled_swap();
        if ($swap) {
            $wpdb->query('START TRANSACTION');
            $saved = $membership->swap($swap->order)->save();
            $wpdb->query(is_wp_error($saved) ? 'ROLLBACK' : 'COMMIT');
        }
    }

    function stand_in_modal(): void
    {
        echo '<form>Cancel this package</form>';
        exit;
    }

    function stand_in_modal_sent(): void
    {
        $membership = wu_get_membership_by_hash($_REQUEST['membership']);
        $membership->schedule_swap(new Cart(['membership_id' => $membership->get_id(), 'products' => [$membership->get_plan_id()]]), '2030-01-01 00:00:00');
        wp_send_json_success();
    }

    /** The edit form of the network admin, which posts every field as it was when the page was shown. */
    function stand_in_edit_screen(): void
    {
        $membership = wu_get_membership($_GET['id'] ?? 0);
        $fields = ['status', 'amount', 'duration', 'duration_unit', 'gateway', 'gateway_customer_id', 'gateway_subscription_id', 'date_expiration', 'auto_renew'];
        if (isset($_POST['saving_membership']) && check_admin_referer('saving_membership', '_wpultimo_nonce')) {
            foreach ($fields as $field) {
                $membership->{"set_{$field}"}(wp_unslash($_POST[$field] ?? '') ?: null);
            }
            $saved = $membership->save();
            if (!is_wp_error($saved)) {
                wp_safe_redirect(add_query_arg('updated', 1));
                exit;
            }
            $GLOBALS['stand_in_refused'] = $saved->get_error_message();
        }
    }

    function stand_in_edit_form(): void
    {
        $membership = wu_get_membership($_GET['id'] ?? 0);
        foreach (apply_filters('wu_membership_options_sections', [], $membership) as $section) {
            echo wp_kses_post($section['title'] . ': ' . implode(' ', array_column($section['fields'], 'desc')));
        }
        printf('<div class="notice">%s</div><form method="post">', esc_html($GLOBALS['stand_in_refused'] ?? ''));
        wp_nonce_field('saving_membership', '_wpultimo_nonce');
        echo '<input name="saving_membership" value="1" />';
        foreach (['status', 'amount', 'duration', 'duration_unit', 'gateway', 'gateway_customer_id', 'gateway_subscription_id', 'date_expiration', 'auto_renew'] as $field) {
            printf('<input name="%s" value="%s" />', $field, esc_attr((string) $membership->{"get_{$field}"}()));
        }
        echo '</form>';
    }

    /** What a program sets on a membership: the object, or why it was not saved. */
    function stand_in_set(int $id, array $given, string $failed): array|\WP_Error
    {
        $membership = wu_get_membership($id);
        foreach ($given as $name => $value) {
            $membership->{"set_{$name}"}($value);
        }
        $saved = $membership->save();
        return $saved === true ? ['id' => $id] : (is_wp_error($saved) ? $saved : new WP_Error($failed, 'Something went wrong.'));
    }

    add_action('rest_api_init', static function (): void {
        register_rest_route('wu/v2', '/membership/(?P<id>[\d]+)', ['methods' => 'PUT', 'permission_callback' => '__return_true', 'callback' => static fn (WP_REST_Request $request) => stand_in_set((int) $request['id'], json_decode($request->get_body(), true), 'wu_rest_membership')]);
    });

    /** An assistant's tool, as the API for such tools registers and calls one. */
    function stand_in_tool(array $given): mixed
    {
        $tool = apply_filters('wp_register_ability_args', ['execute_callback' => static fn (array $given) => stand_in_set($given['id'], array_diff_key($given, ['id' => 1]), 'wu_membership_save_failed')], 'multisite-ultimate/membership-update-item');
        return $tool['execute_callback']($given);
    }

    add_action('muplugins_loaded', static function (): void {
        global $wpdb;
        $wpdb->wu_membershipmeta = $wpdb->base_prefix . 'wu_membershipmeta';
    });
    add_action('plugins_loaded', static function (): void {
        do_action('wu_register_gateways');
        if (isset($_REQUEST['wu-ajax'])) { // its light ajax: nothing after plugins_loaded is waited for
            do_action('wu_ajax_' . sanitize_key($_REQUEST['action']));
            exit;
        }
    }, 20);
    add_action('wu_ajax_wu_form_display', 'stand_in_modal');
    add_action('wu_ajax_wu_form_handler', 'stand_in_modal_sent');
    add_action('wu_ajax_wu_create_order', static function (): void {
        $cart = new Cart(wp_unslash($_POST));
        wp_send_json_success(['order' => ['errors' => $cart->errors->get_error_messages(), 'plan' => $cart->plan_id]]);
    });
    /** The last step of its checkout: the order of a payment is carried out. */
    add_action('template_redirect', static function (): void {
        if (($_POST['checkout_action'] ?? '') === 'wu_checkout') {
            do_action('wu_checkout_before_process_checkout', new class {
                public function request_or_session(string $name): mixed
                {
                    return $_REQUEST[$name] ?? false;
                }
            });
            $payment = wu_get_payment((int) $_POST['payment_id']);
            $payment->set_status('completed');
            $payment->save();
            $payment->get_membership()->swap(new Cart(['membership_id' => $payment->get_membership_id(), 'products' => [3]]))->save();
            exit('Thank you');
        }
    });
    add_action('wu_membership_check', 'stand_in_check');
    add_action('wu_async_create_renewal_payment', 'stand_in_invoice');
    add_action('wu_async_mark_membership_as_expired', 'stand_in_expire');
    add_action('wu_async_membership_swap', 'stand_in_swap');
    add_action('wu_transition_membership_status', static function ($old, $new, $id): void {
        $membership = $new === 'cancelled' ? wu_get_membership($id) : false;
        if ($membership) { // the day is noted by a second save
            $membership->set_date_cancellation(gmdate('Y-m-d H:i:s'));
            $membership->save();
        }
    }, 10, 3);
    add_action('admin_menu', static function (): void {
        add_submenu_page('wp-ultimo', 'Checkout', 'Checkout', 'read', 'wu-checkout', static fn () => print 'The other checkout');
    });
    /** A product's screen: one field of its own, and whatever stands in its sections. */
    function stand_in_product_screen(): void
    {
        $product = wu_get_product($_GET['id'] ?? 0);
        if (isset($_POST['saving_product']) && check_admin_referer('saving_product', '_wpultimo_nonce')) {
            $product->set_name(sanitize_text_field(wp_unslash($_POST['name'])));
            $product->save();
            wp_safe_redirect(add_query_arg('updated', 1));
            exit;
        }
    }

    function stand_in_product_form(): void
    {
        $product = wu_get_product($_GET['id'] ?? 0);
        $sections = ['ups-and-downs' => ['title' => 'Up & Downgrades', 'desc' => '', 'fields' => ['list_order' => ['type' => 'number', 'title' => 'Order', 'desc' => '', 'value' => $product->get_list_order()]]]];
        echo '<form method="post"><input name="saving_product" value="1" />';
        wp_nonce_field('saving_product', '_wpultimo_nonce');
        printf('<input name="name" value="%s" />', esc_attr($product->get_name()));
        foreach (apply_filters('wu_product_options_sections', $sections, $product) as $section) {
            printf('<h2>%s</h2>', esc_html($section['title']));
            foreach ($section['fields'] as $name => $field) {
                echo '<p>' . esc_html($field['title'] ?? '') . ' ' . wp_kses_post($field['desc'] ?? '') . '</p>';
                if ($field['type'] === 'select') {
                    printf('<select name="%s">', esc_attr($name));
                    foreach ($field['options'] as $value => $label) {
                        printf('<option value="%s"%s>%s</option>', esc_attr($value), selected($value, $field['value'], false), esc_html($label));
                    }
                    echo '</select>';
                } elseif ($field['type'] === 'toggle') {
                    printf('<input type="checkbox" name="%s" value="1"%s />', esc_attr($name), checked('1', (string) $field['value'], false));
                } elseif (in_array($field['type'], ['text', 'number'], true)) {
                    printf('<input name="%s" value="%s" />', esc_attr($name), esc_attr((string) $field['value']));
                }
            }
        }
        echo '</form>';
    }

    /** The owners' Account, on customers' sites: boxes, and a hook after they are registered. */
    function stand_in_account(): void
    {
        foreach (['current-membership' => 'normal', 'invoices' => 'side', 'billing-info' => 'side'] as $box => $place) {
            add_meta_box("wp-ultimo-{$box}-element", "Box {$box}", static fn () => null, get_current_screen()->id, $place, 'high');
        }
        do_action('wu_page_account_register_widgets', 'account', 'toplevel_page_account', null);
    }

    add_filter('user_has_cap', static function (array $all, array $caps, array $args, \WP_User $user): array {
        global $wpdb;
        if (in_array('wu_manage_membership', $caps, true) && !empty($all['manage_options'])) {
            $all['wu_manage_membership'] = (bool) $wpdb->get_var($wpdb->prepare("SELECT 1 FROM {$wpdb->base_prefix}wu_customers WHERE user_id = %d", $user->ID));
        }
        return $all;
    }, 10, 4);
    add_action('admin_menu', static function (): void {
        if (get_site_meta(get_current_blog_id(), 'wu_type', true) === 'customer_owned') {
            $hook = add_menu_page('Account', 'Account', 'wu_manage_membership', 'account', static function (): void {
                do_meta_boxes(get_current_screen(), 'normal', null);
                do_meta_boxes(get_current_screen(), 'side', null);
            }, 'dashicons-email', 101010101);
            add_action("load-{$hook}", 'stand_in_account', 20);
        }
    });
    add_action('network_admin_menu', static function (): void {
        $hook = add_submenu_page('', 'Product', 'Product', 'manage_network', 'wp-ultimo-edit-product', 'stand_in_product_form');
        add_action("load-{$hook}", 'stand_in_product_screen');
        $hook = add_submenu_page('', 'Membership', 'Membership', 'manage_network', 'wp-ultimo-edit-membership', 'stand_in_edit_form');
        add_action("load-{$hook}", 'stand_in_edit_screen');
    });
}
