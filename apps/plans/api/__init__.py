"""The plan's part of the API: the acts of its pages, with JSON in front of them."""

from apps.plans.api.routes import routes

__all__ = ["routes"]
