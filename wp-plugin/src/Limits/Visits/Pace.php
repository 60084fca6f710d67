<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Visits;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** When a site's visits reach the limit if they go on as in the last days. The month and its days are those of UTC. */
final class Pace
{
    /** So many days before today tell the pace; a site that was not visited before tells it from its first day on. */
    private const DAYS = 7;

    /** @param array<string, int> $days visits by day, `YYYYMMDD`; `$now` is seconds since 1970 */
    public function __construct(private readonly array $days, private readonly int $now)
    {
    }

    public static function of(int $blogId): self
    {
        global $wpdb;
        $from = "LEAST(DATE_FORMAT(UTC_DATE(), '%%Y-%%m-01'), UTC_DATE() - INTERVAL " . self::DAYS . ' DAY)';
        return new self(Counter::days($blogId, $from), (int) $wpdb->get_var('SELECT UNIX_TIMESTAMP()'));
    }

    /** Visits of the calendar month until now. */
    public function used(): int
    {
        $month = gmdate('Ym', $this->now);
        return (int) array_sum(array_filter($this->days, static fn (int|string $day): bool => str_starts_with((string) $day, $month), ARRAY_FILTER_USE_KEY));
    }

    /** When the limit is reached at this pace, in seconds since 1970; null where that is not in this month, or it is reached. */
    public function reaches(int|float $allowed): ?int
    {
        $left = $allowed - $this->used();
        $perSecond = $this->perSecond();
        if ($left <= 0 || $perSecond <= 0.0) {
            return null;
        }
        $at = $this->now + (int) ceil($left / $perSecond);
        return $at < $this->nextMonth() ? $at : null;
    }

    /** The forecast in words; '' where there is none. */
    public function sentence(int|float $allowed): string
    {
        $at = $this->reaches($allowed);
        /* translators: %s: a date */
        return $at === null ? '' : sprintf(__('At this pace the limit is reached on %s.', 'plan-bridge'), Format::date(gmdate('Y-m-d\T12:00:00\Z', $at)));
    }

    /** The first moment of the next month. */
    public function nextMonth(): int
    {
        return (int) strtotime(gmdate('Y-m-01', $this->now) . ' +1 month UTC');
    }

    private function perSecond(): float
    {
        $today = (int) strtotime(gmdate('Y-m-d', $this->now) . ' UTC');
        $first = gmdate('Ymd', $today - self::DAYS * DAY_IN_SECONDS);
        $recent = array_filter($this->days, static fn (int|string $day): bool => (string) $day >= $first, ARRAY_FILTER_USE_KEY);
        if ($recent === []) {
            return 0.0;
        }
        $since = (int) strtotime(min(array_map('strval', array_keys($recent))) . ' UTC');
        return array_sum($recent) / max(HOUR_IN_SECONDS, $this->now - $since);
    }
}
