"""What the search reads, and what the pages of 疑点 show."""
