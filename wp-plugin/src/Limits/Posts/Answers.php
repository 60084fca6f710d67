<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use Closure;
use IXR_Error;
use PlanBridge\Account\Menu;
use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Owner;
use PlanBridge\Limits\Refusal;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use WP_Error;
use WP_REST_Autosaves_Controller;
use WP_REST_Response;

defined('ABSPATH') || exit;

/**
 * What people are told of one too many where its being kept as a draft would look like success: in the block editor
 * (before the click too) and by REST, by XML-RPC, and in the row of a quick edit. Everything that was sent is stored by
 * then but for the status, and the answer is 403 with the sentence. On the server nothing depends on this.
 */
final class Answers
{
    /** So many free places are still worth a word. */
    private const NEAR = 3;

    /** @var array<string, mixed> what WordPress and other plugins answer XML-RPC with, by the method's name */
    private array $methods = [];

    /**
     * Filter `rest_request_after_callbacks`, of the post that was asked for: others may have been written beside it. An
     * autosave asks for nothing, so it is never refused; told by who answers, not by the address: WordPress matches
     * addresses without regard to letter case.
     */
    public function onRest(mixed $response, mixed $handler, mixed $request): mixed
    {
        $isAutosave = (((array) ($handler['callback'] ?? null))[0] ?? null) instanceof WP_REST_Autosaves_Controller;
        if ($isAutosave || !$response instanceof WP_REST_Response) {
            return $response;
        }
        $refusal = Refusal::takenOf((int) ($request['id'] ?? basename((string) ($response->get_headers()['Location'] ?? ''))));
        if ($refusal === null) {
            return $response;
        }
        $error = $refusal->error();
        $more = ['post' => $refusal->post, 'kept_as' => (string) get_post_status($refusal->post), 'change' => Menu::change()];
        return new WP_Error($error->get_error_code(), $refusal->kept(), $error->get_error_data() + $more);
    }

    /**
     * Filter `xmlrpc_methods`, last. WordPress has no filter for an answer, so every method is called through this class:
     * when it has done all its work (custom fields and terms come after the post), for each call of a `system.multicall`.
     */
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
        $change = Owner::mayChoosePlan() ? ' ' . Menu::change() : '';
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

    /** Filter `wp_list_table_class_name`: a quick edit has stored everything and would now answer with the row. */
    public function onRow(mixed $table): mixed
    {
        $isQuickEdit = wp_doing_ajax() && SentText::of($_POST, 'action') === 'inline-save';
        $refusal = $isQuickEdit ? Refusal::taken() : null;
        if ($refusal !== null) {
            wp_die(esc_html($refusal->kept()) . ' ' . Refusal::link(), '', ['response' => 403]);
        }
        return $table;
    }

    /** Action `enqueue_block_editor_assets`. */
    public function onEditor(): void
    {
        $screen = function_exists('get_current_screen') ? get_current_screen() : null;
        $type = $screen?->base === 'post' ? (string) $screen->post_type : '';
        $allowance = Gate::allowance("post_types.{$type}");
        $used = $allowance === null ? 0 : PostLimit::used($type);
        if ($allowance === null || $allowance->fits($used, self::NEAR + 1)) {
            return;
        }
        $isFull = !$allowance->fits($used);
        $kept = __('Publishing is refused until there is room; what you write can be saved as a draft.', 'plan-bridge');
        $words = [
            'full' => $isFull,
            'title' => __('Limit of your plan', 'plan-bridge'),
            'text' => implode(' ', [Refusal::sentence("post_types.{$type}", $allowance, $used), ...($isFull ? [$kept, Refusal::way()] : [])]),
            'label' => Owner::mayChoosePlan() ? __('Change plan', 'plan-bridge') : '',
            'change' => Menu::change(),
        ];
        $needs = ['wp-components', 'wp-data', 'wp-edit-post', 'wp-editor', 'wp-element', 'wp-notices', 'wp-plugins'];
        wp_enqueue_script('plan-bridge-editor', Plugin::asset('editor.js'), $needs, Plugin::VERSION, true);
        wp_add_inline_script('plan-bridge-editor', sprintf('window.planBridgeEditor = %s;', wp_json_encode($words)), 'before');
    }

    /** Action `admin_enqueue_scripts` on the list of posts. */
    public function onList(): void
    {
        wp_enqueue_script('plan-bridge-quick-edit', Plugin::asset('quick-edit.js'), ['inline-edit-post', 'wp-a11y'], Plugin::VERSION, true);
    }
}
