"""SQLite, columns kept."""
