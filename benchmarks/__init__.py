"""What the product costs, measured beside something that does nothing: only the ratios of one run count."""
