"""Plan Bridge: plan changes for WordPress multisite networks."""

__version__ = "0.1.0"
