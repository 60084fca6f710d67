/**
 * The network administrator's screens: tabs, the live preview of the paths, forms that are sent once.
 *
 * Everything works without this file; it only saves steps.
 */
( function () {
	'use strict';

	const PAUSE = 400; // milliseconds of silence after typing before the preview is asked for

	/** Turns the links to the parts of the form into tabs, as WAI-ARIA describes them. */
	function makeTabs( form ) {
		const list = form.querySelector( '.pb-tabs' );
		const tabs = Array.from( list.querySelectorAll( '[data-pb-tab]' ) );
		const remembered = form.elements.tab;

		function open( tab, focus ) {
			tabs.forEach( function ( other ) {
				const isOpen = other === tab;
				other.setAttribute( 'aria-selected', String( isOpen ) );
				other.setAttribute( 'tabindex', isOpen ? '0' : '-1' );
				other.classList.toggle( 'nav-tab-active', isOpen );
				panelOf( other ).classList.toggle( 'is-open', isOpen );
			} );
			remembered.value = tab.dataset.pbTab;
			if ( focus ) {
				tab.focus();
			}
		}

		function panelOf( tab ) {
			return document.getElementById( 'pb-panel-' + tab.dataset.pbTab );
		}

		/** Shows the tab that holds an element: a field that a message links to, or the address's fragment. */
		function reveal( id ) {
			const target = id ? document.getElementById( id ) : null;
			const panel = target && form.contains( target ) ? target.closest( '.pb-panel' ) : null;
			if ( panel ) {
				open( document.getElementById( panel.id.replace( 'pb-panel-', 'pb-tab-' ) ), false );
				if ( target !== panel ) {
					target.scrollIntoView( { block: 'center' } );
					target.focus( { preventScroll: true } );
				}
			}
			return Boolean( panel );
		}

		list.setAttribute( 'role', 'tablist' );
		tabs.forEach( function ( tab, at ) {
			tab.setAttribute( 'role', 'tab' );
			tab.setAttribute( 'aria-controls', panelOf( tab ).id );
			panelOf( tab ).setAttribute( 'role', 'tabpanel' );
			panelOf( tab ).setAttribute( 'aria-labelledby', tab.id );
			tab.addEventListener( 'click', function ( event ) {
				event.preventDefault();
				open( tab, false );
			} );
			tab.addEventListener( 'keydown', function ( event ) {
				const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
				if ( event.key in steps ) {
					event.preventDefault();
					open( tabs[ ( steps[ event.key ] + tabs.length ) % tabs.length ], true );
				}
			} );
		} );
		open( tabs.find( ( tab ) => tab.dataset.pbTab === remembered.value ) || tabs[ 0 ], false );
		reveal( window.location.hash.slice( 1 ) );
		document.querySelectorAll( '.pb-network .pb-notice a[href^="#"]' ).forEach( function ( link ) {
			link.addEventListener( 'click', function ( event ) {
				if ( reveal( link.hash.slice( 1 ) ) ) {
					event.preventDefault();
				}
			} );
		} );
	}

	/** Shows the paths for what is typed, a moment after the last key. The server writes them, as it does without scripts. */
	function keepPreview( form ) {
		const shown = document.getElementById( 'pb-paths' );
		let waiting = 0;
		let asked = null;

		function ask() {
			const body = new FormData( form );
			body.set( 'action', form.dataset.pbPreview );
			body.delete( 'pb_act' );
			if ( asked ) {
				asked.abort();
			}
			asked = new AbortController();
			shown.setAttribute( 'aria-busy', 'true' );
			fetch( window.ajaxurl, { method: 'POST', body, credentials: 'same-origin', signal: asked.signal } )
				.then( ( response ) => response.json() )
				.then( function ( answer ) {
					show( answer.success ? answer.data.html : '', answer.success ? '' : answer.data.text );
				} )
				.catch( function ( error ) {
					if ( error.name !== 'AbortError' ) {
						show( '', form.dataset.pbPreviewFailed );
					}
				} );
		}

		function show( html, problem ) {
			shown.removeAttribute( 'aria-busy' );
			if ( problem === '' ) {
				shown.innerHTML = html;
				return;
			}
			let notice = shown.querySelector( '.pb-preview-failed' );
			if ( ! notice ) {
				notice = document.createElement( 'p' );
				notice.className = 'pb-problem pb-preview-failed';
				shown.prepend( notice );
			}
			notice.textContent = problem;
		}

		function later() {
			window.clearTimeout( waiting );
			waiting = window.setTimeout( ask, PAUSE );
		}

		form.addEventListener( 'input', later );
		form.addEventListener( 'change', later );
	}

	/** A form that must not be sent twice by a double click; the server would also find out. */
	function sendOnce( form ) {
		let isSent = false;
		form.addEventListener( 'submit', function ( event ) {
			if ( isSent ) {
				event.preventDefault();
			}
			isSent = true;
		} );
		window.addEventListener( 'pageshow', function () {
			isSent = false;
		} );
	}

	const product = document.querySelector( 'form.pb-product' );
	if ( product ) {
		makeTabs( product );
		if ( document.getElementById( 'pb-paths' ) ) {
			keepPreview( product );
		}
	}
	document.querySelectorAll( 'form[data-pb-once]' ).forEach( sendOnce );
}() );
