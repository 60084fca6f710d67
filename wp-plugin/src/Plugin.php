<?php

declare(strict_types=1);

namespace PlanBridge;

defined('ABSPATH') || exit;

/**
 * The one table of hooks.
 *
 * Each area lists its rows in its `Hooks` class: `[hook, class, method, priority, accepted arguments]`. Actions and
 * filters are the same thing to WordPress. A handler is made when its first hook fires, once per request.
 */
final class Plugin
{
    public const VERSION = '0.1.0';

    /** Areas in the order in which their hooks are added. */
    private const AREAS = [
        Account\Hooks::class,
        Network\Hooks::class,
        Limits\Hooks::class,
        Access\Hooks::class,
        Sites\Hooks::class,
        Outbox\Hooks::class,
        Health\Hooks::class,
    ];

    /** @var array<class-string, object> handlers made in this request */
    private static array $handlers = [];

    public static function boot(): void
    {
        register_deactivation_hook(PLAN_BRIDGE_FILE, [Removal::class, 'deactivate']);
        add_action('init', [self::class, 'loadWords'], 1);
        foreach (self::AREAS as $area) {
            foreach ($area::rows() as [$hook, $class, $method, $priority, $arguments]) {
                add_filter($hook, self::lazily($class, $method), $priority, $arguments);
            }
        }
    }

    /** Translations of the plugin's own languages folder; WordPress' language packs come first. */
    public static function loadWords(): void
    {
        load_plugin_textdomain('plan-bridge', false, dirname(plugin_basename(PLAN_BRIDGE_FILE)) . '/languages');
    }

    /** Address of a file in assets/, with the version that makes browsers fetch it anew after an update. */
    public static function asset(string $name): string
    {
        return plugins_url('assets/' . $name, PLAN_BRIDGE_FILE);
    }

    /**
     * The handler object of a class, one per request.
     *
     * @template T of object
     * @param class-string<T> $class
     * @return T
     */
    public static function handler(string $class): object
    {
        return self::$handlers[$class] ??= new $class();
    }

    /** @param class-string $class */
    private static function lazily(string $class, string $method): callable
    {
        return static fn (mixed ...$arguments): mixed => self::handler($class)->$method(...$arguments);
    }
}
