"""Completion and end of rectification: reported, then confirmed or sent back (P1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, move, text_household, update_case
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.inspections.enums import FinishConfirmer, PhotoOf, ReportKind, ReportStatus
from apps.inspections.models import EndSignature, Rectification, Visit, WorksReport
from apps.inspections.permissions import (
    may_confirm_as,
    may_confirm_finish,
    may_confirm_rectified,
    may_reject_finish,
    may_reject_rectified,
    may_report_finish,
    may_report_rectified,
    stands_in_for_silent,
)
from apps.inspections.queries.ends import rectifying_attempt, visits_that_confirm
from apps.inspections.rules.ends import day_that_counts
from apps.inspections.services.days import end_day
from apps.inspections.services.photos import Upload, keep_photos
from apps.inspections.services.works import (
    is_over,
    new_report,
    overruns,
    require_concealed,
    require_overrun_reason,
)
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied, Refused, Stale, require
from apps.orgs.enums import Role
from apps.plans.enums import Means, Signer
from apps.plans.queries import confirmed_plan
from apps.plans.services.signatures import SignedPaper, keep_signature, proof_of, require_own_means

FINISH, RECTIFIED = ReportKind.FINISH, ReportKind.RECTIFIED
_ACTION = {FINISH: "works.finish", RECTIFIED: "rectification"}


@dataclass(frozen=True, slots=True)
class EndWord:
    """Who confirms an end, by what: a signature of the household, or a visit of the patrol.

    ``on`` is the day the household names, ``signed_on`` the day on its paper.
    """

    confirmer: FinishConfirmer
    on: date | None = None
    visit_id: UUID | None = None
    means: Means = Means.SIGNED_SCAN
    signer: Signer = Signer.SELF
    signer_name: str = ""
    signed_on: date | None = None
    witness_name: str = ""
    signature: str = ""
    scan: Upload | None = None
    proof: Upload | None = None
    phone_tail: str = ""
    """End of the number to which the household's own phone was sent a code."""
    shown: str = ""
    """:func:`signed_content` of the report the household saw on its phone, with the day it names."""


# --- reported ---


@transaction.atomic
def report_finish(
    *,
    case_id: UUID,
    by: Actor,
    finished_on: date,
    text: str = "",
    overrun_reason: str = "",
    scan: Upload | None = None,
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> WorksReport:
    """Report 完工; the household or the patrol confirms before it counts."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_report_finish(by, case))
    end_day(case, FINISH, finished_on, "finished_on")
    require_concealed(case)
    require_overrun_reason(case, finished_on, overrun_reason)
    # A reason for an overrun that there is not would be said on pages and papers.
    overrun_reason = overrun_reason if is_over(case, finished_on) else ""
    report = new_report(
        case, by, FINISH, finished_on, text=text, overrun_reason=overrun_reason, status=ReportStatus.PENDING
    )
    return _reported(case, by, report, scan, photos)


@transaction.atomic
def report_rectified(
    *,
    case_id: UUID,
    by: Actor,
    finished_on: date,
    text: str = "",
    scan: Upload | None = None,
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> WorksReport:
    """Report 整改完成 once every item is done; the household or the patrol confirms before it counts."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_report_rectified(by, case))
    end_day(case, RECTIFIED, finished_on, "finished_on")
    if stands_in_for_silent(by, case) and not text.strip():
        raise Refused("请写明企业失联的情况和由谁整改。", field="text", code="silent")
    attempt = rectifying_attempt(case)
    report = new_report(
        case, by, RECTIFIED, finished_on, text=text, status=ReportStatus.PENDING, attempt=attempt
    )
    return _reported(case, by, report, scan, photos)


def _reported(
    case: Case, by: Actor, report: WorksReport, scan: Upload | None, photos: Sequence[Upload]
) -> WorksReport:
    kind = ReportKind(report.kind)
    if by.role in (Role.STREET_CLERK, Role.DISTRICT_CLERK):
        # The word of the enterprise, or of the household it left: an official only carries it.
        silent = stands_in_for_silent(by, case)
        if scan is None:
            paper = "户主签字的整改说明" if silent else f"其签字盖章的{kind.label}报告"
            raise Refused(
                f"{'企业失联' if silent else '企业没有账号'}的，凭{paper}代填，请上传扫描件。",
                field="scan",
                code="scan",
            )
        report.scan_file_id = keep(
            by=by,
            file=scan,
            owner=Owner("case", str(case.pk)),
            kind=FileKind.FINISH_SCAN,
            sensitive=False,
            label=f"{kind.label}报告（{'企业失联，户主签字' if silent else '企业签字盖章'}）",
            field="scan",
        ).pk
        report.save(update_fields=["scan_file_id"])
    keep_photos(case=case, by=by, subject=PhotoOf.REPORT, subject_id=report.pk, files=photos)
    update_case(case=case, by=by, action=f"{_ACTION[kind]}_reported", facts={"on": report.on.isoformat()})
    event = "finish_reported" if kind is FINISH else "rectified_reported"
    text_household(case=case, event=event, by=by, key=f"end:{report.pk}")
    return report


# --- sent back ---


@transaction.atomic
def reject_finish(
    *, case_id: UUID, by: Actor, reason: str, shown: str | None = None, version: int | None = None
) -> WorksReport:
    """The household or the patrol does not agree that the works are finished.

    ``shown`` is :func:`signed_content` of the report it saw on its phone; another one raises :class:`Stale`.
    """
    return _send_back(case_id, by, reason, shown, version, FINISH, may_reject_finish, "请写明未完工的情况。")


@transaction.atomic
def reject_rectified(
    *, case_id: UUID, by: Actor, reason: str, shown: str | None = None, version: int | None = None
) -> WorksReport:
    """The household or the patrol does not agree that everything is mended."""
    return _send_back(
        case_id, by, reason, shown, version, RECTIFIED, may_reject_rectified, "请写明未整改到位的情况。"
    )


def _send_back(
    case_id: UUID,
    by: Actor,
    reason: str,
    shown: str | None,
    version: int | None,
    kind: ReportKind,
    may: Callable[[Actor, Case], Decision],
    asks: str,
) -> WorksReport:
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may(by, case))
    if not reason.strip():
        raise Refused(asks, field="reason", code="reason")
    report = _open(case, kind)
    if shown is not None and shown != signed_content(report, report.on):
        raise Stale(f"{kind.label}报告刚刚有变化，请重新看一遍再说。", code="stale")
    report.status = ReportStatus.REJECTED
    report.confirm_note = reason.strip()
    _sign(report, by)
    report.save()
    update_case(case=case, by=by, action=f"{_ACTION[kind]}_rejected", reason=reason.strip())
    return report


