<?php
/**
 * WordPress' object cache in Redis, as the drop-ins for it keep it: a value once read or written is kept for the rest of the
 * request, groups that are global are shared by all sites, those that are not to persist stay in the request.
 */

declare(strict_types=1);

final class NetworkObjectCache
{
    /** @var array<string, mixed> what this request has read or written, by full name */
    private array $known = [];

    /** @var array<string, true> */
    private array $globalGroups = [];

    /** @var array<string, true> */
    private array $ownGroups = [];

    /** @var resource */
    private $line;

    public int $blogId;

    public function __construct()
    {
        $this->line = stream_socket_client(NETWORK_REDIS) ?: throw new RuntimeException('no Redis');
        $this->blogId = is_multisite() ? get_current_blog_id() : 1;
    }

    public function addGlobal(array $groups): void
    {
        $this->globalGroups += array_fill_keys($groups, true);
    }

    public function addOwn(array $groups): void
    {
        $this->ownGroups += array_fill_keys($groups, true);
    }

    public function get(int|string $key, string $group, bool $force, ?bool &$found): mixed
    {
        $name = $this->name($key, $group);
        if ($force || !array_key_exists($name, $this->known)) {
            $stored = $this->isOwn($group) ? null : $this->ask('GET', $name);
            if ($stored === null) {
                $found = $this->isOwn($group) && array_key_exists($name, $this->known);
                return $found ? $this->copied($name) : false;
            }
            $this->known[$name] = unserialize($stored);
        }
        $found = true;
        return $this->copied($name);
    }

    /** @param 'NX'|'XX'|'' $only where there is nothing of the name, where there is something, or either way */
    public function set(int|string $key, mixed $value, string $group, int $seconds, string $only = ''): bool
    {
        $name = $this->name($key, $group);
        $value = is_object($value) ? clone $value : $value;
        if ($this->isOwn($group)) {
            $isThere = array_key_exists($name, $this->known);
            if (($only === 'NX' && $isThere) || ($only === 'XX' && !$isThere)) {
                return false;
            }
        } elseif ($this->ask('SET', $name, serialize($value), ...($seconds > 0 ? ['EX', (string) $seconds] : []), ...($only === '' ? [] : [$only])) === null) {
            return false;
        }
        $this->known[$name] = $value;
        return true;
    }

    public function delete(int|string $key, string $group): bool
    {
        $name = $this->name($key, $group);
        $was = array_key_exists($name, $this->known);
        unset($this->known[$name]);
        return $this->isOwn($group) ? $was : $this->ask('DEL', $name) === 1;
    }

    public function add(int|string $key, int $more, string $group): int|false
    {
        $value = $this->get($key, $group, true, $found);
        $sum = max(0, (int) $value + $more);
        return $found && $this->set($key, $sum, $group, 0) ? $sum : false;
    }

    public function flush(): bool
    {
        $this->known = [];
        return $this->ask('FLUSHALL') === 'OK';
    }

    public function forget(): bool
    {
        $this->known = [];
        return true;
    }

    private function isOwn(string $group): bool
    {
        return isset($this->ownGroups[$group]);
    }

    private function name(int|string $key, string $group): string
    {
        $group = $group === '' ? 'default' : $group;
        return (isset($this->globalGroups[$group]) ? '' : $this->blogId) . ":{$group}:{$key}";
    }

    private function copied(string $name): mixed
    {
        return is_object($this->known[$name]) ? clone $this->known[$name] : $this->known[$name];
    }

    /** One command of Redis' protocol and its answer: a text, a number, or null. */
    private function ask(string ...$words): string|int|null
    {
        $sent = '*' . count($words) . "\r\n";
        foreach ($words as $word) {
            $sent .= '$' . strlen($word) . "\r\n{$word}\r\n";
        }
        for ($rest = $sent; $rest !== ''; $rest = substr($rest, $written)) {
            $written = fwrite($this->line, $rest) ?: throw new RuntimeException('Redis is gone');
        }
        $head = rtrim((string) fgets($this->line));
        return match ($head[0] ?? '') {
            '+' => substr($head, 1),
            ':' => (int) substr($head, 1),
            '$' => $head === '$-1' ? null : $this->text((int) substr($head, 1)),
            default => throw new RuntimeException("Redis: {$head}"),
        };
    }

    private function text(int $length): string
    {
        $text = '';
        while (strlen($text) < $length + 2) {
            $text .= fread($this->line, $length + 2 - strlen($text));
        }
        return substr($text, 0, $length);
    }
}

function wp_cache_init(): void
{
    $GLOBALS['wp_object_cache'] = new NetworkObjectCache();
}

function wp_cache_get($key, $group = '', $force = false, &$found = null)
{
    return $GLOBALS['wp_object_cache']->get($key, (string) $group, (bool) $force, $found);
}

function wp_cache_set($key, $data, $group = '', $expire = 0): bool
{
    return $GLOBALS['wp_object_cache']->set($key, $data, (string) $group, (int) $expire);
}

function wp_cache_add($key, $data, $group = '', $expire = 0): bool
{
    return !wp_suspend_cache_addition() && $GLOBALS['wp_object_cache']->set($key, $data, (string) $group, (int) $expire, 'NX');
}

function wp_cache_replace($key, $data, $group = '', $expire = 0): bool
{
    return $GLOBALS['wp_object_cache']->set($key, $data, (string) $group, (int) $expire, 'XX');
}

function wp_cache_delete($key, $group = ''): bool
{
    return $GLOBALS['wp_object_cache']->delete($key, (string) $group);
}

function wp_cache_incr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->add($key, (int) $offset, (string) $group);
}

function wp_cache_decr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->add($key, -(int) $offset, (string) $group);
}

function wp_cache_flush(): bool
{
    return $GLOBALS['wp_object_cache']->flush();
}

function wp_cache_flush_runtime(): bool
{
    return $GLOBALS['wp_object_cache']->forget();
}

function wp_cache_close(): bool
{
    return true;
}

function wp_cache_supports($feature): bool
{
    return $feature === 'flush_runtime';
}

function wp_cache_add_global_groups($groups): void
{
    $GLOBALS['wp_object_cache']->addGlobal((array) $groups);
}

function wp_cache_add_non_persistent_groups($groups): void
{
    $GLOBALS['wp_object_cache']->addOwn((array) $groups);
}

function wp_cache_switch_to_blog($blog_id): void
{
    $GLOBALS['wp_object_cache']->blogId = (int) $blog_id;
}
