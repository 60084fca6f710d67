"""The decisions and figures: pure functions over immutable values, nothing but the standard library and Babel."""
