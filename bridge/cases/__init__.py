"""``bridge price FILE``: cases in JSON, read, priced and written."""
