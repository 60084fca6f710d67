<?php
/** Periods as a number and a unit. */

declare(strict_types=1);

namespace PlanBridge\Network\Input;

/** The two fields of a period (`n`, `unit`) and the value that the service knows. */
final class PeriodInput {

	public const UNITS = array( 'day', 'week', 'month', 'year' );

	/** `smallint` is what the duration columns hold. */
	private const MOST = 32767;

	/**
	 * @param mixed $typed What the form sent: array{n: string, unit: string}.
	 * @return array{n: int, unit: string}|Problem|null Null where the number is empty or 0: no period.
	 */
	public static function read( mixed $typed ): array|Problem|null {
		$n = is_array( $typed ) ? trim( (string) ( $typed['n'] ?? '' ) ) : '';
		if ( '' === $n || '0' === $n ) {
			return null;
		}
		$unit = (string) ( $typed['unit'] ?? '' );
		if ( ! in_array( $unit, self::UNITS, true ) ) {
			return new Problem( 'period_unit_unknown' );
		}
		$number = WholeNumber::read( $n, 1, self::MOST );
		return is_int( $number ) ? array( 'n' => $number, 'unit' => $unit ) : $number;
	}

	/**
	 * @param mixed $period Array{n: int, unit: string}, or null.
	 * @return array{n: string, unit: string} What the two fields show.
	 */
	public static function show( mixed $period, string $default_unit = 'month' ): array {
		if ( ! is_array( $period ) || empty( $period['n'] ) ) {
			return array( 'n' => '', 'unit' => $default_unit );
		}
		return array( 'n' => (string) $period['n'], 'unit' => (string) ( $period['unit'] ?? $default_unit ) );
	}
}
