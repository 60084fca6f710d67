"""What a plan allows. Pure: knows no database and no framework."""
