"""The service killed at every statement and every call of a gateway, and the database killed under load."""
