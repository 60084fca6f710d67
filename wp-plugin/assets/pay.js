/** The provider's own fields, the bank that asks, then back to the page that says how it stands: this script is not believed. */
( function () {
	'use strict';

	var form = document.getElementById( 'pb-fields' );
	if ( ! form ) {
		return;
	}
	var given = form.dataset;
	var button = form.querySelector( '.pb-pay-button' );
	var problem = form.querySelector( '[role=alert]' );
	var agreed = document.querySelector( '[form="pb-fields"][name=agreed]' );
	var words = button.textContent;
	var stripe, elements, card, ready;

	function busy( is ) {
		button.disabled = is;
		button.textContent = is ? given.sending : words;
	}

	function told( error ) {
		problem.textContent = ( error && error.message ) || given.failed;
		problem.hidden = false;
		problem.focus();
		busy( false );
	}

	/** What opens the fields for a card that is to be saved; given to who has agreed. */
	function ask() {
		return fetch( window.ajaxurl, { method: 'POST', body: new FormData( form ) } )
			.then( ( response ) => response.json() )
			.then( ( answer ) => {
				if ( ! answer.success ) {
					throw { message: answer.data && answer.data.words };
				}
				given.secret = answer.data.parameters.client_secret;
			} );
	}

	function load() {
		return new Promise( ( done, failed ) => {
			const onerror = () => failed( { message: given.blocked } );
			document.head.append( Object.assign( document.createElement( 'script' ), { src: given.script, onload: done, onerror } ) );
		} );
	}

	function start() {
		return ( window.Stripe ? Promise.resolve() : load() ).then( () => {
			stripe = window.Stripe( given.key, given.account ? { locale: given.locale, stripeAccount: given.account } : { locale: given.locale } );
		} );
	}

	function mount() {
		elements = stripe.confirmPayment && stripe.elements( { clientSecret: given.secret } );
		card = ( elements || stripe.elements() ).create( elements ? 'payment' : 'card' );
		card.mount( form.querySelector( '.pb-provider-fields' ) );
		busy( false );
	}

	function confirm() {
		var kind = given.secret.indexOf( 'seti_' ) === 0 ? 'Setup' : 'Payment';
		if ( ! given.typed ) { // the bank asks
			return stripe.handleNextAction ? stripe.handleNextAction( { clientSecret: given.secret } ) : stripe.confirmCardPayment( given.secret );
		}
		return elements
			? stripe[ 'confirm' + kind ]( { elements: elements, confirmParams: { return_url: given.back }, redirect: 'if_required' } )
			: stripe[ 'confirmCard' + kind ]( given.secret, { payment_method: { card: card } } );
	}

	function send() {
		problem.hidden = true;
		busy( true );
		ready.then( confirm ).then( ( result ) => {
			if ( ! result || ! result.error || ! given.typed ) {
				window.location.assign( given.back );
				return;
			}
			told( result.error );
			if ( ! agreed && result.error.type === 'card_error' ) {
				fetch( given.back ); // the service asks, and the account says why
			}
		} ).catch( told );
	}

	function open() {
		problem.hidden = true;
		busy( true );
		ready = ( given.secret ? start() : ask().then( start ) );
		ready.then( given.typed ? mount : send ).catch( ( error ) => {
			ready = null;
			if ( agreed ) {
				agreed.checked = false;
			}
			told( error );
		} );
	}

	document.querySelector( '.pb-needs-scripts' ).remove();
	form.hidden = false;
	form.addEventListener( 'submit', ( event ) => {
		event.preventDefault();
		if ( ! button.disabled ) {
			( ready ? send : open )();
		}
	} );
	if ( agreed ) {
		agreed.addEventListener( 'change', () => agreed.checked && ! ready && open() );
	} else {
		open();
	}
}() );
