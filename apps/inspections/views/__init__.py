"""Pages of works and acceptance."""
