"""A list of attacks as tests. Each file is one family, and each has a bait that shows it can fail."""
