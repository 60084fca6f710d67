/**
 * The checkout form, live: fetches the same summary that the page prints when the form is posted.
 * The checking page: asks how the order stands until it is settled.
 * Nothing here computes a figure; without this file everything works by form posts and links.
 */
( function () {
	'use strict';

	var WAIT_MS = 250;
	var ASK_EVERY_MS = 3000;

	function live( form, summary ) {
		var timer = 0;
		var running = null;
		var known = choice();

		/** What is chosen, as text: leaving a field that was typed in is no new choice. */
		function choice() {
			return new URLSearchParams( new FormData( form ) ).toString();
		}

		function show( html ) {
			summary.innerHTML = html;
			summary.removeAttribute( 'aria-busy' );
			guard( summary );
		}

		function problem( words ) {
			var line = document.createElement( 'p' );
			line.className = 'pb-problem';
			line.textContent = words;
			show( '' );
			summary.appendChild( line );
		}

		function ask() {
			var fields = new FormData( form );
			fields.set( 'action', 'plan_bridge_summary' );
			if ( running ) {
				running.abort();
			}
			running = new AbortController();
			summary.setAttribute( 'aria-busy', 'true' );
			fetch( form.dataset.summary, { method: 'POST', body: fields, credentials: 'same-origin', signal: running.signal } )
				.then( ( response ) => response.json() )
				.then( ( answer ) => show( answer.data.html ) )
				.catch( ( error ) => {
					if ( error.name !== 'AbortError' ) {
						problem( form.dataset.failed );
					}
				} );
		}

		/** A choice under way makes the old figures wrong: their button goes at once. A code is asked about once it is typed. */
		function changed( event ) {
			var chosen = choice();
			var isHalfTyped = event.type === 'input' && event.target.name === 'code';
			if ( chosen === known || isHalfTyped ) {
				return;
			}
			known = chosen;
			var old = summary.querySelector( '.pb-confirm' );
			if ( old ) {
				old.remove();
			}
			window.clearTimeout( timer );
			timer = window.setTimeout( ask, WAIT_MS );
		}

		form.addEventListener( 'change', changed );
		form.addEventListener( 'input', changed );
		form.addEventListener( 'submit', ( event ) => {
			event.preventDefault();
			ask();
		} );
		document.body.classList.add( 'pb-live' );
	}

	/** One click is one order: the button says that it is being sent. A page shown again by "back" starts anew. */
	function guard( summary ) {
		var form = summary.querySelector( '.pb-confirm' );
		if ( ! form ) {
			return;
		}
		form.addEventListener( 'submit', ( event ) => {
			if ( form.dataset.sent ) {
				event.preventDefault();
				return;
			}
			form.dataset.sent = '1';
			var button = form.querySelector( '.pb-complete' );
			button.dataset.words = button.textContent;
			button.textContent = form.dataset.sending;
			button.setAttribute( 'aria-disabled', 'true' );
		} );
	}

	function wakeUp() {
		var form = document.querySelector( '.pb-confirm[data-sent]' );
		if ( form ) {
			var button = form.querySelector( '.pb-complete' );
			delete form.dataset.sent;
			button.textContent = button.dataset.words;
			button.removeAttribute( 'aria-disabled' );
		}
	}

	function watch( card ) {
		window.setTimeout( () => {
			fetch( card.dataset.status, { credentials: 'same-origin', cache: 'no-store' } )
				.then( ( response ) => response.json() )
				.then( ( answer ) => {
					if ( answer.data && answer.data.next ) {
						window.location.assign( answer.data.next );
					} else {
						watch( card );
					}
				} )
				.catch( () => watch( card ) );
		}, ASK_EVERY_MS );
	}

	var form = document.getElementById( 'pb-choice' );
	var summary = document.getElementById( 'pb-summary' );
	var checking = document.getElementById( 'pb-checking' );
	if ( form && summary && window.fetch && window.AbortController ) {
		live( form, summary );
		guard( summary );
		window.addEventListener( 'pageshow', wakeUp );
	}
	if ( checking && window.fetch ) {
		watch( checking );
	}
}() );
