"""What the network's administrators do: products, settings, payments, memberships, the map of plans."""
