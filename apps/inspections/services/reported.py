"""住户反映的问题: reported, answered, settled by the household's own word (decision 0157).

What a household says raises no version of the case: nobody's half-typed page ages by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.inspections.enums import DefectStatus, PhotoOf, Severity
from apps.inspections.models import Defect, Photo
from apps.inspections.permissions import (
    OPEN_TO_INSIST,
    may_answer_defect,
    may_insist_on_defect,
    may_report_defect,
    may_settle_defect,
    spoke_for_enterprise,
    standing_reports,
)
from apps.inspections.queries.days import enterprise_of
from apps.inspections.rules.defects import shown_content
from apps.inspections.services.defect_notices import (
    tell_bureau_of,
    tell_enterprise_of,
    tell_household_of_answer,
)
from apps.inspections.services.photos import Upload, keep_photos
from apps.letters.enums import TOLD, Channel
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.orgs.permissions import HOUSEHOLD
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of

MOST_PHOTOS = 3
"""Photos that a household adds to one report."""
MOST_A_DAY, DAY = 10, timedelta(days=1)
"""Ours: a household reports a few; whoever found its slip may try to fill the enterprise's desk."""
AGAIN = timedelta(minutes=10)


def content_of_report(defect: Defect) -> str:
    """Return the hash of what a household sees of one report: its word on one is no word on another."""
    photos = Photo.objects.filter(case=defect.case_id, subject=PhotoOf.DEFECT_AFTER, subject_id=defect.pk)
    return shown_content(
        defect.pk,
        defect.status,
        defect.text,
        defect.answer,
        defect.rectified_on,
        defect.rectified_note,
        defect.times_again,
        *sorted(map(str, photos.values_list("file_id", flat=True))),
    )


# --- the household ---


@transaction.atomic
def record_defect(
    *, case_id: UUID, by: Actor, channel: str, text: str, photos: Sequence[Upload] = ()
) -> Defect:
    """Write down what a household reports at the desk, by telephone or on paper, with the same standing."""
    case = lock_case(case_id=case_id, by=by)
    require(may_report_defect(by, case))
    _told(channel)
    defect = _report(case, by, channel=Channel(channel), text=text)
    _keep(defect, by, photos)
    return defect


@transaction.atomic
def report_as_household(*, case: Case, by: Actor, text: str) -> Defect:
    """Report as the household itself, with its slip; the case is the slip's own.

    It binds nobody and holds up nothing, so the slip suffices. The same words again, while they wait, are
    the report that is there.
    """
    case = _own(case)
    require(may_report_defect(by, case))
    own = standing_reports(case).filter(channel=Channel.SLIP)
    again = own.filter(text=text.strip(), reported_at__gte=clock.now() - AGAIN).first()
    if again is not None:
        return again
    today = Defect.objects.filter(case=case, channel=Channel.SLIP, reported_at__gte=clock.now() - DAY)
    if today.count() >= MOST_A_DAY:
        raise Refused(f"一天最多报 {MOST_A_DAY} 项。着急的请打电话。", field="text", code="many")
    return _report(case, by, channel=Channel.SLIP, text=text)


@transaction.atomic
def add_defect_photos(*, case: Case, number: int, by: Actor, photos: Sequence[Upload]) -> None:
    """Add photos to what the household reported with its slip, as long as nobody has answered."""
    case = _own(case)
    rows = standing_reports(case).filter(channel=Channel.SLIP, status=DefectStatus.OPEN, answered_at=None)
    defect = rows.filter(number=number).first()
    if defect is None:
        raise Refused("企业已经答复，照片请随新的一项发。", field="pictures", code="answered")
    defect.case = case
    _keep(defect, by, photos)


