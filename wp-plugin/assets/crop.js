/**
 * Puts the sentence of a refused crop where the screen has one sentence for whatever went wrong.
 */
window.jQuery && jQuery.ajaxPrefilter( ( options ) => {
	if ( typeof options.data !== 'string' || ! /(^|&)action=(crop-image|custom-header-crop)(&|$)/.test( options.data ) ) {
		return;
	}
	options.dataFilter = function ( raw ) {
		try {
			var answer = JSON.parse( raw );
			if ( ! answer.success && answer.data && answer.data.code === 'plan_bridge_limit_reached' ) {
				window._wpMediaViewsL10n.cropError = answer.data.message;
				wp.a11y && wp.a11y.speak( answer.data.message, 'assertive' );
			}
		} catch ( notJson ) {} // WordPress tells that itself
		return raw;
	};
} );
