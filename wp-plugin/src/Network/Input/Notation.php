<?php
/** How the reader's locale writes numbers. */

declare(strict_types=1);

namespace PlanBridge\Network\Input;

/** The two separators of a locale; `of_reader()` asks WordPress, tests give them by hand. */
final class Notation {

	public function __construct(
		public readonly string $decimal = '.',
		public readonly string $thousands = ','
	) {
	}

	/** The separators of the language the reader has chosen for the administration. */
	public static function of_reader(): self {
		global $wp_locale;
		$format = $wp_locale->number_format ?? array();
		return new self(
			'' === ( $format['decimal_point'] ?? '' ) ? '.' : (string) $format['decimal_point'],
			html_entity_decode( (string) ( $format['thousands_sep'] ?? ',' ), ENT_QUOTES, 'UTF-8' )
		);
	}
}
