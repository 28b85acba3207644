"""Submissions that must not count twice."""
