"""Bounds of 产品批次. Pure."""

MOST_PRODUCTS = 60
"""Products of one household: a slip of the hand, no policy figure."""
