/**
 * Stands in for a provider's own script: fields for a card in a frame's place, and a bank that asks.
 * It speaks to the tests' provider at the address that it was loaded from; what the bank asks is answered by the test.
 * Loaded as …/element/ it has what newer versions have: one element that offers all that a payment can be made with.
 */
( function () {
	'use strict';

	var provider = new URL( document.currentScript.src ).origin;

	function post( path, fields ) {
		return fetch( provider + path, {
			method: 'POST',
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams( fields || {} ).toString()
		} ).then( function ( answer ) { return answer.json(); } );
	}

	function field( place, name, label ) {
		var box = document.createElement( 'label' );
		var input = document.createElement( 'input' );
		box.textContent = label + ' ';
		input.name = name;
		input.inputMode = 'numeric';
		box.appendChild( input );
		place.appendChild( box );
		return input;
	}

	function Card() {
		var inputs = {};
		this.mount = function ( place ) {
			inputs = { number: field( place, 'number', 'Card number' ), date: field( place, 'date', 'MM / YY' ), cvc: field( place, 'cvc', 'CVC' ) };
		};
		this.method = function () {
			var date = inputs.date.value.split( '/' );
			if ( inputs.number.value.length < 12 || date.length !== 2 ) {
				return Promise.resolve( { error: { message: 'Your card number is incomplete.' } } );
			}
			return post( '/v1/payment_methods', {
				type: 'card',
				'card[number]': inputs.number.value,
				'card[exp_month]': date[ 0 ],
				'card[exp_year]': '20' + date[ 1 ],
				'card[cvc]': inputs.cvc.value
			} );
		};
	}

	/** All that an intent can be paid with, the payer choosing among them. */
	function PaymentElement( secret ) {
		var intent = secret.split( '_secret_' )[ 0 ];
		var kind = intent.indexOf( 'seti_' ) === 0 ? 'setup_intents' : 'payment_intents';
		var card = new Card();
		var iban = null;
		var choice = null;
		this.mount = function ( place ) {
			var box = document.createElement( 'div' );
			place.appendChild( box );
			card.mount( box );
			fetch( provider + '/v1/' + kind + '/' + intent ).then( function ( answer ) { return answer.json(); } ).then( function ( found ) {
				if ( ( found.payment_method_types || [] ).indexOf( 'sepa_debit' ) === -1 ) {
					return;
				}
				choice = document.createElement( 'select' );
				choice.name = 'type';
				choice.setAttribute( 'aria-label', 'Pay with' );
				[ 'card', 'sepa_debit' ].forEach( function ( type ) {
					choice.add( new Option( type, type ) );
				} );
				choice.addEventListener( 'change', function () {
					box.hidden = choice.value !== 'card';
					iban = iban || field( place, 'iban', 'IBAN' );
				} );
				place.prepend( choice );
			} );
		};
		this.method = function () {
			return choice && choice.value === 'sepa_debit'
				? post( '/v1/payment_methods', { type: 'sepa_debit', 'sepa_debit[iban]': iban.value } )
				: card.method();
		};
	}

	/** The bank's window: two buttons; the test's provider carries out what was pressed. */
	function bank( intent ) {
		return new Promise( function ( done ) {
			var dialog = document.createElement( 'dialog' );
			dialog.className = 'bank';
			dialog.textContent = 'Your bank asks: is it you? ';
			[ 'Approve', 'Refuse' ].forEach( function ( words ) {
				var button = document.createElement( 'button' );
				button.textContent = words;
				button.addEventListener( 'click', function () {
					dialog.remove();
					fetch( provider + '/bank/' + intent + '/' + words.toLowerCase(), { method: 'POST' } ).then( done );
				} );
				dialog.appendChild( button );
			} );
			document.body.appendChild( dialog );
			dialog.showModal();
		} );
	}

	function confirm( kind, secret, data ) {
		var intent = secret.split( '_secret_' )[ 0 ];
		var path = '/v1/' + kind + '/' + intent;
		var method = data && data.payment_method ? data.payment_method.card.method() : Promise.resolve( null );
		return method.then( function ( made ) {
			if ( made && made.error ) {
				return made;
			}
			var asked = made ? post( path + '/confirm', { payment_method: made.id } ) : Promise.resolve( { status: 'requires_action' } );
			return asked.then( function ( answer ) {
				return answer.status === 'requires_action' ? bank( intent ).then( function () { return {}; } ) : answer;
			} );
		} );
	}

	var isElement = document.currentScript.src.indexOf( '/element/' ) !== -1;

	function confirmElement( kind ) {
		return function ( given ) {
			return confirm( kind, given.elements.secret, { payment_method: { card: given.elements.made } } );
		};
	}

	function newer() {
		return {
			elements: function ( options ) {
				var whole = { secret: options.clientSecret };
				whole.create = function () {
					whole.made = new PaymentElement( options.clientSecret );
					return whole.made;
				};
				return whole;
			},
			confirmPayment: confirmElement( 'payment_intents' ),
			confirmSetup: confirmElement( 'setup_intents' ),
			handleNextAction: function ( given ) { return bank( given.clientSecret.split( '_secret_' )[ 0 ] ).then( function () { return {}; } ); }
		};
	}

	window.Stripe = isElement ? newer : function () {
		return {
			elements: function () { return { create: function () { return new Card(); } }; },
			confirmCardPayment: function ( secret, data ) { return confirm( 'payment_intents', secret, data ); },
			confirmCardSetup: function ( secret, data ) { return confirm( 'setup_intents', secret, data ); }
		};
	};
}() );
