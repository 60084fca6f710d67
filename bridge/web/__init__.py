"""The HTTP side: authentication, guards, parsing, presentation. It decides nothing about money or rights."""
