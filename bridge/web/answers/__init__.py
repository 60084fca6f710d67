"""The shapes of our answers, as types: the code that builds them and the API description both read these."""
