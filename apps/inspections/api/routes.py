"""Addresses of the API that belong to works and acceptance; mounted under /api/v1/."""

from django.urls import path
from django.views import View

from apps.acts.api import endpoints
from apps.inspections.acts import ACTS
from apps.inspections.api import reading

_READ: dict[str, type[View]] = {
    "works": reading.WorksOfCase,
    "checklist": reading.ChecklistOfCase,
    "visits": reading.VisitsOfCase,
    "defects": reading.DefectsOfCase,
    "acceptance": reading.AcceptanceOfCase,
}

routes = [
    *(path(f"cases/<uuid:pk>/{name}", view.as_view(), name=f"api-{name}") for name, view in _READ.items()),
    *endpoints(ACTS),
]
