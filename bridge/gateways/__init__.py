"""Payment gateways: they move money and nothing else. The port is :mod:`bridge.gateways.port`."""
