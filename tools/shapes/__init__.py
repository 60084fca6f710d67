"""The shapes of the service's answers as the plugin checks them, taken from the API's description."""
