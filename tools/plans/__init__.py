"""How much each statement reads on networks of several sizes: large networks, a walk, the server's log."""
