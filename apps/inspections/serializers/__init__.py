"""Bodies of the works' and the acceptance's part of the API."""
