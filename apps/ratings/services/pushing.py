"""好差评: what the provincial system is sent of a rating, as docs/connections/haochaping.md says."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings

from apps.cases.models import Case
from apps.connections.rules.partners import Content, Partner
from apps.lib.clock import SHANGHAI
from apps.ratings.enums import SCORES, Level
from apps.ratings.models import FollowUp, Rating

RATING, FOLLOW_UP = "rating", "follow_up"
_ASK = "请向对方查问以后再推送"


def reference_of(row: Rating | FollowUp) -> str:
    """Return by what a delivery names a rating or a 追评."""
    return f"{RATING if isinstance(row, Rating) else FOLLOW_UP}:{row.pk}"


def label_of(case: Case, row: Rating | FollowUp) -> str:
    """Return how lists name it; holds nothing personal."""
    return f"{case.number} {'服务评价' if isinstance(row, Rating) else '追评'}"


def content_of(reference: str) -> Content | None:
    """Return what is sent of a rating or a 追评, by the contract; no name, no number of a person."""
    kind, _, pk = reference.partition(":")
    if kind == RATING:
        rating = Rating.objects.select_related("case__bureau").filter(pk=UUID(pk)).first()
        if rating is None:
            return None
        return Content(values={**_said(rating.case, rating), "score": SCORES[Level(rating.level)]})
    row = FollowUp.objects.select_related("rating__case__bureau").filter(pk=UUID(pk)).first()
    if row is None:
        return None
    return Content(values=_said(row.rating.case, row), after=reference_of(row.rating))


def _said(case: Case, row: Rating | FollowUp) -> dict[str, object]:
    return {
        "kind": RATING if isinstance(row, Rating) else FOLLOW_UP,
        "matter_code": settings.RATING_PLATFORM_MATTER,
        "case_number": case.number,
        "county_code": case.county_code,
        "body_name": case.bureau.name,
        "words": row.words,
        "way": row.way,
        "said_on": row.said_on.isoformat(),
        "recorded_at": row.recorded_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }


def references() -> Iterator[tuple[str, str]]:
    """Yield every rating and 追评 with its label, oldest first."""
    for rating in Rating.objects.select_related("case").order_by("recorded_at", "pk").iterator():
        yield reference_of(rating), label_of(rating.case, rating)
    rows = FollowUp.objects.select_related("rating__case").order_by("recorded_at", "pk")
    for row in rows.iterator():
        yield reference_of(row), label_of(row.rating.case, row)


PARTNER = Partner(
    key="haochaping",
    label="政务服务“好差评”系统",
    contract="1",
    about="住户的服务评价和追评，不含姓名、电话。",
    address="RATING_PLATFORM_URL",
    secret="RATING_PLATFORM_SECRET",  # noqa: S106 - the setting's name
    needs={"RATING_PLATFORM_MATTER": "事项编码"},
    fields={
        "matter_code": "事项编码（matter_code）对方不认，请运维核对 RATING_PLATFORM_MATTER",
        "case_number": f"办件编号（case_number）对方不认，{_ASK}",
        "county_code": "区县代码（county_code）对方不认，请市级管理员在“机构与管辖”核对管辖范围",
        "body_name": "单位名称（body_name）对方不认，请市级管理员在“机构与管辖”核对名称",
        "score": f"评价（score）对方不收，{_ASK}",
        "words": f"住户的话（words）对方不收；不能代改，{_ASK}",
        "said_on": f"评价日期（said_on）对方不收，{_ASK}",
        "recorded_at": f"记录时间（recorded_at）对方不收，请运维核对服务器时钟，或者{_ASK}",
        "after": "对方没有收到前一件评价，请先把那一件再推送一次",
    },
    build=content_of,
    references=references,
)
