"""The commands of ``bridge``, one module per purpose."""
