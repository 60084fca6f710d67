<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/** One thing that only PHP can do. */
final class Row
{
    /** @param array<string, mixed> $payload */
    private function __construct(
        public readonly int $id,
        public readonly string $topic,
        public readonly ?int $blogId,
        public readonly array $payload,
        public readonly int $attempts,
    ) {
    }

    /** @param array<string, mixed> $columns as the database gives them */
    public static function fromColumns(array $columns): self
    {
        $payload = json_decode((string) $columns['payload'], true);
        $blog = $columns['blog_id'] ?? (is_array($payload) ? $payload['blog_id'] ?? null : null);
        return new self(
            (int) $columns['id'],
            (string) $columns['topic'],
            $blog === null ? null : (int) $blog,
            is_array($payload) ? $payload : [],
            (int) $columns['attempts']
        );
    }

    /**
     * A list of ids in the payload; what is not a positive number is left out.
     *
     * @return list<int>
     */
    public function ids(string $name): array
    {
        $value = $this->payload[$name] ?? [];
        $ids = array_map('intval', array_filter(is_array($value) ? $value : [$value], 'is_numeric'));
        return array_values(array_filter($ids, static fn (int $id): bool => $id > 0));
    }
}
