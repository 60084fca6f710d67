<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Account\Menu;
use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Words;
use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/**
 * Tells in the block editor, before the click, that a type is full or nearly so, and takes a refused post back to a
 * draft there. The editor would go on asking for `publish` with every save; on the server nothing depends on this.
 */
final class Screens
{
    /** So many free places are still worth a word. */
    private const NEAR = 3;

    /** Action `enqueue_block_editor_assets`. */
    public static function onEditor(): void
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
            'text' => implode(' ', [Words::posts($type, $allowance, $used), ...($isFull ? [$kept, Refusal::way()] : [])]),
            'label' => current_user_can('manage_options') ? __('Change plan', 'plan-bridge') : '',
            'change' => Menu::change(),
        ];
        $needs = ['wp-components', 'wp-data', 'wp-edit-post', 'wp-editor', 'wp-element', 'wp-notices', 'wp-plugins'];
        wp_enqueue_script('plan-bridge-editor', Plugin::asset('editor.js'), $needs, Plugin::VERSION, true);
        wp_add_inline_script('plan-bridge-editor', sprintf('window.planBridgeEditor = %s;', wp_json_encode($words)), 'before');
    }

    /** Action `admin_enqueue_scripts` on the list of posts. */
    public static function onList(): void
    {
        wp_add_inline_script('inline-edit-post', self::QUICK_EDIT);
    }

    /**
     * Puts the sentence of a refused quick edit into its row, with the link to Change. WordPress' script shows what it is told only with HTTP 2xx;
     * with another status its spinner turns for ever. (It stands last: xgettext reads no further than a nowdoc.)
     */
    private const QUICK_EDIT = <<<'JS'
        jQuery( document ).on( 'ajaxError', function ( event, xhr, settings ) {
            if ( typeof settings.data !== 'string' || ! /(^|&)action=inline-save(&|$)/.test( settings.data ) || ! xhr.responseText ) {
                return;
            }
            var id = ( /(?:^|&)post_ID=(\d+)/.exec( settings.data ) || [] )[ 1 ];
            var notice = jQuery( '#edit-' + id + ' .inline-edit-save .notice-error' );
            var answer = jQuery( '<div>' ).html( xhr.responseText );
            var link = answer.find( 'a[href*="page=plan-bridge-change"]' ).detach();
            jQuery( 'table.widefat .spinner' ).removeClass( 'is-active' );
            notice.removeClass( 'hidden' ).find( '.error' ).text( answer.text() ).append( link );
            wp.a11y.speak( answer.text() );
        } );
        JS;
}
