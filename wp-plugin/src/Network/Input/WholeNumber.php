<?php
/** Counts as people type them. */

declare(strict_types=1);

namespace PlanBridge\Network\Input;

/** Reads "10 000", "10,000", "10.000" and "10000" alike: a count has no decimals, so a separator can only group. */
final class WholeNumber {

	private const SPACES = array( "\u{00A0}", "\u{202F}", "\u{2009}", "'", "\u{2019}" );

	/** @return int|Problem A number from `$least` to `$most`, both included. */
	public static function read( string $typed, int $least, int $most ): int|Problem {
		$text = trim( str_replace( self::SPACES, ' ', str_replace( "\u{2212}", '-', $typed ) ) );
		if ( 1 !== preg_match( '/^-?(?:\d{1,10}|\d{1,3}(?:[ .,]\d{3}){1,3})$/', $text ) ) {
			return new Problem( 'not_a_whole_number', array( 'typed' => $typed ) );
		}
		$number = (int) preg_replace( '/[ .,]/', '', $text );
		if ( $number < $least || $number > $most ) {
			return new Problem( 'out_of_range', array( 'least' => $least, 'most' => $most ) );
		}
		return $number;
	}
}
