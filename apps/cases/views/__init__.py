"""Views of registration and filing."""
