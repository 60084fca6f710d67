"""One blueprint per audience; each view is: parse (declared), call, answer."""
