"""Addresses of the API that belong to works and acceptance; mounted under /api/v1/."""

from django.urls import path
from django.views import View

from apps.acts.api import endpoints
from apps.inspections.acts import ACTS
from apps.inspections.api import acceptance, reading

_CASE = "cases/<uuid:pk>"
_VIEWS: dict[str, type[View]] = {
    "works": reading.WorksOfCase,
    "checklist": reading.ChecklistOfCase,
    "visits": reading.VisitsOfCase,
    "defects": reading.DefectsOfCase,
    "acceptance": reading.AcceptanceOfCase,
    "acceptance/open": acceptance.OpenAcceptance,
    "acceptance/items": acceptance.RecordItems,
    "acceptance/verdict": acceptance.GiveVerdict,
    "acceptance/verdict/withdraw": acceptance.WithdrawVerdict,
    "acceptance/opinion": acceptance.RecordOpinion,
    "acceptance/conclude": acceptance.Conclude,
    "acceptance/rectifications/<uuid:item_id>": acceptance.RectifyItem,
    "acceptance/rectified": acceptance.FinishRectification,
    "mediation": acceptance.OpenMediation,
    "mediation/record": acceptance.RecordMediation,
    "convert": acceptance.ConvertCase,
    "close-unconfirmed": acceptance.CloseUnconfirmed,
}


def _name(address: str) -> str:
    words = [word for word in address.split("/") if not word.startswith("<")]
    return "-".join(["api", *words])


routes = [
    *(path(f"{_CASE}/{address}", view.as_view(), name=_name(address)) for address, view in _VIEWS.items()),
    *endpoints(ACTS),
]
