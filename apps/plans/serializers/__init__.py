"""Bodies of the plan's part of the API."""
