"""Plan Bridge: plan changes for WordPress multisite networks."""
