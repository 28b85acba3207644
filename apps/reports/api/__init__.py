"""The weekly report through the API: readable as data, filled and decided as on its pages."""

from apps.reports.api.routes import routes

__all__ = ["routes"]
