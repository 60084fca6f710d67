"""The picture of a change's life, made from the table that the service goes by."""
