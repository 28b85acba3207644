"""浙里建造: a case's progress without anything of its household (docs/connections/construction.md)."""

from __future__ import annotations

from collections.abc import Iterator

from apps.cases.models import Case, Transition
from apps.connections.queries import missing_settings
from apps.connections.rules.partners import Content, Mender, Partner
from apps.connections.services import submit
from apps.exchange.queries.records import (
    MOVES,
    Told,
    before,
    day_of,
    enterprise_at,
    reference_of,
    row_of,
    told_at,
    told_of,
    told_of_all,
)
from apps.exchange.rules.progress import STEPS
from apps.inspections.enums import WorksDay
from apps.inspections.models import WorksCorrection
from apps.lib.actors import Actor
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role

_ASK = "请向对方查问以后再推送"
CORRECTS = {WorksDay.START: "started", WorksDay.FINISH: "finished"}
_WORDS = {
    "contracted": "签订装修合同",
    "started": "开工",
    "finished": "完工",
    "passed": "验收合格",
    "replaced": "更换企业",
    "ended": "终止或撤回",
    "closed_unconfirmed": "办结（户主未确认）",
    "converted": "转为其他装修",
    "revoked": "撤销验收合格",
}


def tell_progress(case: Case, by: Actor) -> None:
    """Ask that 浙里建造 be told of all there is of a case, in the running transaction.

    All of it: what was recorded before the address was set up must be there before what follows it. Nothing
    is lined up where no address is set: a site connected later sends the past by 全部重新推送.
    """
    if missing_settings(PARTNER):
        return
    for row in told_of(case.pk):
        submit(partner=PARTNER.key, reference=reference_of(row), label=label_of(row), by=by)


def label_of(row: Told) -> str:
    """Return how lists name it; holds nothing personal."""
    if isinstance(row, Transition):
        return f"{row.case.number} {_WORDS[STEPS[row.name]]}"
    return f"{row.case.number} 更正{WorksDay(row.day).label}"


def content_of(reference: str) -> Content | None:
    """Return what is told of a move or a correction; nothing of whose home it is."""
    row = row_of(reference)
    if row is None:
        return None
    values: dict[str, object] = {
        "case_number": row.case.number,
        "county_code": row.case.county_code,
        "space": row.case.renovation_scope,
        "recorded_at": told_at(row).astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }
    day = day_of(row, PARTNER.key).isoformat()
    if isinstance(row, WorksCorrection):
        values |= {"kind": "corrected", "corrects": CORRECTS[WorksDay(row.day)], "on": day}
    else:
        values |= {"kind": STEPS[row.name], "on": day}
    # Of a replacement neither is named: which one it is says the contract that follows.
    enterprise = None if values["kind"] == "replaced" else enterprise_at(row.case, told_at(row))
    if enterprise is not None:
        values |= {"enterprise_code": enterprise.credit_code, "enterprise_name": enterprise.name}
    former = before(row)
    return Content(values=values, after=reference_of(former) if former is not None else "")


def references() -> Iterator[tuple[str, str]]:
    """Yield everything that is told of any case, oldest first."""
    for row in told_of_all():
        yield reference_of(row), label_of(row)


def mender_of(reference: str, field: str) -> Mender | None:
    """Return whose desk mends a field that 浙里建造 does not take."""
    row = row_of(reference)
    if row is None:
        return None
    if field in ENTERPRISE_FIELDS:
        return enterprise_mender(row)
    if field == "on":
        clerk = (Role.DISTRICT_CLERK.value,)
        is_works = isinstance(row, WorksCorrection) or row.name in MOVES.values()
        page = "inspections:correct-days" if is_works else "cases:record"
        return Mender(organisation_id=row.case.bureau_id, roles=clerk, page=page, pk=str(row.case_id))
    return None


def enterprise_mender(row: Told) -> Mender | None:
    """Return the bureau of a case: its list is where code and name of an enterprise are looked after."""
    enterprise = enterprise_at(row.case, told_at(row))
    if enterprise is None:
        return None
    roles, page = (Role.DISTRICT_CLERK.value,), "enterprises:enterprise"
    return Mender(organisation_id=row.case.bureau_id, roles=roles, page=page, pk=str(enterprise.pk))


ENTERPRISE_FIELDS = frozenset({"enterprise_code", "enterprise_name"})
ENTERPRISE_WORDS = {
    "enterprise_code": "企业的统一社会信用代码（enterprise_code）对方不认，"
    "请区县经办核对名录；登记对的，请企业到对方那里登记",
    "enterprise_name": "企业名称（enterprise_name）对方不认，请区县经办核对名录，更了名的办理企业更名",
}
PARTNER = Partner(
    key="construction",
    label="浙里建造",
    contract="1",
    about="办件的签约、开工、完工、验收、结束和日期的更正，不含住户的姓名、电话、住址。",
    address="CONSTRUCTION_PLATFORM_URL",
    secret="CONSTRUCTION_PLATFORM_SECRET",  # noqa: S106 - the setting's name
    fields={
        "case_number": f"办件编号（case_number）对方不认，{_ASK}",
        "county_code": "区县代码（county_code）对方不认，请市级管理员在“机构与管辖”核对管辖范围",
        "space": f"改造空间（space）对方不认，{_ASK}",
        "kind": f"进度（kind）对方不认，{_ASK}",
        "on": "日期（on）对方不收，请区县经办核对办理记录；开工、完工登记错的更正，按更正后的再推送",
        "recorded_at": f"记录时间（recorded_at）对方不收，请运维核对服务器时钟，或者{_ASK}",
        "after": "对方没有收到同一办件的前一件，请先把那一件再推送一次",
        **ENTERPRISE_WORDS,
    },
    keeps=False,
    build=content_of,
    references=references,
    mender=mender_of,
)
