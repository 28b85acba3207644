"""Bodies of the weekly report's part of the API."""
