<?php
/** Amounts of money as people type them. */

declare(strict_types=1);

namespace PlanBridge\Network\Input;

/**
 * Reads "1 990,50", "1,990.50", "1990.5" into the decimal string "1990.50", and back into the reader's notation.
 *
 * What could mean two amounts is refused, never guessed: "1.990" is one thousand nine hundred and ninety where the
 * locale groups with full stops, and nobody knows what it is elsewhere.
 */
final class Amount {

	/** Whole digits that the amount columns hold: decimal(13,4). */
	private const WHOLE_DIGITS = 9;

	private const SPACES = array( "\u{00A0}", "\u{202F}", "\u{2009}", "'", "\u{2019}" );

	private const THREE_DECIMALS = array( 'BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND' );

	/** @return string|Problem Major units with a full stop, such as "1990.50". */
	public static function read( string $typed, Notation $notation, string $currency ): string|Problem {
		$text = trim( str_replace( self::SPACES, ' ', $typed ) );
		if ( 1 === preg_match( '/^[-\x{2212}]/u', $text ) ) {
			return new Problem( 'amount_negative' );
		}
		$parts = self::split( $text, self::point_in( $text, $notation, $currency ) );
		if ( null === $parts ) {
			return new Problem( self::is_ambiguous( $text, $notation, $currency ) ? 'amount_ambiguous' : 'amount_unreadable', array( 'typed' => $typed ) );
		}
		return self::joined( $parts[0], rtrim( $parts[1], '0' ), self::digits( $currency ) );
	}

	/** The decimal string as the reader would type it: "1990.5000" in SEK gives "1990,50" in Swedish. */
	public static function show( string $decimal, Notation $notation, string $currency ): string {
		if ( 1 !== preg_match( '/^(\d+)(?:\.(\d*))?$/', $decimal, $found ) ) {
			return $decimal;
		}
		$digits   = self::digits( $currency );
		$fraction = rtrim( $found[2] ?? '', '0' );
		return $found[1] . ( '' === $fraction ? '' : $notation->decimal . str_pad( $fraction, $digits, '0' ) );
	}

	private static function digits( string $currency ): int {
		return in_array( $currency, self::THREE_DECIMALS, true ) ? 3 : 2;
	}

	/** @return string|Problem The two halves put together, when the currency and the column can hold them. */
	private static function joined( string $whole, string $fraction, int $digits ): string|Problem {
		$whole = ltrim( $whole, '0' );
		if ( strlen( $whole ) > self::WHOLE_DIGITS ) {
			return new Problem( 'amount_too_large' );
		}
		if ( strlen( $fraction ) > $digits ) {
			return new Problem( 'too_many_decimals', array( 'digits' => $digits ) );
		}
		return ( '' === $whole ? '0' : $whole ) . '.' . str_pad( $fraction, $digits, '0' );
	}

	/** One separator before three digits, and the locale does not say which of the two it is. */
	private static function is_ambiguous( string $text, Notation $notation, string $currency ): bool {
		if ( 1 !== preg_match( '/^[1-9]\d{0,2}([.,])\d{3}$/', $text, $found ) || $found[1] === $notation->thousands ) {
			return false;
		}
		return $found[1] !== $notation->decimal || 3 !== self::digits( $currency );
	}

	/** The character that is the decimal point in this text; '' where it has none, '?' where nobody can tell. */
	private static function point_in( string $text, Notation $notation, string $currency ): string {
		$points = preg_replace( '/[^.,]/', '', $text );
		if ( '' === $points ) {
			return '';
		}
		if ( 1 === strlen( $points ) ) {
			if ( self::is_ambiguous( $text, $notation, $currency ) ) {
				return '?';
			}
			return $points === $notation->thousands && 1 === preg_match( '/^[1-9]\d{0,2}[.,]\d{3}$/', $text ) ? '' : $points;
		}
		return 1 === count( array_unique( str_split( $points ) ) ) ? '' : substr( $points, -1 );
	}

	/** @return array{0: string, 1: string}|null Whole digits and decimals; null where the text is no amount. */
	private static function split( string $text, string $point ): ?array {
		if ( '?' === $point ) {
			return null;
		}
		$at       = '' === $point ? false : strrpos( $text, $point );
		$whole    = false === $at ? $text : substr( $text, 0, $at );
		$fraction = false === $at ? '' : substr( $text, $at + 1 );
		$grouped  = '/^(?:\d+|\d{1,3}(?:([ .,])\d{3})(?:\1\d{3})*)$/';
		$readable = 1 === preg_match( $grouped, $whole ) || ( '' === $whole && '' !== $fraction );
		if ( ! $readable || 1 !== preg_match( '/^\d*$/', $fraction ) || ( false !== $at && '' === $fraction ) ) {
			return null;
		}
		return array( preg_replace( '/\D/', '', $whole ), $fraction );
	}
}
