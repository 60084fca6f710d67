/**
 * Says in the Customizer why a page was not made or published; WordPress tells the console alone.
 */
( function ( $, customize ) {
	'use strict';

	function say( message ) {
		customize.notifications.add(
			new customize.Notification( 'plan_bridge_limit', { type: 'error', message, dismissible: true } )
		);
	}

	$( document ).on( 'ajaxSuccess', ( event, xhr, settings, answer ) => {
		var isNew = typeof settings.data === 'string' && /(^|&)action=customize-nav-menus-insert-auto-draft(&|$)/.test( settings.data );
		if ( isNew && answer && ! answer.success && answer.data && answer.data.code === 'plan_bridge_limit_reached' ) {
			say( answer.data.message );
		}
	} );
	customize.bind( 'saved', ( response ) => response.plan_bridge_refused && say( response.plan_bridge_refused ) );
} )( window.jQuery, window.wp.customize );
