<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Where a site's limits are said: by the products that its membership holds, by the membership, by the site. Read in one statement,
 * which sees one moment (product by product, one of 34 answers under writers mixed two), and added up here: nothing merged is stored.
 *
 * What is missing or cannot be read is named in `faults`; without a plan there are no limits to tell, which is not "none".
 */
final class Sources
{
    /** How many older revisions of a product are looked through for one that can be read. */
    private const REVISIONS = 20;

    /** @var array<string, mixed>|null what the plan says; null where that is not known */
    private ?array $plan = null;

    /** @var list<array{array<string, mixed>, int}> */
    private array $packages = [];

    /** @var list<array<string, mixed>> */
    private array $overrides = [];

    private int $planId = 0;

    private string $planName = '';

    /** @var list<array{string, int, string}> subject, its number, what is wrong with it */
    private array $faults = [];

    /** Whether the database did not answer what a product said before. */
    private bool $isUnread = false;

    /** @param list<object> $rows of one site, one for each product that its membership holds */
    private function __construct(private readonly array $rows)
    {
        $row = $rows[0];
        $this->addProducts();
        foreach ([['membership', $row->membership_id, $row->membership_own], ['site', $row->blog_id, $row->site_own]] as [$subject, $id, $own]) {
            $said = $own === null ? [] : Said::read($own);
            $said === null ? $this->faults[] = [$subject, (int) $id, 'said_unreadable'] : $this->overrides[] = $said;
        }
    }

    public static function ofSite(int $blogId): ?self
    {
        return self::ofSites([$blogId])[$blogId] ?? null;
    }

    /** @return ?array<int, self> by blog id, of the sites that a membership limits; null where they cannot be read */
    public static function ofSites(array $blogIds): ?array
    {
        $rows = $blogIds === [] ? [] : self::rows(array_map('intval', $blogIds));
        $sites = [];
        foreach ($rows ?? [] as $row) {
            $sites[(int) $row->blog_id][] = $row;
        }
        return $rows === null ? null : array_map(static fn (array $rows): self => new self($rows), $sites);
    }

    /** Whether anything of it was asked and not answered. */
    public function isUnread(): bool
    {
        return $this->isUnread;
    }

    /** Whether all of it was there and could be read. */
    public function isWhole(): bool
    {
        return $this->faults === [];
    }

    /** @return list<array{string, int, string}> subject, its number, what is wrong with it */
    public function faults(): array
    {
        return $this->faults;
    }

    /** The type that the shared data gives the site; '' where it gives none. */
    public function type(): string
    {
        return (string) $this->rows[0]->type;
    }

    /** The membership whose shared row is not the one that ours was made from; null where it is. */
    public function moved(): ?int
    {
        $row = $this->rows[0];
        return $row->is_now !== null && $row->made_from !== null && $row->is_now !== $row->made_from ? (int) $row->membership_id : null;
    }

    /** What Quota is made of; null where the plan is missing: an empty sum would be unlimited. */
    public function document(): ?array
    {
        $row = $this->rows[0];
        return $this->plan === null ? null : [
            'v' => 1,
            'plan' => ['id' => $this->planId, 'name' => $this->planName],
            'membership_id' => (int) $row->membership_id,
            'access' => ['open' => $row->closed === null, 'reason' => $row->closed],
            'applied' => $row->applied,
            'limits' => Effective::withGrace(Effective::limits($this->plan, $this->packages, $this->overrides), $this->grace()),
            'grace' => $this->grace() === [] ? null : ['until' => (string) $row->grace_until, 'limits' => $this->grace()],
        ];
    }

    /** What held before a change to less and goes on for some days; nothing where they are over. */
    private function grace(): array
    {
        $kept = json_decode((string) ($this->rows[0]->grace ?? ''), true);
        return is_array($kept) ? array_filter($kept, 'is_array') : [];
    }

