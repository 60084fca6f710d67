<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Account\Menu;
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
 * The block editor and every other client of REST: of one too many, publishing is refused and everything else is done.
 *
 * What was sent is stored as a draft and the answer is 403 with the sentence: an editor that goes on asking for
 * `publish` with each save loses nothing. An autosave asks for nothing, so it is never refused.
 */
final class RestPosts
{
    /** @var WeakMap<WP_REST_Request, Refusal> requests whose post is kept as a draft */
    private WeakMap $refused;

    /** @var WeakMap<WP_REST_Request, int> the post that such a request has written */
    private WeakMap $written;

    public function __construct()
    {
        $this->refused = new WeakMap();
        $this->written = new WeakMap();
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
        if ($isAutosave && $before?->post_status === 'auto-draft' && PostLimit::free($type) === 0) {
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
            $this->refused[$request] = $refusal;
        }
        $prepared->post_status = self::kept($before);
        return $prepared;
    }

    /** Action `rest_insert_{type}`: the id is known now; the answer need not carry it (`_fields`). */
    public function onWritten(mixed $post, mixed $request): void
    {
        if ($post instanceof WP_Post && $request instanceof WP_REST_Request && isset($this->refused[$request])) {
            $this->written[$request] = $post->ID;
            PostLimit::mark($post->ID);
        }
    }

    /** Filter `rest_request_after_callbacks`: what is stored is stored, the answer says what was not done. */
    public function onAnswer(mixed $response, mixed $handler, mixed $request): mixed
    {
        $refusal = $request instanceof WP_REST_Request ? $this->refused[$request] ?? null : null;
        if ($refusal === null || !$response instanceof WP_REST_Response) {
            return $response;
        }
        unset($this->refused[$request]);
        Refusal::note($refusal);
        return self::error($refusal, $this->written[$request] ?? 0);
    }

    private static function error(Refusal $refusal, int $id): WP_Error
    {
        $error = $refusal->error();
        $more = ['post' => $id, 'kept_as' => (string) get_post_status($id), 'change' => Menu::change()];
        return new WP_Error($error->get_error_code(), $refusal->kept(), $error->get_error_data() + $more);
    }

    /** The status that a post gets which may not be published: what waited for review goes on waiting. */
    private static function kept(?WP_Post $before): string
    {
        return $before?->post_status === 'pending' ? 'pending' : 'draft';
    }

    /** Told by who answers, not by the address: WordPress matches addresses without regard to letter case. */
    private static function isAutosave(WP_REST_Request $request): bool
    {
        $callback = $request->get_attributes()['callback'] ?? null;
        return is_array($callback) && ($callback[0] ?? null) instanceof WP_REST_Autosaves_Controller;
    }
}
