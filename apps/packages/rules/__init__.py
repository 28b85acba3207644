"""What a package says, how its price went, where two differ: pure functions."""
