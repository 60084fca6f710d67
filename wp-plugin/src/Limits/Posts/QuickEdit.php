<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

defined('ABSPATH') || exit;

/**
 * Puts the sentence of a refused quick edit into its row.
 *
 * WordPress' script shows what it is told only with HTTP 2xx; with another status its spinner turns for ever.
 */
final class QuickEdit
{
    private const SCRIPT = <<<'JS'
        jQuery( document ).on( 'ajaxError', function ( event, xhr, settings ) {
            if ( typeof settings.data !== 'string' || ! /(^|&)action=inline-save(&|$)/.test( settings.data ) || ! xhr.responseText ) {
                return;
            }
            var id = ( /(?:^|&)post_ID=(\d+)/.exec( settings.data ) || [] )[ 1 ];
            var notice = jQuery( '#edit-' + id + ' .inline-edit-save .notice-error' );
            var text = jQuery( '<div>' ).html( xhr.responseText ).text();
            jQuery( 'table.widefat .spinner' ).removeClass( 'is-active' );
            notice.removeClass( 'hidden' ).find( '.error' ).text( text );
            wp.a11y.speak( text );
        } );
        JS;

    /** Action `admin_enqueue_scripts`. */
    public function onEnqueue(string $screen): void
    {
        if ($screen === 'edit.php') {
            wp_add_inline_script('inline-edit-post', self::SCRIPT);
        }
    }
}
