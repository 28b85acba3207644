"""Writes of 服务评价."""

from apps.ratings.services.giving import MOST_CHARACTERS, follow_up, give_rating

__all__ = ["MOST_CHARACTERS", "follow_up", "give_rating"]
