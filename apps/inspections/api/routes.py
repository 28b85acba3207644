"""Addresses of the API that belong to works and acceptance; mounted under /api/v1/."""

from django.urls import path
from django.views import View

from apps.inspections.api import acceptance, reading, visits, works

_CASE = "cases/<uuid:pk>"
_VIEWS: dict[str, type[View]] = {
    "works": reading.WorksOfCase,
    "works/start": works.StartWorks,
    "works/progress": works.ReportProgress,
    "works/concealed": works.ReportConcealed,
    "works/finish": works.ReportFinish,
    "works/finish/confirm": works.ConfirmFinish,
    "works/finish/reject": works.RejectFinish,
    "works/stop": works.StopWorks,
    "works/resume": works.ResumeWorks,
    "checklist": reading.ChecklistOfCase,
    "visits": reading.VisitsOfCase,
    "visits/patrol": visits.RecordPatrol,
    "visits/spot-check": visits.RecordSpotCheck,
    "defects": reading.DefectsOfCase,
    "defects/<uuid:defect_id>/rectify": visits.RectifyDefect,
    "defects/<uuid:defect_id>/verify": visits.VerifyDefect,
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


routes = [path(f"{_CASE}/{address}", view.as_view(), name=_name(address)) for address, view in _VIEWS.items()]
