<?php
/** A limit that has a number for each of several things. */

declare(strict_types=1);

namespace PlanBridge\Network\Limits;

/** Reads and writes `post_types` and `users`: one entry for each post type, one for each role. */
final class EntryModule {

	public const MODULES = array( 'post_types', 'users' );

	/**
	 * @param array<string, mixed> $limitations
	 * @return list<string> Post types or roles that the product already says something about.
	 */
	public static function keys( array $limitations, string $module ): array {
		$entries = $limitations[ $module ]['limit'] ?? null;
		return is_array( $entries ) ? array_map( 'strval', array_keys( $entries ) ) : array();
	}

	/** @param array<string, mixed> $limitations */
	public static function meaning( array $limitations, string $module, string $key, bool $adds ): Meaning {
		$stored = $limitations[ $module ] ?? null;
		$entry  = is_array( $stored ) ? ( $stored['limit'][ $key ] ?? null ) : null;
		if ( ! is_array( $entry ) || ! NumberModule::is_enabled( $stored, $adds ) ) {
			return new Meaning( Meaning::UNSET );
		}
		if ( ! self::is_allowed( $entry ) ) {
			return new Meaning( $adds ? Meaning::UNSET : Meaning::NONE );
		}
		return Meaning::of_number( $entry['number'] ?? null );
	}

	/**
	 * The limitations with every entry saying what is meant; untouched where all of them did already.
	 *
	 * @param array<string, mixed>   $limitations
	 * @param array<string, Meaning> $wanted By post type or role.
	 * @return array<string, mixed>
	 */
	public static function write( array $limitations, string $module, array $wanted, bool $adds ): array {
		$changed = array_filter(
			$wanted,
			static fn ( Meaning $meaning, string|int $key ): bool =>
				! self::meaning( $limitations, $module, (string) $key, $adds )->equals( $meaning, $adds ),
			ARRAY_FILTER_USE_BOTH
		);
		if ( array() === $changed ) {
			return $limitations;
		}
		$stored  = is_array( $limitations[ $module ] ?? null ) ? $limitations[ $module ] : array();
		$entries = is_array( $stored['limit'] ?? null ) ? $stored['limit'] : array();
		// A module that was switched off begins to hold: then each of its entries must say what the form showed.
		$to_write = NumberModule::is_enabled( $stored, $adds ) ? $changed : $wanted;
		foreach ( $to_write as $key => $meaning ) {
			$entries[ $key ] = self::entry( $meaning, is_array( $entries[ $key ] ?? null ) ? $entries[ $key ] : array() );
			if ( $adds && Meaning::UNSET === $meaning->kind ) {
				unset( $entries[ $key ] );
			}
		}
		$limitations[ $module ] = array( 'enabled' => true, 'limit' => $entries ) + $stored;
		return $limitations;
	}

	/**
	 * @param array<string, mixed> $stored Keys of other tools inside the entry are kept.
	 * @return array<string, mixed>
	 */
	private static function entry( Meaning $meaning, array $stored ): array {
		$number = Meaning::NUMBER === $meaning->kind ? (string) $meaning->number : '';
		return array( 'enabled' => Meaning::NONE !== $meaning->kind, 'number' => $number ) + $stored;
	}

	/** @param array<string, mixed> $entry */
	private static function is_allowed( array $entry ): bool {
		return NumberModule::is_enabled( $entry, true );
	}
}
