"""Addresses of the API that belong to works and acceptance; mounted under /api/v1/."""

from django.urls import path
from django.views import View

from apps.acts.api import endpoints
from apps.inspections.acts import ACTS
from apps.inspections.api import records

_READ: dict[str, type[View]] = {
    "works": records.WorksOfCase,
    "checklist": records.ChecklistOfCase,
    "visits": records.VisitsOfCase,
    "defects": records.DefectsOfCase,
    "appointments": records.AppointmentsOfCase,
    "acceptance": records.AcceptanceOfCase,
}

routes = [
    *(path(f"cases/<uuid:pk>/{name}", view.as_view(), name=f"api-{name}") for name, view in _READ.items()),
    *endpoints(ACTS),
]
