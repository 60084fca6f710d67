/** The network administrator's screens: tabs, forms that are sent once. Everything works without this file. */
( function () {
	'use strict';

	/** Turns the links to the parts of the form into tabs, as WAI-ARIA describes them. */
	function makeTabs( form ) {
		const list = form.querySelector( '.pb-tabs' );
		const tabs = Array.from( list.querySelectorAll( '[data-pb-tab]' ) );
		const remembered = form.elements.tab;

		function open( tab, focus ) {
			tabs.forEach( ( other ) => {
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
		tabs.forEach( ( tab, at ) => {
			tab.setAttribute( 'role', 'tab' );
			tab.setAttribute( 'aria-controls', panelOf( tab ).id );
			panelOf( tab ).setAttribute( 'role', 'tabpanel' );
			panelOf( tab ).setAttribute( 'aria-labelledby', tab.id );
			tab.addEventListener( 'click', ( event ) => {
				event.preventDefault();
				open( tab, false );
			} );
			tab.addEventListener( 'keydown', ( event ) => {
				const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
				if ( event.key in steps ) {
					event.preventDefault();
					open( tabs[ ( steps[ event.key ] + tabs.length ) % tabs.length ], true );
				}
			} );
		} );
		open( tabs.find( ( tab ) => tab.dataset.pbTab === remembered.value ) || tabs[ 0 ], false );
		reveal( window.location.hash.slice( 1 ) );
		document.querySelectorAll( '.pb-network .pb-notice a[href^="#"]' ).forEach( ( link ) => {
			link.addEventListener( 'click', ( event ) => {
				if ( reveal( link.hash.slice( 1 ) ) ) {
					event.preventDefault();
				}
			} );
		} );
	}

	/** A form that must not be sent twice by a double click; the server would also find out. */
	function sendOnce( form ) {
		let isSent = false;
		form.addEventListener( 'submit', ( event ) => {
			if ( isSent ) {
				event.preventDefault();
			}
			isSent = true;
		} );
		window.addEventListener( 'pageshow', () => {
			isSent = false;
		} );
	}

	const product = document.querySelector( 'form.pb-product' );
	if ( product ) {
		makeTabs( product );
	}
	/** One box that ticks all boxes of a form. */
	function tickAll( box ) {
		box.closest( 'label' ).hidden = false;
		box.addEventListener( 'change', () => {
			document.querySelectorAll( '[form="' + box.dataset.pbTickAll + '"][type="checkbox"]' ).forEach( ( one ) => {
				one.checked = box.checked;
			} );
		} );
	}

	/** Looks again, every few seconds, how far something is that goes on elsewhere. */
	function watch( part ) {
		window.setTimeout( async function () {
			try {
				const answer = await window.fetch( window.location.href, { credentials: 'same-origin' } );
				const page = new window.DOMParser().parseFromString( await answer.text(), 'text/html' );
				const next = page.getElementById( part.id );
				if ( answer.ok && next ) {
					part.replaceWith( next );
					part = next;
					if ( ! part.hasAttribute( 'data-pb-watch' ) ) {
						document.querySelector( '.pb-list' ).replaceWith( page.querySelector( '.pb-list' ) );
					}
				}
			} catch ( error ) {
				// the next look may be answered
			}
			if ( part.hasAttribute( 'data-pb-watch' ) ) {
				watch( part );
			}
		}, 4000 );
	}

	/** Who would be above limits: asked again until it is worked out, or something else is typed. */
	function forecast( button ) {
		const shown = document.getElementById( 'pb-forecast' );
		let round = 0;
		async function ask( mine ) {
			const body = new FormData( button.form );
			body.set( 'action', button.dataset.pbForecast );
			const answer = await window.fetch( window.ajaxurl, { method: 'POST', body } ).then( ( one ) => one.json() ).catch( () => ( { data: { html: button.dataset.pbFailed } } ) );
			if ( mine === round ) {
				shown.innerHTML = answer.data.html;
				answer.data.again && window.setTimeout( () => mine === round && ask( mine ), 2000 );
			}
		}
		button.addEventListener( 'click', ( event ) => {
			event.preventDefault();
			ask( ++round );
		} );
		button.form.addEventListener( 'input', () => {
			round++;
			shown.textContent = '';
		} );
	}

	document.querySelectorAll( '[data-pb-forecast]' ).forEach( forecast );
	/** Offers users by name, login or e-mail address while somebody types; what is chosen is the login. */
	function suggest( field ) {
		const list = document.getElementById( field.getAttribute( 'list' ) );
		let timer = 0;
		let asked = '';

		async function ask() {
			const term = field.value.trim();
			if ( term === asked || term.length < 2 ) {
				return;
			}
			asked = term;
			const body = new FormData();
			body.append( 'action', field.dataset.pbUsers );
			body.append( '_wpnonce', field.dataset.nonce );
			body.append( 'term', term );
			try {
				const response = await window.fetch( window.ajaxurl, { method: 'POST', body, credentials: 'same-origin' } );
				const answer = await response.json();
				if ( answer.success && term === asked ) {
					list.replaceChildren( ...answer.data.map( ( one ) => new window.Option( one.label, one.value ) ) );
				}
			} catch ( error ) {
				// what is typed is taken as it is
			}
		}

		field.addEventListener( 'input', () => {
			window.clearTimeout( timer );
			timer = window.setTimeout( ask, 250 );
		} );
	}

	document.querySelectorAll( '[data-pb-users]' ).forEach( suggest );
	document.querySelectorAll( 'form[data-pb-once]' ).forEach( sendOnce );
	document.querySelectorAll( '[data-pb-tick-all]' ).forEach( tickAll );
	document.querySelectorAll( '[data-pb-watch]' ).forEach( watch );
}() );
