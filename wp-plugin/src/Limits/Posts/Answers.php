<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use Closure;
use IXR_Error;
use PlanBridge\Account\Menu;
use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use stdClass;
use WeakMap;
use WP_Error;
use WP_Post;
use WP_REST_Autosaves_Controller;
use WP_REST_Request;
use WP_REST_Response;

defined('ABSPATH') || exit;

/**
 * What the senders of a post are told of one too many, where its being kept as a draft would look like success: REST
 * with the block editor, and XML-RPC. Publishing is refused, everything else that was sent is done, and the answer is
 * 403 with the sentence. An autosave asks for nothing, so it is never refused.
 *
 * WordPress has no filter for an answer of XML-RPC, so every method is called through this class. That is so when the
 * method has done all its work (custom fields and terms come after the post), for each call of a `system.multicall`.
 */
final class Answers
{
    /** @var WeakMap<WP_REST_Request, array{Refusal, int}> why a request's post is kept as a draft, and which post that is */
    private WeakMap $kept;

    /** @var array<string, mixed> what WordPress and other plugins answer XML-RPC with, by the method's name */
    private array $methods = [];

    public function __construct()
    {
        $this->kept = new WeakMap();
    }

    /** Action `rest_api_init`: hooks for each post type that the plan names. */
    public function onInit(): void
    {
        foreach (Quota::current()?->names('post_types') ?? [] as $type) {
            add_filter("rest_pre_insert_{$type}", [$this, 'onPrepared'], PHP_INT_MAX, 2);
            add_action("rest_insert_{$type}", [$this, 'onWritten'], 10, 2);
        }
    }

    /** Filter `rest_pre_insert_{type}`. Media cannot be drafts: there the request ends. */
    public function onPrepared(mixed $prepared, mixed $request): mixed
    {
        if (!$prepared instanceof stdClass || !$request instanceof WP_REST_Request) {
            return $prepared;
        }
        $isAutosave = self::isAutosave($request);
        // An autosave is prepared without the post that it belongs to: WordPress adds its id afterwards.
        $id = $isAutosave ? (int) $request['id'] : (int) ($prepared->ID ?? 0);
        $before = $id > 0 ? get_post($id) : null;
        $type = (string) ($prepared->post_type ?? $before?->post_type ?? '');
        $status = (string) ($prepared->post_status ?? $before?->post_status ?? 'draft');
        if ($isAutosave && $before?->post_status === 'auto-draft' && self::isFull($type)) {
            $prepared->post_status = 'draft'; // an auto-draft is in no list
        }
        $refusal = PostLimit::refusal($type, $status, $before);
        if ($refusal === null) {
            return $prepared;
        }
        if ($type === 'attachment') {
            return $refusal->error();
        }
        if (!$isAutosave) {
            $this->kept[$request] = [$refusal, 0];
        }
        $prepared->post_status = PostLimit::kept($before);
        return $prepared;
    }

    /** Action `rest_insert_{type}`: the id is known now; the answer need not carry it (`_fields`). */
    public function onWritten(mixed $post, mixed $request): void
    {
        if ($post instanceof WP_Post && $request instanceof WP_REST_Request && isset($this->kept[$request])) {
            $this->kept[$request] = [$this->kept[$request][0], $post->ID];
            PostLimit::mark($post->ID);
        }
    }

    /** Filter `rest_request_after_callbacks`: what is stored is stored, the answer says what was not done. */
    public function onAnswer(mixed $response, mixed $handler, mixed $request): mixed
    {
        [$refusal, $id] = $request instanceof WP_REST_Request ? $this->kept[$request] ?? [null, 0] : [null, 0];
        if ($refusal === null || !$response instanceof WP_REST_Response) {
            return $response;
        }
        unset($this->kept[$request]);
        Refusal::note($refusal);
        $error = $refusal->error();
        $more = ['post' => $id, 'kept_as' => (string) get_post_status($id), 'change' => Menu::change()];
        return new WP_Error($error->get_error_code(), $refusal->kept(), $error->get_error_data() + $more);
    }

    /** Told by who answers, not by the address: WordPress matches addresses without regard to letter case. */
    private static function isAutosave(WP_REST_Request $request): bool
    {
        $callback = $request->get_attributes()['callback'] ?? null;
        return is_array($callback) && ($callback[0] ?? null) instanceof WP_REST_Autosaves_Controller;
    }

    private static function isFull(string $type): bool
    {
        return Gate::refusal("post_types.{$type}", static fn (): int => PostLimit::used($type)) !== null;
    }

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
