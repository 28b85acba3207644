"""Writes of 管理 that join what several apps keep; each app's own writes stay with it."""

from apps.administration.services.calendar import announce

__all__ = ["announce"]
