"""Limits written where they are said: of products, memberships and sites."""
