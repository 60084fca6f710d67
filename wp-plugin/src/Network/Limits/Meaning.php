<?php
/** What one stored limit says. */

declare(strict_types=1);

namespace PlanBridge\Network\Limits;

use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Input\WholeNumber;

/**
 * One limit in the words of the Limits tab: nothing said, unlimited, a number, or none allowed.
 *
 * A plan says how much there is; a package or service says how much it adds (`$adds`), and never takes anything away.
 * The form has a number and one tick box for each: on a plan "not allowed", on what adds "unlimited".
 */
final class Meaning {

	public const UNSET     = 'unset';
	public const UNLIMITED = 'unlimited';
	public const NUMBER    = 'number';
	public const NONE      = 'none';

	/** The largest limit that can be typed; 32-bit signed, as the numbers of other tools are. */
	private const MOST = 2147483647;

	public function __construct(
		public readonly string $kind,
		public readonly int $number = 0
	) {
	}

	/** From a stored number: null says nothing, false allows none, 0 and '' are unlimited, as all these tables have it. */
	public static function of_number( mixed $stored ): self {
		if ( null === $stored ) {
			return new self( self::UNSET );
		}
		if ( false === $stored ) {
			return new self( self::NONE );
		}
		$number = is_numeric( $stored ) ? (int) $stored : 0;
		return $number > 0 && true !== $stored ? new self( self::NUMBER, $number ) : new self( self::UNLIMITED );
	}

	/**
	 * From what was typed.
	 *
	 * @param array{number?: string, flag?: string} $typed
	 */
	public static function read( array $typed, bool $adds, bool $can_be_refused ): self|Problem {
		$text   = trim( (string) ( $typed['number'] ?? '' ) );
		$ticked = '' !== (string) ( $typed['flag'] ?? '' );
		if ( '' === $text ) {
			$empty = $adds ? self::UNSET : self::UNLIMITED;
			return new self( $ticked ? ( $adds ? self::UNLIMITED : self::NONE ) : $empty );
		}
		if ( $ticked ) {
			return new Problem( $adds ? 'number_and_unlimited' : 'number_and_not_allowed' );
		}
		$number = WholeNumber::read( $text, 0, self::MOST );
		if ( ! is_int( $number ) ) {
			return $number;
		}
		return 0 === $number ? self::of_zero( $adds, $can_be_refused ) : new self( self::NUMBER, $number );
	}

	/** @return array{number: string, flag: string} What the two fields show. */
	public function show( bool $adds ): array {
		$flagged = $adds ? self::UNLIMITED : self::NONE;
		return array(
			'number' => self::NUMBER === $this->kind ? (string) $this->number : '',
			'flag'   => $flagged === $this->kind ? '1' : '',
		);
	}

	/** A plan that says nothing limits nothing, so there the two are the same. */
	public function equals( self $other, bool $adds ): bool {
		$same = static fn ( string $kind ): string => ! $adds && self::UNSET === $kind ? self::UNLIMITED : $kind;
		return $same( $this->kind ) === $same( $other->kind ) && $this->number === $other->number;
	}

	/** Whoever types 0 means none; stored, 0 would mean unlimited. */
	private static function of_zero( bool $adds, bool $can_be_refused ): self|Problem {
		if ( $adds ) {
			return new self( self::UNSET );
		}
		return $can_be_refused ? new self( self::NONE ) : new Problem( 'zero_would_be_unlimited' );
	}
}
