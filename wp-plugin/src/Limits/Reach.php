<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/**
 * Asks sites beside each other: as many at once as makes more of them answer in a second, and no more of a domain for which
 * nobody answers, nor of any where nobody at all does.
 */
final class Reach
{
    /** Sites that are asked at once, and seconds that one may take, and until somebody is there. */
    private const LEAST = 3;
    private const MOST = 12;
    private const PATIENCE = 10;
    private const CONNECTING = 3;

    /** So many in a row for which nobody answers, of a domain and of all, are enough; fewer where nobody answered before. */
    private const ENOUGH = [6, 24];
    private const ENOUGH_AGAIN = [2, 6];

    /** What a server says whose PHP does not answer, or that is being put in order. */
    private const NOBODY = [502, 503, 504];

    /** What sites of all domains are counted under. */
    public const ANY = '';

    private int $width = self::LEAST;
    private float $rate = 0.0;

    /** @var array<string, int> how many in a row nobody answered for, by domain */
    private array $inARow = [];

    public function __construct(private readonly bool $isFirstPass)
    {
    }

    /** How many are to be asked next. */
    public function width(): int
    {
        return $this->width;
    }

    /**
     * Makes a request to the wp-admin of each; what they answer is of no matter, their rows tell. One that is deleted is not asked.
     *
     * @param list<int> $blogIds
     * @return list<int> those for which nobody answered
     */
    public function ask(array $blogIds): array
    {
        $requests = $domains = [];
        foreach ($blogIds as $blogId) {
            $site = get_site($blogId);
            if ($site !== null) {
                $domains[$blogId] = (string) $site->domain;
                $requests[$blogId] = ['url' => get_admin_url($blogId, 'admin-ajax.php'), 'type' => 'POST', 'data' => ['action' => Plugin::CARRY_OUT]];
            }
        }
        $begun = microtime(true);
        $silent = array_keys(array_filter(self::answers($requests), self::isNobody(...)));
        foreach ($domains as $blogId => $domain) {
            $isSilent = in_array($blogId, $silent, true);
            foreach ([self::ANY, $domain] as $of) {
                $this->inARow[$of] = $isSilent ? ($this->inARow[$of] ?? 0) + 1 : 0;
            }
        }
        if ($silent === [] && count($requests) === $this->width) {
            $this->tune($this->width / max(0.001, microtime(true) - $begun));
        }
        return $silent;
    }

    /** A domain of which no more are to be asked, `ANY`: of none; null: all may be. Each is told once. */
    public function givenUp(): ?string
    {
        [$ofDomain, $ofAll] = $this->isFirstPass ? self::ENOUGH : self::ENOUGH_AGAIN;
        foreach ($this->inARow as $domain => $count) {
            if ($count >= ($domain === self::ANY ? $ofAll : $ofDomain)) {
                unset($this->inARow[$domain]);
                return (string) $domain;
            }
        }
        return null;
    }

    /** More at once while more answer in a second for it; fewer where fewer do: they wait for each other, and visitors with them. */
    private function tune(float $rate): void
    {
        /** How many sites one request of the network asks at once at most; a network of many web servers may allow more. */
        $most = max(self::LEAST, (int) apply_filters('plan_bridge_sites_asked_at_once', self::MOST));
        if ($rate > 1.15 * $this->rate) {
            $this->width = min($most, (int) ceil(1.5 * $this->width));
        } elseif ($rate < 0.85 * $this->rate) {
            $this->width = max(self::LEAST, intdiv($this->width, 2));
        }
        $this->rate = $rate;
    }

    /**
     * @param array<int, array<string, mixed>> $requests by blog id
     * @return array<int, object> answers and failures by blog id
     */
    private static function answers(array $requests): array
    {
        $verify = (bool) apply_filters('https_local_ssl_verify', false); // as WordPress asks itself
        $options = ['timeout' => self::PATIENCE, 'connect_timeout' => self::CONNECTING, 'follow_redirects' => false, 'verify' => $verify, 'verifyname' => $verify];
        $class = class_exists('WpOrg\Requests\Requests') ? 'WpOrg\Requests\Requests' : 'Requests'; // its name before WordPress 6.2
        return $requests === [] ? [] : $class::request_multiple($requests, $options);
    }

    private static function isNobody(object $answer): bool
    {
        return !isset($answer->status_code) || in_array((int) $answer->status_code, self::NOBODY, true);
    }
}
