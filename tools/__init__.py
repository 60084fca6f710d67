"""What the project is worked on with: a network on this machine, the word lists, the schema file."""
