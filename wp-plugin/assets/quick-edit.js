/**
 * Puts the sentence of a refused quick edit into its row, with the link to Change. WordPress' script shows what it is told
 * with HTTP 2xx alone; else its spinner turns for ever.
 */
jQuery( document ).on( 'ajaxError', ( event, xhr, settings ) => {
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
