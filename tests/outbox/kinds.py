"""Every kind of job there is: how a test sets it to work, stops it in the middle and counts its effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from axes.models import AccessLog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count
from django.test import override_settings

from apps.api.models import IdempotencyKey
from apps.audit.models import AccessLog as LookedAt
from apps.audit.models import DayDigest, Event
from apps.audit.services import Subject
from apps.cases.enums import DefectKind
from apps.cases.models import Case
from apps.cases.services import ReturnItem, return_case
from apps.cases.services.notices import tell_household
from apps.cases.workflow import TABLE
from apps.documents.enums import Media
from apps.documents.models import StoredFile
from apps.documents.services import Owner, park_upload, store_generated
from apps.inspections.models import FieldPhoto
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.models import User
from apps.orgs.services import plan_coverage
from apps.outbox import services
from apps.outbox.enums import MessageState
from apps.outbox.models import Job, MailChoice, Message
from apps.outbox.services import choose_mail
from apps.programs.enums import DayKind, ParameterCode, Strength
from apps.programs.models import CalendarDay, CalendarYear, Milestone, Parameter, Program
from apps.programs.services import set_parameter
from apps.reports.enums import ProofOccasion
from apps.reports.models import ReportVersion, SnapshotProof, WeekSnapshot
from apps.reports.queries.weeks import all_weeks
from tests.factories import weeks
from tests.factories.appointments import choose, offer, slot
from tests.factories.field import PIECE, Phone
from tests.factories.stages import make_staged_case
from tests.factories.texts import queued
from tests.factories.uploads import jpeg, pdf
from tests.factories.world import NOON, World, make_case
from tests.outbox.kind import Kind
from tests.outbox.of_archives import OF_ARCHIVES
from tests.outbox.of_signals import OF_SIGNALS
from tests.outbox.outside import OUTSIDE

MESSAGES = "outbox_message"
OLD = "旧任务"


def nothing(world: World) -> Mapping[str, Any]:
    """Some tasks find enough to do."""
    return {}


def _old_key(world: World) -> Mapping[str, Any]:
    IdempotencyKey.objects.create(key=uuid4().hex, purpose="old", created_at=clock.now() - timedelta(days=40))
    return {}


def _stale_upload(world: World) -> Mapping[str, Any]:
    with clock.at(clock.now() - timedelta(days=2)):
        park_upload(by=world.zhou, upload=SimpleUploadedFile("方案.pdf", pdf()), kind="plan_drawing")
    return {}


def _old_calendar(world: World) -> Mapping[str, Any]:
    case = make_staged_case(world, "completed")
    Case.objects.filter(pk=case.pk).update(
        calendar_version="old", acceptance_due_on=case.acceptance_due_on - timedelta(days=1)
    )
    return {}


def shorten(program: Program) -> date:
    """Let the year begin a week ago, so that few snapshots are to be taken; return when it began before."""
    before = program.opens_on
    Program.objects.filter(pk=program.pk).update(opens_on=clock.today() - timedelta(days=8))
    return before


def _snapshots() -> tuple[int, int, int]:
    events = Event.objects.filter(action="week.sealed").count()
    return WeekSnapshot.objects.count() - events, ReportVersion.objects.count() - events, min(events, 1)


def _recounted(world: World) -> Mapping[str, Any]:
    _week_due(world)
    return {}


def _recounted_twice() -> int:
    whole = SnapshotProof.objects.filter(occasion=ProofOccasion.FULL).values("snapshot").order_by()
    return whole.annotate(times=Count("pk")).filter(times__gt=1).count()


def _returned(world: World) -> Mapping[str, Any]:
    with clock.at(clock.now() - timedelta(days=4)):
        case = make_case(world, "received")
        return_case(case_id=case.pk, by=world.wang, items=[ReturnItem("phone", DefectKind.WRONG, "看不清")])
    return {}


def _street_to_move(world: World) -> Mapping[str, Any]:
    # Alone in its street, and a draft: a household that is told would bring a job of delivery with it.
    make_case(world, "draft", by=world.hu, street_code="330102003")
    plan_coverage(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        regions=["330102003"],
        effective_on=clock.today(),
        reason="示例",
    )
    return {}


def _due(world: World) -> Mapping[str, Any]:
    make_staged_case(world, "building")
    return {}


def _week_due(world: World) -> Mapping[str, Any]:
    before = shorten(world.program)
    passed = [each for each in all_weeks(2026) if each.cutoff_at < clock.now()]
    week = weeks.snapshot(world, passed[-1].number, world.xihu)
    WeekSnapshot.objects.filter(pk=week.pk).update(due_at=clock.now() + timedelta(hours=2))
    Program.objects.filter(pk=world.program.pk).update(opens_on=before)
    return {}


def _milestone(world: World) -> Mapping[str, Any]:
    Milestone.objects.create(
        program=world.program, name="试", due_on=clock.today() + timedelta(days=7), share=50
    )
    return {}


def _old_message(world: World) -> Mapping[str, Any]:
    with clock.at(clock.now() - timedelta(days=100)):
        services.tell(
            to=[services.Person(1)],
            kind="old",
            title="旧消息",
            by=SYSTEM,
            key="old",
            subject=Subject("case", "1"),
        )
    return {}


def _old_job(world: World) -> Mapping[str, Any]:
    with clock.at(clock.now() - timedelta(days=100)):
        job = services.enqueue(task="outbox.forget_old_keys", by=SYSTEM, title=OLD)
        services.run_job(job.pk)
    return {}


def _old_sign_in(world: World) -> Mapping[str, Any]:
    row = AccessLog.objects.create(username="old", ip_address="127.0.0.1", path_info="/")
    AccessLog.objects.filter(pk=row.pk).update(attempt_time=clock.now() - timedelta(days=4000))
    return {}


def _export(world: World) -> Mapping[str, Any]:
    return {
        "by": world.wang,
        "personal": {"purpose": "核对", "text": "", "group": "", "status": "", "flag": ""},
    }


def _old_export(world: World) -> Mapping[str, Any]:
    with clock.at(clock.now() - timedelta(days=8)):
        store_generated(
            by=world.wang, content=b"PK", name="a.xlsx", owner=Owner("job", "1"), kind="case_export",
            label="旧清单", sensitive=True, media_type=Media.XLSX,
        )  # fmt: skip
    return {}


def _message(world: World) -> None:
    case = make_case(world, "received")
    with override_settings(MESSAGE_ADAPTER="console"):
        tell_household(case=case, move=TABLE["receive"], by=SYSTEM, key="kinds")


def _chooses(by: Actor, rhythm: str) -> None:
    with clock.at(clock.now() - timedelta(hours=1)):
        choose_mail(by=by, rhythm=rhythm, hour=7, address="a@example.cn")


def _wants_mail(world: World) -> Mapping[str, Any]:
    year, _ = CalendarYear.objects.get_or_create(year=clock.today().year)
    CalendarDay.objects.create(year=year, day=clock.today(), kind=DayKind.MAKEUP, name="调休")
    _chooses(world.wang, "at_once")
    make_case(world, "received")
    return {}


def _mail_due(world: World) -> Mapping[str, Any]:
    _chooses(world.shen, "daily")
    make_case(world, "received")
    return {"args": {"user": world.shen.user_id, "until": clock.now().isoformat()}}


def _stuck(world: World) -> Mapping[str, Any]:
    queued(make_case(world, "received"))
    return {}


def _half_a_photo(world: World) -> Mapping[str, Any]:
    case = make_staged_case(world, "building")
    with clock.at(clock.now() - timedelta(days=10)):
        sheet = Phone.of(world, "wu").begin(case)
        taken = sheet.snap(content=jpeg(size=(400, 300)))
        sheet.announce()
        sheet.announce_photo(taken)
        sheet.piece(taken, 0, taken.content[:PIECE])
    return {}


def _told_once(kind: str) -> Callable[[], bool]:
    """Whether messages of a kind are there, and no desk has two of the same title."""

    def told() -> bool:
        rows = list(
            Message.objects.filter(kind__startswith=kind).values_list("title", "organisation_id", "role")
        )
        return bool(rows) and len(rows) == len(set(rows))

    return told


def _unused(world: World) -> Mapping[str, Any]:
    set_parameter(
        by=world.shi,
        organisation=world.shangcheng,
        code=ParameterCode.ACCOUNT_WARN_DAYS,
        value="90",
        source="示例〔2026〕1号",
        strength=Strength.LOCAL,
        valid_from=clock.today() + timedelta(days=1),
    )
    Parameter.objects.update(valid_from=clock.today())
    User.objects.exclude(pk=world.wang.user_id).update(last_login=clock.now())
    return {}


def _left_list(world: World) -> Mapping[str, Any]:
    make_staged_case(world, "building")
    return {"args": {"enterprise": world.shili.pk, "reason": "自愿退出"}}


def _joined(world: World) -> Mapping[str, Any]:
    case = make_staged_case(world, "designing")
    # Nobody was told yet: the enterprise had no account while these messages were written.
    Message.objects.filter(subject_id=str(case.pk)).delete()
    return {"args": {"enterprise": world.shili.pk}}


def _visit_tomorrow(world: World) -> Mapping[str, Any]:
    case = make_staged_case(world, "completed")
    # On the day after the one that the clock of these tests shows: on no other is anybody reminded.
    day = (clock.today() - NOON.date()).days + 1
    row = choose(offer(world, case, slot(day), slot(day + 1)), world.zhou)
    # The one armed for the day before would wait beyond the test.
    Job.objects.filter(task="inspections.remind_appointment").delete()
    return {"args": {"appointment": str(row.pk), "version": row.version}}


KINDS = (
    # First: it makes this Sunday a working day.
    Kind(
        "pages.ask_for_mails",
        _wants_mail,
        "outbox_mailchoice",
        Job.objects.filter(task="outbox.mail", key__contains=":at_once:").count,
    ),
    Kind("audit.seal_yesterday", nothing, "audit_daydigest", DayDigest.objects.count),
    Kind(
        "cases.refresh_clocks",
        _old_calendar,
        "cases_case",
        Event.objects.filter(action="case.clock_refreshed").count,
    ),
    Kind(
        "cases.follow_bodies",
        _street_to_move,
        "cases_jurisdictionchange",
        Event.objects.filter(action="case.handed_over").count,
    ),
    Kind(
        "outbox.mail",
        _mail_due,
        "outbox_mailchoice",
        MailChoice.objects.filter(rhythm="daily", sent_on__isnull=False).count,
    ),
    Kind("outbox.end_stuck", _stuck, MESSAGES, Message.objects.filter(state=MessageState.FAILED).count),
    Kind("reports.verify_counters", _recounted, "reports_snapshotproof", _recounted_twice, 0),
    Kind("reports.seal_weeks", nothing, "reports_weekseal", _snapshots, (0, 0, 1)),
    Kind(
        "documents.discard_stale_parked",
        _stale_upload,
        "documents_storedfile",
        lambda: (
            Event.objects.filter(action="file_discarded", facts__contains="plan_drawing").count(),
            StoredFile.objects.filter(owner_kind="parked").count(),
        ),
        (1, 0),
    ),
    Kind(
        "outbox.forget_old_keys",
        _old_key,
        "outbox_idempotencykey",
        IdempotencyKey.objects.filter(purpose="old").count,
        0,
    ),
    Kind("cases.tell_unlisted", _left_list, MESSAGES, _told_once("enterprise.unlisted"), True),
    Kind("cases.tell_joined", _joined, MESSAGES, _told_once("turn."), True),
    Kind("cases.remind_due", _due, MESSAGES, _told_once("due."), True),
    Kind("cases.remind_returned", _returned, MESSAGES, _told_once("returned."), True),
    Kind(
        "inspections.remind_appointment",
        _visit_tomorrow,
        MESSAGES,
        Message.objects.filter(key__contains=":tomorrow").count,
    ),
    Kind("reports.remind_reports", _week_due, MESSAGES, _told_once("report."), True),
    Kind("reports.remind_milestones", _milestone, MESSAGES, _told_once("milestone."), True),
    Kind("outbox.forget_old_messages", _old_message, MESSAGES, Message.objects.filter(kind="old").count, 0),
    Kind("outbox.forget_old_jobs", _old_job, "", Job.objects.filter(title=OLD).count, 0),
    Kind(
        "outbox.deliver",
        _message,
        MESSAGES,
        Message.objects.filter(
            kind__startswith="household.receive", state=MessageState.SENT, attempts__gt=0
        ).count,
    ),
    Kind(
        "inspections.discard_stale_uploads",
        _half_a_photo,
        "inspections_fieldphoto",
        FieldPhoto.objects.filter(received__gt=0).count,
        0,
    ),
    Kind(
        "doors.purge_logs",
        _old_sign_in,
        "axes_accesslog",
        lambda: (
            AccessLog.objects.filter(username="old").count(),
            Event.objects.filter(action="logs.purged").count(),
        ),
        (0, 1),
    ),
    *OF_SIGNALS,
    *OF_ARCHIVES,
    *OUTSIDE,
    Kind("administration.unused_accounts", _unused, MESSAGES, _told_once("people"), True),
    Kind(
        "pages.export_cases",
        _export,
        "documents_storedfile",
        lambda: (
            StoredFile.objects.filter(owner_kind="job")
            .exclude(created_at__lt=clock.now() - timedelta(days=1))
            .count(),
            LookedAt.objects.filter(kind="export").count(),
        ),
        (1, 1),
    ),
    Kind(
        "pages.discard_old_exports",
        _old_export,
        "documents_storedfile",
        StoredFile.objects.filter(label="旧清单").count,
        0,
    ),
)