@transaction.atomic
def settle_defect(
    *, case_id: UUID, by: Actor, number: int, channel: str = "", words: str = "", shown: str | None = None
) -> Defect:
    """修好了: the household says that nothing is left to mend; nobody owes anything about it any more.

    ``shown`` is :func:`content_of_report` of what it saw on its phone; another one raises :class:`Stale`.
    """
    case = lock_case(case_id=case_id, by=by)
    require(may_settle_defect(by, case))
    defect = _standing(case, number)
    if shown is not None and shown != content_of_report(defect):
        raise Stale("企业的答复刚刚有变化，请重新看一遍再说。", code="stale")
    if by.role != HOUSEHOLD and spoke_for_enterprise(by, defect):
        raise Refused("企业的答复是您代填的，住户的话由他人代记。", code="own_entry")
    defect.status = DefectStatus.VERIFIED
    defect.verified_on = clock.today()
    defect.verified_at = clock.now()
    defect.verified_note = words.strip()
    defect.verified_by = _said_by(by, channel)
    defect.save()
    _note(defect, by, "defect.settled", channel)
    tell_enterprise_of(defect, by=by, words="住户说问题已经解决")
    return defect


@transaction.atomic
def insist_on_defect(*, case_id: UUID, by: Actor, number: int, channel: str, words: str) -> Defect:
    """Write down that the household says it is not mended: the enterprise owes an answer anew."""
    case = lock_case(case_id=case_id, by=by)
    require(may_insist_on_defect(by, case))
    _told(channel)
    return _insist(case, by, number, words, channel)


@transaction.atomic
def insist_as_household(*, case: Case, by: Actor, number: int, words: str) -> Defect:
    """Say with the slip that it is not mended: a second press is the word that was said."""
    case = _own(case)
    said = Defect.objects.of_household().filter(case=case, number=number, said_again=words.strip())
    before = said.filter(status=DefectStatus.OPEN, answered_at=None, times_again__gt=0).first()
    if before is not None:
        return before
    require(may_insist_on_defect(by, case))
    return _insist(case, by, number, words, Channel.SLIP)


def _insist(case: Case, by: Actor, number: int, words: str, channel: str) -> Defect:
    defect = _standing(case, number)
    if defect.status not in OPEN_TO_INSIST:
        raise Refused(f"这一项现在是“{defect.stand.label}”。", field="number", code="status")
    if not words.strip():
        raise Refused("请写明哪里还没有修好。", field="words", code="words")
    defect.status = DefectStatus.OPEN
    defect.said_again, defect.said_again_at = words.strip(), clock.now()
    defect.times_again += 1
    defect.seen_at = None
    ask_again(defect)
    defect.save()
    _note(defect, by, "defect.insisted", channel)
    tell_enterprise_of(defect, by=by, words="住户说问题没有修好，请答复")
    tell_bureau_of(defect, by=by, words="住户说企业没有修好")
    return defect


def ask_again(defect: Defect) -> None:
    """Let the enterprise owe an answer anew, within the period of today's parameter."""
    defect.answered_at = defect.comes_on = None
    defect.answer_due_on = _answer_due(defect.case)


# --- the enterprise ---


@transaction.atomic
def schedule_defect(
    *, case_id: UUID, defect_id: UUID, by: Actor, comes_on: date, note: str = "", version: int | None = None
) -> Defect:
    """Answer when somebody comes to mend it; said again it moves the day."""
    defect = _answerable(case_id, defect_id, by, version)
    if comes_on < clock.today():
        raise Refused("来修的日期早于今天。", field="comes_on", code="past")
    defect.comes_on = comes_on
    return _answer(defect, by, note, "defect.scheduled")


@transaction.atomic
def dispute_defect(
    *, case_id: UUID, defect_id: UUID, by: Actor, reason: str, version: int | None = None
) -> Defect:
    """Answer that it is no defect, and why: the household and the bureau read it, and either goes on."""
    defect = _answerable(case_id, defect_id, by, version)
    if not reason.strip():
        raise Refused("请写明为什么不是质量问题，住户看得到。", field="reason", code="reason")
    defect.status = DefectStatus.DISPUTED
    defect.comes_on = None
    _answer(defect, by, reason, "defect.disputed")
    tell_bureau_of(defect, by=by, words="企业认为住户反映的不是质量问题")
    return defect


