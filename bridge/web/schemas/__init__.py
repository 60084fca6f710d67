"""What requests must look like. Unknown names are refused: a misspelt field must not be taken for its default."""
