"""What the household's pages show of its case."""
