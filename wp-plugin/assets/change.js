/** The checkout form shows the summary that posting it would print; the checking page asks how the order stands. */
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
			show( '' );
			summary.append( Object.assign( document.createElement( 'p' ), { className: 'pb-problem', textContent: words } ) );
		}

		function ask() {
			var fields = new FormData( form );
			fields.set( 'action', 'plan_bridge_summary' );
			if ( running ) {
				running.abort();
			}
			running = new AbortController();
			summary.setAttribute( 'aria-busy', 'true' );
			fetch( form.dataset.summary, { method: 'POST', body: fields, signal: running.signal } )
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
			summary.querySelectorAll( '.pb-confirm' ).forEach( ( old ) => old.remove() );
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
		var button = form.querySelector( '.pb-complete' );
		var words = button.textContent;
		var isSent = false;
		function mark( sent ) {
			isSent = sent;
			button.textContent = sent ? form.dataset.sending : words;
			button.setAttribute( 'aria-disabled', sent );
		}
		form.addEventListener( 'submit', ( event ) => isSent ? event.preventDefault() : mark( true ) );
		window.addEventListener( 'pageshow', () => mark( false ) );
	}

	function watch( card ) {
		window.setTimeout( () => {
			fetch( card.dataset.status, { cache: 'no-store' } )
				.then( ( response ) => response.json() )
				.then( ( answer ) => {
					const next = answer.data && answer.data.next;
					next ? window.location.assign( next ) : watch( card );
				} )
				.catch( () => watch( card ) );
		}, ASK_EVERY_MS );
	}

	var form = document.getElementById( 'pb-choice' );
	var summary = document.getElementById( 'pb-summary' );
	var checking = document.getElementById( 'pb-checking' );
	if ( form && summary ) {
		live( form, summary );
		guard( summary );
	}
	if ( checking ) {
		watch( checking );
	}
}() );
