<?php
/**
 * A stand-in of WP-CLI's classes, as far as the commands use them: data on standard output, the rest remembered as what
 * it would write to standard error; what ends a command is thrown.
 */

declare(strict_types=1);

// phpcs:disable PSR1, Squiz.Classes.ValidClassName -- its names are WP-CLI's

namespace {
    final class WP_CLI
    {
        /** @var list<string> */
        public static array $said = [];

        /** @var array<string, string> */
        public static array $commands = [];

        public static bool $agrees = true;

        public static function add_command(string $name, string $class): void
        {
            self::$commands[$name] = $class;
        }

        public static function error(string $words, bool $ends = true): void
        {
            self::$said[] = $words;
            if ($ends) {
                self::halt(1);
            }
        }

        public static function halt(int $code): never
        {
            throw new RuntimeException("ended with {$code}");
        }

        public static function confirm(string $question, array $named): void
        {
            self::$said[] = $question;
            if (!isset($named['yes']) && !self::$agrees) {
                self::halt(0);
            }
        }
    }
}

namespace WP_CLI {
    final class Formatter
    {
        public function __construct(private array &$named, private array $fields)
        {
        }

        public function display_item(array $item): void
        {
            echo isset($this->named['field']) ? $item[$this->named['field']] : json_encode($item, JSON_UNESCAPED_UNICODE);
        }

        public function display_items(array $items): void
        {
            $fields = array_flip($this->fields);
            echo json_encode(array_map(static fn (mixed $item): mixed => is_array($item) ? array_intersect_key($item, $fields) : $item, $items), JSON_UNESCAPED_UNICODE);
        }
    }
}
