<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * A limit that says no: which one, and the sentence that a person reads. The sentence is plain text.
 *
 * What was refused is carried over the redirect of a wp-admin screen to the notice on the next page: the address has the
 * name of the limit and nothing else, and the notice makes its sentence from the limit as it is then, so nobody can put
 * words into it with a forged address.
 */
final class Refusal
{
    /** In front of a limit's name: it could not be read. */
    private const UNREAD = 'unread';

    /** @var array<string, self> what was refused in this request, by the name of the limit */
    private static array $noted = [];

    /** The post that was kept as a draft, when it has a number. */
    public int $post = 0;

    /** @param string $limit such as `post_types.post`, `disk_space`, `users.editor`, `sites` */
    public function __construct(public readonly string $limit, public readonly string $text)
    {
    }

    /** Why one more of a post type cannot be published, or nobody more get a role: `post_types.page`, `users.editor`. */
    public static function sentence(string $limit, Allowance $allowance, int $used, int $invited = 0): string
    {
        if (!$allowance->isKnown) {
            return Messages::forCode('limits_unread');
        }
        [$module, $of] = explode('.', $limit, 2);
        $most = (int) $allowance->limit;
        $what = LimitTable::label($module, $of);
        $number = number_format_i18n($most);
        $counted = Words::table('names')['counted'][$of] ?? null;
        [$code, $allowed, $count] = match (true) {
            !$allowance->allowed => ["{$module}_not_included", '', 1],
            $module === 'users' => [$invited > 0 ? 'users_full_invited' : 'users_full', $number, $most],
            $counted === null => ['post_types_full', "{$number} × {$what}", $used],
            default => [$of === 'attachment' ? 'attachment_full' : 'post_types_full', sprintf(translate_nooped_plural($counted, $most, 'plan-bridge'), $number), $used],
        };
        $used = number_format_i18n($used);
        return Messages::forCode($code, ['what' => $what, 'allowed' => $allowed, 'used' => $used, 'invited' => number_format_i18n($invited)], $count);
    }

    /**
     * Of disk space; all in bytes. `$code` is one of the words for a full disk; `$size` is what the file takes, where that is
     * known, with what WordPress makes of it where it is a picture.
     */
    public static function ofSpace(string $code, float $allowed, float $used, int $size = 0): self
    {
        return new self('disk_space', Messages::forCode($code, ['allowed' => Format::bytes($allowed), 'used' => Format::bytes($used), 'size' => Format::bytes($size)]));
    }

    /** Of whatever is limited, where nobody can tell how. */
    public static function unread(string $limit): self
    {
        return new self($limit, Messages::forCode('limits_unread'));
    }

    /** The answer of REST. Plain: with HTML in it the block editor drops the whole message. */
    public function error(): WP_Error
    {
        return new WP_Error('plan_bridge_limit_reached', $this->text, ['status' => 403, 'limit' => $this->limit]);
    }

    /** Ends the request with the sentence and HTTP 403. Only where carrying on would look like success. */
    public function stop(): never
    {
        wp_die(esc_html($this->text), '', ['response' => 403, 'back_link' => true]);
        exit;
    }

    /** The whole of what a person reads of a post that was kept: why, where it is, and what can be done about it. */
    public function kept(): string
    {
        return trim(implode(' ', [$this->text, __('What you wrote is kept as a draft.', 'plan-bridge'), self::way()]));
    }

    /** What somebody can do about a limit; '' where nobody can tell what holds: no larger plan changes that. */
    public static function way(): string
    {
        if (self::isUnread()) {
            return '';
        }
        return Owner::mayChoosePlan()
            ? __('A larger plan is chosen on the page Account, under Change.', 'plan-bridge')
            : __('The owner of the site can choose a larger plan.', 'plan-bridge');
    }

    private static function isUnread(): bool
    {
        return Quota::isUnread(get_current_blog_id());
    }

    public static function note(self $refusal): void
    {
        self::$noted[$refusal->limit] = $refusal;
        do_action('plan_bridge_refused', $refusal->limit, $refusal->text);
    }

    /** The last of what was refused since this was asked before; null where that is nothing. */
    public static function taken(): ?self
    {
        $last = end(self::$noted) ?: null;
        self::$noted = [];
        return $last;
    }

    /** Why that post was kept as a draft since this was asked before. */
    public static function takenOf(int $post): ?self
    {
        $its = array_filter(self::$noted, static fn (self $refusal): bool => $post > 0 && $refusal->post === $post);
        self::$noted = array_diff_key(self::$noted, $its);
        return array_values($its)[0] ?? null;
    }

    /** Filter `wp_redirect`: bulk edits, untrash, and every other screen that redirects after it acted. */
    public static function onRedirect(mixed $location): mixed
    {
        $isScreen = self::$noted !== [] && is_admin() && !wp_doing_ajax() && is_string($location);
        return $isScreen ? self::onto($location, array_keys(self::$noted)) : $location;
    }

    /** Filter `redirect_post_location`: WordPress 6.1 would say "Post published." of what became a draft. */
    public static function onPostRedirect(mixed $location): mixed
    {
        return self::$noted !== [] && is_string($location) ? add_query_arg('message', 10, $location) : $location;
    }

    /** Back to a screen of wp-admin, which shows the sentence. */
    public function back(string $screen): never
    {
        self::note($this);
        wp_safe_redirect(self::onto(admin_url($screen), [$this->limit]));
        exit;
    }

    private static function onto(string $location, array $limits): string
    {
        $limits = self::isUnread() ? array_map(static fn (string $limit): string => self::UNREAD . ".{$limit}", $limits) : $limits; // the next page may read them
        return add_query_arg(Plugin::REFUSED, rawurlencode(implode(',', $limits)), $location);
    }

    /** Action `admin_notices`. */
    public static function show(): void
    {
        $asked = sanitize_text_field(SentText::of($_GET, Plugin::REFUSED));
        foreach (array_slice(array_filter(explode(',', $asked)), 0, 5) as $limit) {
            [$module, $of] = explode('.', $limit, 2) + [1 => ''];
            if ($module === self::UNREAD) {
                $kept = str_starts_with($of, 'post_types.') ? ' ' . __('What you wrote is kept as a draft.', 'plan-bridge') : '';
                View::render('limits-notice', ['text' => Messages::forCode('limits_unread') . $kept, 'link' => '']);
                continue;
            }
            $ofPlugins = $module === 'plugins' ? Software::sentence($of) : '';
            if ($ofPlugins !== '') {
                View::render('limits-notice', ['text' => $ofPlugins . ' ' . self::way(), 'link' => self::link()]);
            }
            $allowance = in_array($module, ['post_types', 'users'], true) ? Quota::current()?->limit($limit) : null;
            if (!$allowance?->restricts()) {
                continue;
            }
            $isPost = $module === 'post_types';
            [$used, $invited] = $isPost ? [PostLimit::used($of), 0] : [Users::used($of), Invitations::to($of)];
            $refusal = new self($limit, self::sentence($limit, $allowance, $used, $invited));
            $text = $isPost ? $refusal->kept() : $refusal->text . ' ' . self::way();
            View::render('limits-notice', ['text' => $text, 'link' => self::link()]);
        }
    }

    /** A link to the page Change for those who can use it, as HTML; '' for others. */
    public static function link(): string
    {
        $html = '<a href="%s">%s</a>';
        return !self::isUnread() && Owner::mayChoosePlan() ? sprintf($html, esc_url(Menu::change()), esc_html__('Change plan', 'plan-bridge')) : '';
    }
}
