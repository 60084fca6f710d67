/**
 * Paying by card: shows the provider's own fields, lets the bank ask, then comes back to the page that says how it stands.
 * Nothing typed here passes this site, and what the browser thinks of a payment is never believed: the service asks.
 */
( function () {
	'use strict';

	var form = document.getElementById( 'pb-fields' );
	if ( ! form || ! window.fetch || ! window.Promise ) {
		return;
	}
	var given = form.dataset;
	var button = form.querySelector( '.pb-pay-button' );
	var problem = form.querySelector( '[role=alert]' );
	var agreed = document.querySelector( '[form="pb-fields"][name=agreed]' );
	var words = button.textContent;
	var stripe, elements, card, ready;

	function load( address ) {
		return new Promise( function ( done, failed ) {
			var script = document.createElement( 'script' );
			script.src = address;
			script.onload = done;
			script.onerror = function () { failed( { message: given.blocked } ); };
			document.head.appendChild( script );
		} );
	}

	function busy( is ) {
		button.disabled = is;
		button.textContent = is ? given.sending : words;
		form.setAttribute( 'aria-busy', is );
	}

	function told( error ) {
		problem.textContent = ( error && error.message ) || given.failed;
		problem.hidden = false;
		problem.focus();
		busy( false );
	}

	/** The parameters of a card that is to be saved: asked for when the payer has agreed. */
	function ask() {
		return fetch( window.ajaxurl, { method: 'POST', body: new FormData( form ), credentials: 'same-origin' } )
			.then( function ( response ) { return response.json(); } )
			.then( function ( answer ) {
				if ( ! answer.success ) {
					throw { message: answer.data && answer.data.words };
				}
				given.secret = answer.data.parameters.client_secret;
				given.key = answer.data.parameters.publishable_key || given.key;
				given.script = answer.data.parameters.script || given.script;
			} );
	}

	function start() {
		return ( window.Stripe ? Promise.resolve() : load( given.script ) ).then( function () {
			var options = { locale: given.locale };
			if ( given.account ) {
				options.stripeAccount = given.account;
			}
			stripe = stripe || window.Stripe( given.key, options );
		} );
	}

	function mount() {
		var place = form.querySelector( '.pb-provider-fields' );
		if ( stripe.confirmPayment ) {
			elements = stripe.elements( { clientSecret: given.secret } );
			elements.create( 'payment' ).mount( place );
		} else {
			card = stripe.elements().create( 'card' );
			card.mount( place );
		}
	}

	/** What the provider's script does with what was typed, or with the bank's question. */
	function confirm() {
		var isSaving = given.secret.indexOf( 'seti_' ) === 0;
		var data = card ? { payment_method: { card: card } } : undefined;
		if ( ! given.typed ) {
			return stripe.handleNextAction ? stripe.handleNextAction( { clientSecret: given.secret } ) : stripe.confirmCardPayment( given.secret );
		}
		if ( elements ) {
			return stripe[ isSaving ? 'confirmSetup' : 'confirmPayment' ]( {
				elements: elements,
				confirmParams: { return_url: given.back },
				redirect: 'if_required'
			} );
		}
		return stripe[ isSaving ? 'confirmCardSetup' : 'confirmCardPayment' ]( given.secret, data );
	}

	function send() {
		problem.hidden = true;
		busy( true );
		ready.then( confirm ).then( function ( result ) {
			if ( result && result.error && given.typed ) {
				told( result.error );
				if ( ! agreed && result.error.type === 'card_error' ) {
					window.fetch( given.back, { credentials: 'same-origin' } ); // the service asks, and the account says why
				}
			} else {
				window.location.assign( given.back );
			}
		} ).catch( told );
	}

	function open() {
		ready = ( given.secret ? start() : ask().then( start ) ).then( function () {
			if ( ! given.typed ) {
				send();
			} else {
				mount();
				busy( false );
			}
		} );
		ready.catch( function ( error ) {
			ready = null;
			if ( agreed ) {
				agreed.checked = false;
			}
			told( error );
		} );
	}

	document.querySelector( '.pb-needs-scripts' ).remove();
	form.hidden = false;
	form.addEventListener( 'submit', function ( event ) {
		event.preventDefault();
		if ( ready && ! button.disabled ) {
			send();
		} else if ( ! ready && ! agreed ) {
			busy( true );
			open();
		}
	} );
	if ( agreed ) {
		agreed.addEventListener( 'change', function () {
			if ( agreed.checked && ! ready ) {
				problem.hidden = true;
				busy( true );
				open();
			}
		} );
	} else {
		busy( true );
		open();
	}
}() );
