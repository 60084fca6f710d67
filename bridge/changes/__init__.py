"""A change of plan from the choices to the term it begins: quote, confirm, pay, apply, cancel, renew."""
