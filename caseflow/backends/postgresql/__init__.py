"""PostgreSQL, columns kept."""
