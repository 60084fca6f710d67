<?php

// What the tests of settled payments need of the other plugin, by its names.

declare(strict_types=1);

namespace WP_Ultimo\Checkout {

    if (!class_exists(Line_Item::class)) {
        /** What the tests need of the other plugin's line: attributes by name, an id made of type and hash. */
        final class Line_Item
        {
            public function __construct(public array $told)
            {
            }

            public function get_id(): string
            {
                return 'LN_' . strtoupper($this->told['type']) . '_' . $this->told['hash'];
            }
        }
    }
}

namespace {

    if (!function_exists('wu_create_payment')) {
        /** @return object the payment with its id, written as the other plugin would */
        function wu_create_payment(array $told): object
        {
            global $wpdb;
            $GLOBALS['plan_bridge_test_payments'][] = $told;
            $row = array_diff_key($told, ['line_items' => 1, 'skip_validation' => 1, 'date_created' => 1]);
            $wpdb->insert($wpdb->base_prefix . 'wu_payments', $row);

            return wu_get_payment((int) $wpdb->insert_id);
        }

        function wu_get_payment(int $id): object
        {
            return new class ($id) {
                public function __construct(private readonly int $id)
                {
                }

                public function get_id(): int
                {
                    return $this->id;
                }

                public function has_line_items(): bool
                {
                    return true;
                }

                /** @var array<string, mixed> what is written when it is saved */
                private array $columns = [];

                public function set_skip_validation(bool $skips): void
                {
                }

                public function set_status(string $status): void
                {
                    $this->columns['status'] = $status;
                }

                public function set_refund_total(float $total): void
                {
                    $this->columns['refund_total'] = $total;
                }

                public function save(): bool
                {
                    global $wpdb;
                    return $wpdb->update($wpdb->base_prefix . 'wu_payments', $this->columns, ['id' => $this->id]) !== false;
                }
            };
        }
    }
}
