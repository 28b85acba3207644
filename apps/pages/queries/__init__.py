"""Reads for the pages, across the apps below."""
