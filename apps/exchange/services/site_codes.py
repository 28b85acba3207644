"""一码监管: a works site is entered when works start, and its end told (docs/connections/site_code.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apps.cases.enums import ENDED, Status
from apps.cases.models import Case, Transition
from apps.connections.models import Delivery
from apps.connections.queries import missing_settings
from apps.connections.rules.partners import Content, Mender, Partner
from apps.connections.services import submit
from apps.exchange.queries.questions import QUESTION
from apps.exchange.queries.records import (
    Told,
    day_of,
    enterprise_at,
    reference_of,
    row_of,
    told_at,
)
from apps.exchange.queries.sites import is_opening, is_over, site_before, sites_of
from apps.exchange.rules.progress import STEPS
from apps.exchange.services import asking
from apps.exchange.services.construction import (
    CORRECTS,
    ENTERPRISE_FIELDS,
    ENTERPRISE_WORDS,
    enterprise_mender,
    label_of,
)
from apps.exchange.services.filings import ASKED_FIELDS
from apps.inspections.enums import WorksDay
from apps.inspections.models import WorksCorrection
from apps.lib.actors import Actor
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.othertrack.enums import FactKind

HOUSEHOLD_FIELDS = frozenset({"household_name", "phone", "address"})
_ASK = "请向对方查问以后再推送"


def tell_site(case: Case, by: Actor) -> None:
    """Ask that 一码监管 be told of the works of a case, in the running transaction.

    Works that had begun before its address was set up are told by 全部重新推送 alone: no household of
    theirs goes out because something else is recorded.
    """
    if missing_settings(PARTNER):
        return
    sites = sites_of(case.pk)
    if not sites:
        return
    site = sites[-1]
    known = Delivery.objects.filter(partner=PARTNER.key, reference=reference_of(site[0])).exists()
    if known or len(site) == 1:
        for row in site:
            submit(partner=PARTNER.key, reference=reference_of(row), label=site_label(row), by=by)


def site_label(row: Told) -> str:
    """Return how lists name it; holds nothing personal."""
    if is_opening(row):
        return f"{row.case.number} 工地登记"
    return label_of(row) if isinstance(row, WorksCorrection) else f"{row.case.number} 工地结束"


def content_of(reference: str) -> Content | None:
    """Return what is told of a site. Whose home it is stands in its opening alone.

    Nothing of an opening once its works have ended: nobody's telephone goes out for those, however late it
    is sent and whoever asks for it. What follows an opening that never went out does not go out either.
    """
    if _is_question(reference):
        return asking.content_of(reference)
    row = row_of(reference)
    if row is None or (is_opening(row) and is_over(row)):
        return None
    values: dict[str, object] = {
        "case_number": row.case.number,
        "county_code": row.case.county_code,
        "recorded_at": told_at(row).astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }
    day = day_of(row, PARTNER.key).isoformat()
    if isinstance(row, WorksCorrection):
        values |= {"kind": "corrected", "corrects": CORRECTS[WorksDay(row.day)], "on": day}
    else:
        values |= {"on": day}
        values |= _opening(row) if is_opening(row) else {"kind": "closed", "why": STEPS[row.name]}
    former = site_before(row)
    return Content(values=values, after=reference_of(former) if former is not None else "")


def _opening(row: Transition) -> dict[str, object]:
    case = row.case
    enterprise = enterprise_at(case, row.recorded_at)
    days = {"planned_days": case.planned_days} if case.planned_days is not None else {}
    return {
        "kind": "opened",
        "address": case.dwelling.address,
        "household_name": case.household.name,
        "phone": case.household.phone_encrypted.text(),
        "street_code": case.street_code,
        "street_name": case.street_office.name,
        "enterprise_code": enterprise.credit_code if enterprise else "",
        "enterprise_name": enterprise.name if enterprise else "",
        **days,
    }


def references() -> Iterator[tuple[str, str]]:
    """Yield the sites on which works go on now, corrections of their days, and questions that wait.

    Not those that are over: nobody's telephone goes out for works that have ended.
    """
    for case in Case.objects.filter(status=Status.BUILDING).order_by("pk").iterator():
        for row in (sites_of(case.pk) or [[]])[-1]:
            yield reference_of(row), site_label(row)
    yield from asking.references(FactKind.CODE)


def take_answer(reference: str, said: Mapping[str, object]) -> str:
    """Take what was answered to a question; what is told of a site is answered with an id alone."""
    return asking.take_answer(reference, said) if _is_question(reference) else ""


def _is_question(reference: str) -> bool:
    return reference.startswith(f"{QUESTION}:")


def mender_of(reference: str, field: str) -> Mender | None:
    """Return whose desk mends a field that 一码监管 does not take."""
    if _is_question(reference):
        return asking.mender_of(reference, field)
    row = row_of(reference)
    if row is None:
        return None
    case = row.case
    if field in HOUSEHOLD_FIELDS:
        page = "cases:case" if case.status in ENDED else "cases:correct"
        roles = (Role.STREET_CLERK.value,)
        return Mender(organisation_id=case.street_office_id, roles=roles, page=page, pk=str(case.pk))
    if field in ENTERPRISE_FIELDS:
        return enterprise_mender(row)
    if field == "on":
        roles, page = (Role.DISTRICT_CLERK.value,), "inspections:correct-days"
        return Mender(organisation_id=case.bureau_id, roles=roles, page=page, pk=str(case.pk))
    return None


PARTNER = Partner(
    key="site_code",
    label="一码监管",
    contract="1",
    about="施工开始时登记工地（坐落、装修人姓名和电话、企业），结束时告知；其他装修办件问有没有纳入监管。",
    address="SITE_CODE_URL",
    secret="SITE_CODE_SECRET",  # noqa: S106 - the setting's name
    fields={
        "household_name": "装修人姓名（household_name）对方不认，请街道核对身份证件，登记错的更正",
        "phone": "联系电话（phone）对方不认，请街道与住户核对，登记错的更正",
        "address": "房屋坐落（address）对方不认，请街道核对门牌，登记错的更正",
        "name": ASKED_FIELDS["name"],
        "on": "日期（on）对方不收，请区县经办核对开工、完工日期，登记错的更正",
        "planned_days": f"工期（planned_days）对方不收，{_ASK}",
        "street_code": "街道代码（street_code）对方不认，请市级管理员在“机构与管辖”核对管辖范围",
        "county_code": "区县代码（county_code）对方不认，请市级管理员在“机构与管辖”核对管辖范围",
        "case_number": f"办件编号（case_number）对方不认，{_ASK}",
        "why": f"结束的原因（why）对方不认，{_ASK}",
        "recorded_at": f"记录时间（recorded_at）对方不收，请运维核对服务器时钟，或者{_ASK}",
        "after": "对方没有收到这个工地的前一件，请先把那一件再推送一次",
        **ENTERPRISE_WORDS,
    },
    keeps=False,
    build=content_of,
    references=references,
    mender=mender_of,
    take=take_answer,
)
