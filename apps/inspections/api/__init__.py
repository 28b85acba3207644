"""Works and acceptance through the API: the acts of their pages, with JSON in front of them."""

from apps.inspections.api.routes import routes

__all__ = ["routes"]
