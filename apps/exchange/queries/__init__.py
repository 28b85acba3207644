"""What is told of a case, read from its record."""
