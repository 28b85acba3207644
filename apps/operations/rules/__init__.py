"""Pure parts of operation: shapes of archives, names of sealed columns."""
