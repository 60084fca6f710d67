"""The network's nouns: for each its value, its rows read and its rows written, in one file."""
