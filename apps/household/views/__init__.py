"""The desk's pages of slips, and the household's own."""
