/** The network administrator's screens. Everything works without this file. */
( function () {
	'use strict';

	/** What is listed as a file, a page a request. */
	async function save( { target } ) {
		const told = target.nextElementSibling;
		let next = '', lines = '', count = 0;
		target.disabled = true;
		do {
			const { data } = await ( await fetch( target.dataset.pbExport + next ) ).json();
			lines += data.lines;
			count += data.count;
			next = data.next && '&start=' + data.next;
			told.textContent = data.message || told.dataset.pbTold.replace( '%s', count );
		} while ( next );
		target.disabled = false;
		next === null && Object.assign( document.createElement( 'a' ), { download: 'memberships.csv', href: URL.createObjectURL( new Blob( [ lines ] ) ) } ).click();
	}

	/** The links to the parts of the form as WAI-ARIA's tabs. */
	function makeTabs( form ) {
		const list = form.querySelector( '.pb-tabs' );
		const tabs = [ ...list.querySelectorAll( '[data-pb-tab]' ) ];
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
			focus && tab.focus();
		}

		function panelOf( tab ) {
			return document.getElementById( 'pb-panel-' + tab.dataset.pbTab );
		}

		/** Shows the tab that holds an element that a message or the address names. */
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
				reveal( link.hash.slice( 1 ) ) && event.preventDefault();
			} );
		} );
	}

	/** A form that must not be sent twice by a double click. */
	function sendOnce( form ) {
		let isSent = false;
		form.addEventListener( 'submit', ( event ) => {
			isSent && event.preventDefault();
			isSent = true;
		} );
		window.addEventListener( 'pageshow', () => ( isSent = false ) );
	}

	/** Looks again how far something is that goes on elsewhere. */
	function watch( part ) {
		window.setTimeout( async function () {
			try {
				const answer = await window.fetch( window.location.href );
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
			part.hasAttribute( 'data-pb-watch' ) && watch( part );
		}, 4000 );
	}

	/** What admin-ajax answers. */
	async function asked( action, body, signal ) {
		body.set( 'action', action );
		return ( await window.fetch( window.ajaxurl, { method: 'POST', body, signal } ) ).json();
	}

	/** Acts once nothing has happened for a moment. */
	function calmly( act, pause ) {
		let timer = 0;
		return () => {
			window.clearTimeout( timer );
			timer = window.setTimeout( act, pause );
		};
	}

	/** Who would be above limits: asked again until it is worked out, or something else is typed. */
	function forecast( button ) {
		const shown = document.getElementById( 'pb-forecast' );
		let round = 0;
		async function ask( mine ) {
			const answer = await asked( button.dataset.pbForecast, new FormData( button.form ) ).catch( () => ( { data: { html: button.dataset.pbFailed } } ) );
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

	/** Offers users by name, login or e-mail address while somebody types; what is chosen is the login. */
	function suggest( field ) {
		const list = document.getElementById( field.getAttribute( 'list' ) );
		let last = '';
		field.addEventListener( 'input', calmly( async () => {
			const term = field.value.trim();
			if ( term === last || term.length < 2 ) {
				return;
			}
			last = term;
			const body = new FormData();
			body.append( '_wpnonce', field.dataset.nonce );
			body.append( 'term', term );
			const answer = await asked( field.dataset.pbUsers, body ).catch( () => ( {} ) ); // then what is typed is taken as it is
			if ( answer.success && term === last ) {
				list.replaceChildren( ...answer.data.map( ( one ) => new window.Option( one.label, one.value ) ) );
			}
		}, 250 ) );
	}

	/** Previews while somebody types: of a plan's paths, of what settings charge. */
	function keepPreview( form ) {
		const shown = document.getElementById( form.dataset.pbPreviewInto );
		const status = document.getElementById( form.dataset.pbPreviewStatus );
		const typed = () => new URLSearchParams( new FormData( form ) ).toString();
		let known = typed();
		let running = null;

		const askLater = calmly( async () => {
			const body = new FormData( form );
			body.delete( 'pb_act' );
			running = new AbortController();
			shown.setAttribute( 'aria-busy', 'true' );
			try {
				const answer = await asked( form.dataset.pbPreview, body, running.signal );
				answer.success ? show( answer.data ) : fail( answer.data.text );
			} catch ( error ) {
				error.name === 'AbortError' || fail( form.dataset.pbPreviewFailed );
			}
		}, 400 );

		function show( answer ) {
			const kept = keepOpen( shown );
			shown.innerHTML = answer.html;
			kept();
			shown.removeAttribute( 'aria-busy' );
			status.textContent = answer.status;
			answer.problems && markFields( form, answer.problems );
		}

		function fail( words ) {
			let notice = shown.querySelector( '.pb-preview-failed' );
			if ( ! notice ) {
				notice = Object.assign( document.createElement( 'p' ), { className: 'pb-problem pb-preview-failed' } );
				shown.prepend( notice );
			}
			notice.textContent = status.textContent = words;
			shown.removeAttribute( 'aria-busy' );
		}

		/** Leaving a field unchanged asks nothing; an answer to what is no longer typed is not waited for. */
		function later() {
			if ( typed() !== known ) {
				known = typed();
				running && running.abort();
				askLater();
			}
		}

		form.addEventListener( 'input', later );
		form.addEventListener( 'change', later );
	}

	/** Remembers open details and how far regions are scrolled; gives what puts that back. */
	function keepOpen( shown ) {
		const details = () => [ ...shown.querySelectorAll( 'details' ) ];
		const open = details().filter( ( one ) => one.open ).map( nameOf );
		const scrolled = Array.from( shown.querySelectorAll( '[data-pb-scroll]' ), ( one ) => [ one.dataset.pbScroll, one.scrollLeft ] );
		return () => {
			details().forEach( ( one ) => ( one.open = open.includes( nameOf( one ) ) ) );
			scrolled.forEach( ( [ name, left ] ) => {
				shown.querySelectorAll( '[data-pb-scroll="' + name + '"]' ).forEach( ( region ) => ( region.scrollLeft = left ) );
			} );
		};
	}

	function nameOf( details ) {
		const story = details.closest( '[data-pb-story]' );
		return ( story ? story.dataset.pbStory : '' ) + details.querySelector( 'summary' ).textContent;
	}

	/** Says beside each field what is wrong with it. */
	function markFields( form, problems ) {
		form.querySelectorAll( 'input[type="text"], textarea' ).forEach( ( field ) => {
			const words = problems[ field.name ] || '';
			const id = field.id + '-problem';
			let line = document.getElementById( id );
			if ( ! words ) {
				line && line.remove();
				field.removeAttribute( 'aria-invalid' );
			} else {
				if ( ! line ) {
					line = Object.assign( document.createElement( 'p' ), { className: 'pb-problem', id } );
					field.closest( 'td' ).append( line );
				}
				line.textContent = words;
				field.setAttribute( 'aria-invalid', 'true' );
			}
			const others = ( field.getAttribute( 'aria-describedby' ) || '' ).split( ' ' ).filter( ( one ) => one && one !== id );
			field.setAttribute( 'aria-describedby', ( words ? others.concat( id ) : others ).join( ' ' ) );
			field.closest( 'tr' ).classList.toggle( 'pb-wrong', !! words );
		} );
	}

	document.querySelectorAll( 'form.pb-product' ).forEach( makeTabs );
	document.querySelectorAll( '[data-pb-forecast]' ).forEach( forecast );
	document.querySelectorAll( 'form[data-pb-preview]' ).forEach( keepPreview );
	document.querySelectorAll( '[data-pb-users]' ).forEach( suggest );
	document.querySelectorAll( 'form[data-pb-once]' ).forEach( sendOnce );
	document.querySelectorAll( '[data-pb-export]' ).forEach( ( one ) => one.addEventListener( 'click', save ) );
	document.querySelectorAll( '[data-pb-watch]' ).forEach( watch );
}() );
