"""Writes of operation: counters, archives, restored data, re-encrypted columns."""
