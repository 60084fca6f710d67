<?php
/** A limit that is one number. */

declare(strict_types=1);

namespace PlanBridge\Network\Limits;

/** Reads and writes `disk_space`, `visits`, `sites` and `domain_mapping` inside a product's limitations. */
final class NumberModule {

	public const MODULES = array( 'disk_space', 'visits', 'sites', 'domain_mapping' );

	/** Only domains know "none": a site cannot have no disk at all. */
	public static function can_be_refused( string $module ): bool {
		return 'domain_mapping' === $module;
	}

	/** @param array<string, mixed> $limitations */
	public static function meaning( array $limitations, string $module, bool $adds ): Meaning {
		$stored = $limitations[ $module ] ?? null;
		if ( ! is_array( $stored ) || ! self::is_enabled( $stored, $adds ) ) {
			return new Meaning( Meaning::UNSET );
		}
		$meaning = Meaning::of_number( $stored['limit'] ?? null );
		return $adds && Meaning::NONE === $meaning->kind ? new Meaning( Meaning::UNSET ) : $meaning;
	}

	/**
	 * The limitations with this module saying what is meant; untouched where it said so already.
	 *
	 * @param array<string, mixed> $limitations
	 * @return array<string, mixed>
	 */
	public static function write( array $limitations, string $module, Meaning $wanted, bool $adds ): array {
		if ( self::meaning( $limitations, $module, $adds )->equals( $wanted, $adds ) ) {
			return $limitations;
		}
		if ( $adds && Meaning::UNSET === $wanted->kind ) {
			unset( $limitations[ $module ] );
			return $limitations;
		}
		$stored                 = is_array( $limitations[ $module ] ?? null ) ? $limitations[ $module ] : array();
		$limitations[ $module ] = array( 'enabled' => true, 'limit' => self::stored_number( $wanted ) ) + $stored;
		return $limitations;
	}

	/** Strings, as these tables hold them; false where none is allowed. */
	public static function stored_number( Meaning $meaning ): string|bool {
		return match ( $meaning->kind ) {
			Meaning::NUMBER => (string) $meaning->number,
			Meaning::NONE   => false,
			default         => '',
		};
	}

	/** @param array<string, mixed> $stored A plan must say so; what adds stores only differences, so silence is yes. */
	public static function is_enabled( array $stored, bool $adds ): bool {
		$enabled = $stored['enabled'] ?? $adds;
		return in_array( $enabled, array( true, 1, '1', 'on' ), true );
	}
}
