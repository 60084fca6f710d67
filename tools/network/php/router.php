<?php
/**
 * PHP's built-in web server as WordPress in subdirectories needs it: the part of the path that names a site is
 * taken off in front of wp-admin, wp-includes, wp-content and *.php; a file is served, the rest goes to index.php.
 */

declare(strict_types=1);

$root = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));

if (preg_match('#^/([_0-9a-zA-Z-]+/)?wp-admin$#', $path)) {
    header('Location: ' . $path . '/', true, 301);
    return true;
}
if (!file_exists($root . $path) || $path === '/') {
    $path = (string) preg_replace('#^/[_0-9a-zA-Z-]+(/(?:wp-(?:content|admin|includes).*|[^/]+\.php))$#', '$1', $path);
}
if (is_dir($root . $path)) {
    $path = rtrim($path, '/') . '/index.php';
}
$file = $root . $path;
if (str_contains($path, '..') || !is_file($file)) {
    $path = '/index.php';
    $file = $root . $path;
}
if (!str_ends_with($file, '.php')) {
    $types = [
        'css' => 'text/css', 'js' => 'text/javascript', 'mjs' => 'text/javascript', 'json' => 'application/json',
        'svg' => 'image/svg+xml', 'png' => 'image/png', 'jpg' => 'image/jpeg', 'gif' => 'image/gif', 'webp' => 'image/webp',
        'woff2' => 'font/woff2', 'txt' => 'text/plain', 'html' => 'text/html', 'wasm' => 'application/wasm',
    ];
    header('Content-Type: ' . ($types[strtolower(pathinfo($file, PATHINFO_EXTENSION))] ?? 'application/octet-stream'));
    header('Content-Length: ' . filesize($file));
    header('Cache-Control: max-age=600');
    readfile($file);
    return true;
}
$_SERVER['SCRIPT_FILENAME'] = $file;
$_SERVER['SCRIPT_NAME'] = $path;
$_SERVER['PHP_SELF'] = $path;
unset($root, $path);
chdir(dirname($file));
require $file;
return true;
