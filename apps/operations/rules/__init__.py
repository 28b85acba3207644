"""Pure parts of operation: shapes of archives."""