def _answerable(case_id: UUID, defect_id: UUID, by: Actor, version: int | None) -> Defect:
    case = lock_case(case_id=case_id, by=by, version=version)
    defect = Defect.objects.of_works(case).filter(pk=defect_id).first()
    if defect is None:
        raise Refused("没有这一问题，请刷新页面。", code="none")
    defect.case = case
    require(may_answer_defect(by, case, defect))
    return defect


def _answer(defect: Defect, by: Actor, words: str, action: str) -> Defect:
    defect.answer = words.strip()
    defect.answered_by = f"{by.organisation_name} {by.signature}"[:80]
    defect.answered_holder = by.holder
    defect.answered_at = clock.now()
    defect.save()
    # No words: the case's record is read by an enterprise that comes later, too.
    update_case(case=defect.case, by=by, action=action, facts={"number": defect.number})
    tell_household_of_answer(defect, by=by)
    return defect


# --- shared ---


def _own(case: Case) -> Case:
    """Lock the case of a slip, which no scope holds: the slip names it."""
    rows = Case.objects.select_related("enterprise", "street_office", "bureau", "patrol_organisation")
    return rows.select_for_update(of=("self",)).get(pk=case.pk)


def _told(channel: str) -> None:
    if channel not in [each.value for each in TOLD]:
        raise Refused("请选择住户是怎样说的。", field="channel", code="channel")


def _standing(case: Case, number: int) -> Defect:
    defect = standing_reports(case).filter(number=number).first()
    if defect is None:
        raise Refused("没有这一项，或者已经办结。", field="number", code="none")
    defect.case = case
    return defect


def _said_by(by: Actor, channel: str) -> str:
    if by.role == HOUSEHOLD:
        return by.signature
    _told(channel)
    return f"住户（{Channel(channel).label}，{by.signature}代记）"[:80]


def _answer_due(case: Case) -> date | None:
    limits = limits_of(case.bureau_id or 0, clock.today(), (ParameterCode.DEFECT_ANSWER_DAYS,))
    days = limits.number(ParameterCode.DEFECT_ANSWER_DAYS)
    return None if days is None else clock.today() + timedelta(days=days)


def _report(case: Case, by: Actor, *, channel: Channel, text: str) -> Defect:
    if not text.strip():
        raise Refused("请写明哪里没有做好。", field="text", code="text")
    told = channel in TOLD
    last = Defect.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    defect = Defect.objects.create(
        case=case,
        enterprise_id=enterprise_of(case),
        number=last + 1,
        text=text.strip(),
        severity=Severity.ORDINARY,
        found_on=clock.today(),
        found_by="住户" if told else by.signature,
        found_organisation="",
        channel=channel,
        reported_at=clock.now(),
        recorded_by=f"{by.organisation_name} {by.signature}" if told else "",
        answer_due_on=_answer_due(case),
    )
    _note(defect, by, "defect.recorded" if told else "defect.reported", channel)
    tell_enterprise_of(defect, by=by, words="住户反映质量问题，请答复")
    tell_bureau_of(defect, by=by, words="住户反映质量问题")
    return defect


def _keep(defect: Defect, by: Actor, photos: Sequence[Upload]) -> None:
    before = Photo.objects.filter(
        case=defect.case_id, subject=PhotoOf.DEFECT_BEFORE, subject_id=defect.pk
    ).count()
    if before + len(photos) > MOST_PHOTOS:
        raise Refused(f"一项最多 {MOST_PHOTOS} 张照片。", field="photos", code="many")
    keep_photos(case=defect.case, by=by, subject=PhotoOf.DEFECT_BEFORE, subject_id=defect.pk, files=photos)


def _note(defect: Defect, by: Actor, action: str, channel: str) -> None:
    record(
        by=by,
        subject=Subject("case", str(defect.case_id)),
        action=action,
        facts={"number": defect.number, "channel": str(channel)},
        jurisdiction=defect.case.county_code,
    )
