"""What an owner sees: the Account page."""
