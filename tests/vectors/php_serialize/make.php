<?php
/**
 * Writes the vectors of this folder with a real PHP: `php make.php > vectors.json`.
 *
 * `stored` is what serialize() wrote, `value` what it was made from, `rewritten` whether writing the value must give the
 * same text again (arrays and scalars only).
 */

declare(strict_types=1);

namespace Sample;

class Bag
{
    public $open = 'å';
    protected $guarded = [1, 2];
    private $hidden = null;
    private $own = 1.5;
}

enum Stage: string
{
    case Done = 'done';
}

final class SelfWritten
{
    public function __construct(private array $inner = ['a' => true])
    {
    }

    public function __serialize(): array
    {
        return $this->inner;
    }
}

$values = [
    'null' => null,
    'true' => true,
    'false' => false,
    'zero' => 0,
    'largest integer' => PHP_INT_MAX,
    'smallest integer' => PHP_INT_MIN,
    'a half' => 0.5,
    'a third' => 1 / 3,
    'a whole float' => 300.0,
    'a large float' => 1.0E+25,
    'a small float' => 1.5E-7,
    'ten to the fifteenth' => 1.0E+15,
    'minus zero' => -0.0,
    'empty text' => '',
    'lengths are bytes' => 'smörgåsbord €',
    'an emoji' => "plan \u{1F680}",
    'quotes and braces' => 'a";}i:0;s:1:"',
    'backslashes' => 'C:\\new\\table',
    'newline and NUL' => "a\nb\0c",
    'empty array' => [],
    'list' => [6, 7],
    'add-ons' => [6 => 2, 9 => 1],
    'numeric text keys become integers' => ['6' => '2', '06' => 1, '-3' => 0, '-0' => 0, '9223372036854775808' => 1],
    'nested' => ['disk_space' => ['enabled' => true, 'limit' => '500'], 'plugins' => ['limit' => null]],
    'price variations' => [['duration' => 1, 'duration_unit' => 'year', 'amount' => 300.0]],
];
$vectors = [];
foreach ($values as $name => $value) {
    $vectors[] = ['name' => $name, 'stored' => \serialize($value), 'value' => told($value), 'rewritten' => true];
}
foreach (['an object' => new Bag(), 'an enum' => Stage::Done, 'an object that writes itself' => new SelfWritten()] as $name => $value) {
    $vectors[] = ['name' => $name, 'stored' => \serialize($value), 'value' => told($value), 'rewritten' => false];
}
$shared = new Bag();
$vectors[] = ['name' => 'one object twice', 'stored' => \serialize([$shared, $shared]), 'value' => null, 'rewritten' => false];

/** Tells a value in JSON: arrays as lists of pairs, since JSON has no integer keys; objects with class and properties. */
function told(mixed $value): mixed
{
    if ($value instanceof Stage) {
        return ['class' => Stage::class, 'properties' => [['case', $value->name]]];
    }
    if (\is_object($value)) {
        $properties = [];
        foreach ((array) ($value instanceof SelfWritten ? $value->__serialize() : $value) as $key => $part) {
            $properties[] = [\preg_replace('/^\0.*\0/', '', (string) $key), told($part)];
        }
        return ['class' => $value::class, 'properties' => $properties];
    }
    if (!\is_array($value)) {
        return $value;
    }
    $pairs = [];
    foreach ($value as $key => $part) {
        $pairs[] = [$key, told($part)];
    }
    return ['pairs' => $pairs];
}

echo \json_encode($vectors, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR), "\n";