    /** Sorts what is held into the plan and its packages. A lost package adds nothing; a lost plan leaves nothing to add to. */
    private function addProducts(): void
    {
        $plan = $this->planRow();
        if ($plan === null) {
            $this->faults[] = ['membership', (int) $this->rows[0]->membership_id, 'limits_missing'];
            return;
        }
        foreach ($this->rows as $row) {
            $said = $this->said($row);
            if ($row === $plan) {
                [$this->plan, $this->planId, $this->planName] = [$said, (int) $row->product_id, (string) $row->name];
            } elseif ($said !== null) {
                $this->packages[] = [$said, (int) $row->quantity];
            }
        }
    }

    /** The holding that is the plan: the one that the shared row names, unless that was written since; else the one of that kind. */
    private function planRow(): ?object
    {
        $row = $this->rows[0];
        $isOfKind = static fn (object $held): bool => $held->kind === 'plan';
        $isNamed = static fn (object $held): bool => $held->product_id !== null && $held->product_id === $row->plan_id;
        foreach ($this->moved() !== null ? [$isOfKind, $isNamed] : [$isNamed, $isOfKind] as $is) {
            foreach (array_filter($this->rows, $is) as $held) {
                return $held;
            }
        }
        return null;
    }

    /** What a product says; where that cannot be read, what it said last that can. */
    private function said(object $row): ?array
    {
        $said = $row->limits === null ? null : Said::read($row->limits);
        if ($said === null) {
            $this->faults[] = ['product', (int) $row->product_id, $row->limits === null ? 'limits_missing' : 'said_unreadable'];
            return $row->limits === null ? null : $this->saidBefore((int) $row->product_id);
        }
        return $said;
    }

    private function saidBefore(int $productId): ?array
    {
        $sql = 'SELECT limits FROM ' . Network::table('bridge_product_limit_revisions') . ' WHERE product_id = %d ORDER BY revision DESC LIMIT %d';
        $rows = Network::fromPrimary(sprintf($sql, $productId, self::REVISIONS));
        $this->isUnread = $this->isUnread || $rows === null;
        foreach ($rows ?? [] as $row) {
            $said = Said::read($row->limits);
            if ($said !== null) {
                return $said;
            }
        }
        return null;
    }

    /**
     * Holdings are joined by the membership's own row: were it lost, they would be an empty sum.
     *
     * @param non-empty-list<int> $blogIds
     */
    private static function rows(array $blogIds): ?array
    {
        [$sites, $memberships, $holdings, $products, $shared] = array_map(
            Network::table(...),
            ['bridge_site_limits', 'bridge_membership_limits', 'bridge_holdings', 'bridge_product_limits', 'wu_memberships']
        );
        global $wpdb;
        $grace = ' CASE WHEN m.grace_until > UTC_TIMESTAMP(6) THEN m.grace END AS grace, m.grace_until,';
        $sql = "SELECT s.blog_id, s.membership_id, s.own AS site_own, s.applied, m.own AS membership_own,{$grace}"
            . ' CASE WHEN m.open_until IS NULL OR m.open_until <= UTC_TIMESTAMP() THEN m.closed END AS closed,'
            . ' h.product_id, h.quantity, p.kind, p.name, p.limits, w.plan_id,'
            . " LEFT(m.source_digest, 32) AS made_from, CASE WHEN w.id IS NOT NULL THEN LEFT(SHA2(CONCAT_WS('|', w.plan_id, w.status,"
            . " COALESCE(w.date_expiration, ''), COALESCE(w.addon_products, '')), 256), 32) END AS is_now,"
            . " (SELECT t.meta_value FROM {$wpdb->blogmeta} t WHERE t.blog_id = s.blog_id AND t.meta_key = 'wu_type' LIMIT 1) AS type"
            . " FROM {$sites} s LEFT JOIN {$memberships} m ON m.membership_id = s.membership_id"
            . " LEFT JOIN {$holdings} h ON h.membership_id = m.membership_id LEFT JOIN {$products} p ON p.product_id = h.product_id"
            . " LEFT JOIN {$shared} w ON w.id = s.membership_id"
            . ' WHERE s.blog_id IN (' . implode(', ', $blogIds) . ')';
        return Network::fromPrimary($sql, str_replace($grace, '', $sql));
    }
}
