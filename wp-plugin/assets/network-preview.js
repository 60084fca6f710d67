/**
 * Previews while somebody types: where one may come from and go to with an edited plan, what edited settings would
 * charge. The server writes them, as it does for the buttons Preview and Recompute.
 *
 * A form names all there is to know: data-pb-preview (the action of admin-ajax), -into, -status (ids), -failed (words).
 */
( function () {
	'use strict';

	const PAUSE = 400; // milliseconds of silence after typing before the preview is asked for

	function keepPreview( form ) {
		const shown = document.getElementById( form.dataset.pbPreviewInto );
		const status = document.getElementById( form.dataset.pbPreviewStatus );
		let known = typed( form );
		let waiting = 0;
		let asked = null;

		function ask() {
			const body = new FormData( form );
			body.set( 'action', form.dataset.pbPreview );
			body.delete( 'pb_act' );
			asked = new AbortController();
			shown.setAttribute( 'aria-busy', 'true' );
			fetch( window.ajaxurl, { method: 'POST', body, credentials: 'same-origin', signal: asked.signal } )
				.then( ( response ) => response.json() )
				.then( ( answer ) => {
					if ( ! answer.success ) {
						fail( answer.data.text );
						return;
					}
					show( answer.data );
				} )
				.catch( ( error ) => {
					if ( error.name !== 'AbortError' ) {
						fail( form.dataset.pbPreviewFailed );
					}
				} );
		}

		function show( answer ) {
			const kept = keepOpen( shown );
			shown.innerHTML = answer.html;
			kept();
			shown.removeAttribute( 'aria-busy' );
			status.textContent = answer.status;
			if ( answer.problems ) {
				markFields( form, answer.problems );
			}
		}

		function fail( words ) {
			let notice = shown.querySelector( '.pb-preview-failed' );
			if ( ! notice ) {
				notice = document.createElement( 'p' );
				notice.className = 'pb-problem pb-preview-failed';
				shown.prepend( notice );
			}
			notice.textContent = words;
			status.textContent = words;
			shown.removeAttribute( 'aria-busy' );
		}

		/** Leaving a field unchanged asks nothing; an answer to what is no longer typed is not waited for. */
		function later() {
			if ( typed( form ) === known ) {
				return;
			}
			known = typed( form );
			if ( asked ) {
				asked.abort();
			}
			window.clearTimeout( waiting );
			waiting = window.setTimeout( ask, PAUSE );
		}

		form.addEventListener( 'input', later );
		form.addEventListener( 'change', later );
	}

	function typed( form ) {
		return new URLSearchParams( new FormData( form ) ).toString();
	}

	/** Remembers which details are open and how far regions are scrolled; gives what puts that back. */
	function keepOpen( shown ) {
		const open = detailsOf( shown ).filter( ( one ) => one.open ).map( nameOf );
		const scrolled = Array.from( shown.querySelectorAll( '[data-pb-scroll]' ), ( one ) => [ one.dataset.pbScroll, one.scrollLeft ] );
		return function () {
			detailsOf( shown ).forEach( ( one ) => {
				one.open = open.includes( nameOf( one ) );
			} );
			scrolled.forEach( ( [ name, left ] ) => {
				const region = shown.querySelector( '[data-pb-scroll="' + name + '"]' );
				if ( region ) {
					region.scrollLeft = left;
				}
			} );
		};
	}

	function detailsOf( shown ) {
		return Array.from( shown.querySelectorAll( 'details' ) );
	}

	function nameOf( details ) {
		const story = details.closest( '[data-pb-story]' );
		return ( story ? story.dataset.pbStory : '' ) + details.querySelector( 'summary' ).textContent;
	}

	/** Says beside each field what is wrong with it, and takes away what is right now. */
	function markFields( form, problems ) {
		form.querySelectorAll( 'input[type="text"], textarea' ).forEach( ( field ) => {
			const words = problems[ field.name ] || '';
			const id = field.id + '-problem';
			let line = document.getElementById( id );
			if ( line && words === '' ) {
				line.remove();
			} else if ( words !== '' ) {
				if ( ! line ) {
					line = document.createElement( 'p' );
					line.className = 'pb-problem';
					line.id = id;
					field.closest( 'td' ).append( line );
				}
				line.textContent = words;
			}
			const others = ( field.getAttribute( 'aria-describedby' ) || '' ).split( ' ' ).filter( ( one ) => one && one !== id );
			field.setAttribute( 'aria-describedby', ( words === '' ? others : others.concat( id ) ).join( ' ' ) );
			field.toggleAttribute( 'aria-invalid', words !== '' );
			if ( words !== '' ) {
				field.setAttribute( 'aria-invalid', 'true' );
			}
			field.closest( 'tr' ).classList.toggle( 'pb-wrong', words !== '' );
		} );
	}

	document.querySelectorAll( 'form[data-pb-preview]' ).forEach( keepPreview );
}() );
