"""Sessions, transactions, named queries and PHP's texts: what the nouns are read and written with."""
