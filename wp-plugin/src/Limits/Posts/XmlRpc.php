<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use Closure;
use IXR_Error;
use PlanBridge\Account\Menu;
use PlanBridge\Limits\Refusal;

defined('ABSPATH') || exit;

/**
 * XML-RPC: of one too many, what was sent is kept as a draft, as everywhere, and the answer is a fault that says so; the
 * number of a post would look as if it were published.
 *
 * The answer is changed when a method has done all its work (custom fields and terms come after the post), and for each
 * call of a `system.multicall` by itself. WordPress has no filter there, so every method is called through this class.
 */
final class XmlRpc
{
    /** @var array<string, mixed> what WordPress and other plugins answer with, by the method's name */
    private array $methods = [];

    /** Filter `xmlrpc_methods`, last. */
    public function onMethods(array $methods): array
    {
        $this->methods = $methods;
        return array_combine(array_keys($methods), array_map(fn (string $name): array => [$this, $name], array_keys($methods)));
    }

    /** A method of XML-RPC, by its name there such as `wp.newPost`. */
    public function __call(string $name, array $given): mixed
    {
        Refusal::taken(); // whatever it is, it is not of this call
        $answer = self::callable($this->methods[$name])(...$given);
        $refusal = Refusal::taken();
        if ($refusal === null || $answer instanceof IXR_Error) {
            return $answer;
        }
        $change = current_user_can('manage_options') ? ' ' . Menu::change() : '';
        return new IXR_Error(403, $refusal->kept() . $change);
    }

    /** WordPress writes a method of its server as `this:name`; a subclass may keep such a method to itself. */
    private static function callable(mixed $method): callable
    {
        global $wp_xmlrpc_server;
        if (!is_string($method) || !str_starts_with($method, 'this:')) {
            return $method;
        }
        $name = substr($method, 5);
        return Closure::bind(fn (mixed ...$given): mixed => $this->$name(...$given), $wp_xmlrpc_server, $wp_xmlrpc_server::class);
    }
}
