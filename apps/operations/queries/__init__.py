"""What the state of the running site is."""
