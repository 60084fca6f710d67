<?php
/** Makes a command-line process look like a request to the network, then loads WordPress. */

declare(strict_types=1);

$asked = json_decode((string) stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);
$address = parse_url($asked['url']);
$_SERVER['HTTP_HOST'] = $address['host'] . (isset($address['port']) ? ':' . $address['port'] : '');
$_SERVER['REQUEST_URI'] = $address['path'] ?? '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$_SERVER['SERVER_NAME'] = $address['host'];
$_SERVER['PHP_SELF'] = '/index.php';
if ($asked['installing'] ?? false) {
    define('WP_INSTALLING', true);
}
require $asked['root'] . '/wp-load.php';
