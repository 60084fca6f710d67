<?php
/** What is wrong with one typed value. */

declare(strict_types=1);

namespace PlanBridge\Network\Input;

/** A refusal that the person at the form can act on: a stable code, and what its sentence needs. */
final class Problem {

	/** @param array<string, mixed> $params Operands for the sentence, unescaped. */
	public function __construct(
		public readonly string $code,
		public readonly array $params = array()
	) {
	}
}
