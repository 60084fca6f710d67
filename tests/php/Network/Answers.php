<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Tests\WholeAnswer;

/** The service's answers, given; and a page as a text. */
trait Answers
{
    /** @var list<array{method: string, path: string, body: mixed}> what the service was asked */
    private array $asked = [];

    /** @param array<string, array<string, mixed>> $answers by method and path, a `status` of 400 and above is a refusal; anything else is unreachable */
    private function serviceAnswers(array $answers): void
    {
        add_filter('pre_http_request', function (mixed $given, array $request, string $address) use ($answers): array|\WP_Error {
            $path = (string) preg_replace('#^https?://[^/]+#', '', $address);
            $this->asked[] = ['method' => $request['method'], 'path' => $path, 'body' => json_decode((string) $request['body'], true)];
            $answer = $answers["{$request['method']} {$path}"] ?? null;
            return $answer === null
                ? new \WP_Error('http_request_failed', 'cURL error 7: Failed to connect')
                : ['headers' => [], 'body' => (string) json_encode(isset($answer['status']) ? $answer : WholeAnswer::of($request['method'], $path, $answer)), 'response' => ['code' => $answer['status'] ?? 200, 'message' => ''], 'cookies' => [], 'filename' => null];
        }, 99, 3);
    }

    private function shown(object $page): string
    {
        ob_start();
        if (method_exists($page, 'load')) {
            $page->load();
        }
        $page->render();
        return (string) ob_get_clean();
    }
}
