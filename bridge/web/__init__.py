"""The HTTP engine: application, authentication, encoding, problems, description. It knows no route."""