def _open(case: Case, kind: ReportKind) -> WorksReport:
    # One at most (one_standing_…_report), and the permission has seen it.
    report = WorksReport.objects.open_of(case, kind)
    if report is None:
        raise Refused("没有待确认的报告，请刷新页面。", code="none")
    return report


def _sign(report: WorksReport, by: Actor) -> None:
    report.confirmed_at = clock.now()
    report.confirmed_by = by.signature
    report.confirmed_holder = by.holder
    report.confirmed_role = by.role
    report.confirmed_organisation = by.organisation_name


# --- confirmed ---


@transaction.atomic
def confirm_finish(
    *,
    case_id: UUID,
    by: Actor,
    word: EndWord,
    note: str = "",
    overrun_reason: str = "",
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Case:
    """确认完工 by the household's signature or a visit of the patrol; the acceptance runs from its day."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_confirm_finish(by, case))
    report = _open(case, FINISH)
    plan = confirmed_plan(case)
    if plan and plan.confirmed_at and plan.confirmed_at > report.reported_at:
        # The photos were asked for with the report, or not yet; only a later plan may bring a space.
        require_concealed(case)
    on = _confirm(case, by, report, word, note, photos)
    reason = overrun_reason.strip() or report.overrun_reason
    require_overrun_reason(case, on, reason)
    report.overrun_reason = reason if is_over(case, on) else ""
    report.save()
    close_hold(case=case, kind=HoldKind.FINISH_CONFIRMED, by=by, reason=word.confirmer.label)
    return move(
        case=case,
        name="finish_works",
        by=by,
        effective_on=on,
        values={"overrun": overruns(case, on)},
        facts=_facts(report),
    )


@transaction.atomic
def confirm_rectified(
    *,
    case_id: UUID,
    by: Actor,
    word: EndWord,
    note: str = "",
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Case:
    """确认整改完成: the case waits for the inspector again, from the day confirmed and not the day typed."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_confirm_rectified(by, case))
    report = _open(case, RECTIFIED)
    on = _confirm(case, by, report, word, note, photos)
    return move(
        case=case,
        name="finish_rectification",
        by=by,
        effective_on=on,
        values={"rectified_on": on},
        facts={**_facts(report), "items": Rectification.objects.filter(attempt__case=case).count()},
    )


def _facts(report: WorksReport) -> dict[str, object]:
    return {
        "confirmer": report.confirmer,
        "reported_on": report.on.isoformat(),
        "days_late": report.confirmed_days_late,
    }


def _confirm(
    case: Case, by: Actor, report: WorksReport, word: EndWord, note: str, photos: Sequence[Upload]
) -> date:
    """Keep who confirmed by what; return the day that counts."""
    may = may_confirm_as(by, case, report, word.confirmer)
    if isinstance(may, Denied):
        raise Refused(may.reason, field="confirmer", code=may.code)
    if word.confirmer is FinishConfirmer.PATROL:
        report.visit = _visit(case, report, word.visit_id)
        on = day_that_counts(visited=report.visit.visited_on)
    else:
        require_own_means(by, word.means, word.signer, word.phone_tail)
        on = day_that_counts(household=_household_day(case, word))
        if word.means is Means.CODED and word.shown != signed_content(report, on):
            raise Stale("完工报告刚刚有变化，请重新看一遍再确认。", code="stale")
    field = "visit" if word.confirmer is FinishConfirmer.PATROL else "finished_on"
    end_day(case, ReportKind(report.kind), on, field)
    report.status = ReportStatus.CONFIRMED
    report.confirmer = word.confirmer
    report.confirmed_on = on
    report.confirm_note = note.strip()
    _sign(report, by)
    report.save()
    if word.confirmer is FinishConfirmer.HOUSEHOLD:
        _keep_signature(case, by, report, word, on)
    keep_photos(case=case, by=by, subject=PhotoOf.REPORT, subject_id=report.pk, files=photos)
    return on


def _visit(case: Case, report: WorksReport, visit_id: UUID | None) -> Visit:
    if visit_id is None:
        raise Refused("请选择确认所依据的巡查记录。", field="visit", code="visit")
    found = visits_that_confirm(case, report).filter(pk=visit_id).first()
    if found is None:
        raise Refused(
            f"须是巡查主体在{formats.day(report.on)}当日或以后到现场的巡查记录。", field="visit", code="visit"
        )
    return found


def _household_day(case: Case, word: EndWord) -> date:
    if word.on is None:
        raise Refused("请填写户主认定的日期。", field="finished_on", code="finished_on")
    signed_on = word.signed_on or clock.today()
    if signed_on > clock.today():
        raise Refused("日期不能晚于今天。", field="signed_on", code="future")
    if signed_on < word.on:
        raise Refused("签字日期早于户主认定的日期，请核对。", field="signed_on", code="before_day")
    if word.signer is Signer.AGENT and not word.signer_name.strip():
        raise Refused("请填写代办人姓名。", field="signer_name", code="signer_name")
    if word.signer is Signer.AGENT and word.proof is None and word.means is not Means.CODED:
        raise Refused("代办人签字须上传委托书。", field="proof", code="proof")
    if word.means is Means.DRAWN and not word.witness_name.strip():
        raise Refused("在工作人员设备上签字须填写见证人。", field="witness_name", code="witness")
    if word.means is Means.DRAWN and not word.signature:
        raise Refused("请户主在框内签名。", field="signature", code="signature")
    return word.on


def _keep_signature(case: Case, by: Actor, report: WorksReport, word: EndWord, on: date) -> None:
    kind = ReportKind(report.kind)
    paper = SignedPaper(
        drawn_label=f"户主签字（{kind.label}确认）",
        scan_label=f"{kind.label}确认签字扫描件",
        scan_kind=FileKind.FINISH_SCAN,
        sensitive=True,
        no_scan=Refused("请上传户主签字的扫描件。", field="scan", code="scan"),
    )
    EndSignature.objects.create(
        report=report,
        means=word.means,
        signer=word.signer,
        signer_name=word.signer_name.strip() or case.household.name,
        signed_on=word.signed_on or clock.today(),
        signed_at=clock.now(),
        content_hash=signed_content(report, on),
        signature_file_id=keep_signature(
            case=case, by=by, paper=paper, means=word.means, signature=word.signature, scan=word.scan
        ),
        proof_file_id=proof_of(case=case, by=by, proof=word.proof),
        witness_name=word.witness_name.strip(),
        phone_tail=word.phone_tail,
    )


def signed_content(report: WorksReport, on: date) -> str:
    """Return the SHA-256 of what the household signs: which end, reported for which day, and its own day."""
    stated = {
        "report": str(report.pk),
        "kind": report.kind,
        "enterprise": report.enterprise_id,
        "reported_on": report.on.isoformat(),
        "household_on": on.isoformat(),
    }
    return sha256(json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
