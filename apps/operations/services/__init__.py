"""Writes of operation: counters, archives, restored data, re-sealed columns."""
