<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use WP_Image_Editor;

defined('ABSPATH') || exit;

/**
 * How many bytes WordPress will add to a picture by making smaller ones of it, told before it makes them.
 *
 * First what the pixels can take at most; only where that leaves no room the picture is drawn once, small, and
 * measured: a picture has the more detail in each pixel the smaller it is drawn, so the small one tells at least as
 * many bytes a pixel as the larger ones take. What is made in the end is measured again, see MeasuresWhatItSaves.
 */
final class Picture
{
    /** Bytes that a pixel takes at most in a file that WordPress writes, for pictures of nothing but noise. */
    private const CEILING = ['image/png' => 4.2, 'image/jpeg' => 1.6, 'image/webp' => 1.6, 'image/avif' => 1.6, 'image/gif' => 1.4];
    private const CEILING_ELSE = 4.2;

    /** The longer side of the picture that is drawn for measuring, and what it may be wrong by. */
    private const TRIAL_SIDE = 768;
    private const TRIAL_MARGIN = 1.25;

    /** Pixels above which drawing it is left to WordPress. */
    private const TRIAL_PIXELS = 50_000_000;

    /** Bytes that a file has besides its pixels: header, profile, palette. */
    private const HEADER = 2048;

    private function __construct(
        private readonly string $path,
        private readonly int $width,
        private readonly int $height,
        private readonly string $mime
    ) {
    }

    /** Null where the file is no picture of which WordPress makes smaller ones. */
    public static function at(string $path): ?self
    {
        $found = is_file($path) ? @getimagesize($path) : false; // of a broken file PHP warns
        if ($found === false || $found[0] < 1 || $found[1] < 1) {
            return null;
        }
        return wp_image_editor_supports(['mime_type' => $found['mime']]) ? new self($path, $found[0], $found[1], $found['mime']) : null;
    }

    /** Bytes of what is made of a picture that is stored as it is; `$room` bytes are left for that. */
    public static function sizesOf(string $path, float $room): int
    {
        $picture = self::at($path);
        return $picture === null ? 0 : $picture->bytes($picture->sizes($picture->width, $picture->height), $room);
    }

    /** The same for a picture that lies in memory. */
    public static function sizesOfBits(string $bits, float $room): int
    {
        $path = (string) tempnam(get_temp_dir(), 'pb');
        try {
            file_put_contents($path, $bits);
            return self::sizesOf($path, $room);
        } finally {
            unlink($path);
        }
    }

    /**
     * Bytes of an edited copy and of the smaller ones that are made of it, besides those of the file itself.
     *
     * @param list<array{int, int}>|null $sizes width and height of each smaller one; null: the registered ones
     */
    public static function copyOf(string $path, float $room, int $width = 0, int $height = 0, ?array $sizes = null): int
    {
        $picture = self::at($path);
        if ($picture === null) {
            return 0;
        }
        [$width, $height] = $width > 0 && $height > 0 ? [$width, $height] : [$picture->width, $picture->height];
        $sizes ??= $picture->sizes($width, $height);
        return $picture->bytes([[$width, $height], ...$sizes], $room);
    }

    /** What WordPress makes of a picture of that size, widths and heights: the registered sizes, and of a very large one a scaled copy. */
    private function sizes(int $width, int $height): array
    {
        $made = [];
        foreach (wp_get_registered_image_subsizes() as $size) {
            $drawn = image_resize_dimensions($width, $height, (int) $size['width'], (int) $size['height'], $size['crop']);
            if (is_array($drawn)) {
                $made[] = [(int) $drawn[4], (int) $drawn[5]];
            }
        }
        $largest = (int) apply_filters('big_image_size_threshold', 2560, [$width, $height], $this->path, 0);
        if ($this->mime !== 'image/png' && $largest > 0 && max($width, $height) > $largest) {
            $made[] = wp_constrain_dimensions($width, $height, $largest, $largest);
        }
        return $made;
    }

    private function bytes(array $sizes, float $room): int
    {
        if ($sizes === []) {
            return 0;
        }
        $pixels = array_sum(array_map(static fn (array $size): int => $size[0] * $size[1], $sizes));
        $ceiling = self::CEILING[$this->mime] ?? self::CEILING_ELSE;
        $headers = count($sizes) * self::HEADER;
        if ($pixels * $ceiling + $headers <= $room) {
            return (int) ceil($pixels * $ceiling) + $headers;
        }
        return (int) ceil($pixels * min($ceiling, $this->measured() ?? $ceiling)) + $headers;
    }

    /** Bytes that a pixel of this picture takes when it is drawn small; null where that cannot be told. */
    private function measured(): ?float
    {
        if ($this->width * $this->height > self::TRIAL_PIXELS) {
            return null;
        }
        $editor = wp_get_image_editor($this->path, ['mime_type' => $this->mime]);
        if (!$editor instanceof WP_Image_Editor) {
            return null;
        }
        $editor->resize(self::TRIAL_SIDE, self::TRIAL_SIDE); // refuses to enlarge: then it is measured as it is
        $target = (string) tempnam(get_temp_dir(), 'pb');
        $saved = $editor->save($target . '.trial', $this->mime);
        $file = is_array($saved) ? (string) $saved['path'] : '';
        $size = $editor->get_size();
        $bytes = is_file($file) ? (int) filesize($file) : 0;
        foreach (array_filter([$file, $target], 'is_file') as $one) {
            unlink($one);
        }
        return $bytes === 0 ? null : self::TRIAL_MARGIN * $bytes / max(1, $size['width'] * $size['height']);
    }
}
