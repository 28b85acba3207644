"""What the case page shows of works and acceptance."""

from django.db.models import Exists, OuterRef, Q, Subquery

from apps.cases.enums import Removal, Status
from apps.cases.frame import Tab, register, register_ending_bar, register_remark, register_sign
from apps.inspections.enums import DefectStatus, PauseStatus, Verdict
from apps.inspections.models import AcceptanceAttempt, Defect, StopWork, WorksReport
from apps.inspections.queries.absences import unreachable_bar
from apps.inspections.queries.appointments import moved_remark
from apps.inspections.queries.notable import unpatrolled_remark

register(
    Tab("works", "施工与巡查", "inspections:works", 30),
    Tab("acceptance", "验收", "inspections:acceptance", 40),
    Tab("appointments", "上门预约", "inspections:appointments", 45),
)

register_remark(unpatrolled_remark)
register_remark(moved_remark)
register_ending_bar(Removal.UNREACHABLE.value, unreachable_bar)

_OF_WORKS = {"case": OuterRef("pk"), "enterprise": OuterRef("enterprise")}

register_sign(
    "finish_reported",
    Subquery(
        WorksReport.objects.filter(**_OF_WORKS)
        .finish()
        .pending()
        .order_by("-reported_at")
        .values("reported_at")[:1]
    ),
)
register_sign(
    "rectified_reported",
    Subquery(
        WorksReport.objects.filter(**_OF_WORKS)
        .rectified()
        .pending()
        .order_by("-reported_at")
        .values("reported_at")[:1]
    ),
)
# All of them: as long as one is open the enterprise still has something to mend.
_OPEN = Defect.objects.filter(
    case=OuterRef("case"), enterprise=OuterRef("enterprise"), status=DefectStatus.OPEN, channel=""
)
register_sign(
    "defects_mended",
    Subquery(
        Defect.objects.filter(~Exists(_OPEN), **_OF_WORKS, status=DefectStatus.RECTIFIED, channel="")
        .order_by("-rectified_at")
        .values("rectified_at")[:1]
    ),
)
# Only where it may be settled before somebody judges the days; what must be mended comes first.
_JUDGED = AcceptanceAttempt.objects.open().filter(~Q(verdict=""), case=OuterRef("case"))
register_sign(
    "pause_entered",
    Subquery(
        StopWork.objects.filter(
            ~Exists(_JUDGED),
            **_OF_WORKS,
            status=PauseStatus.PENDING,
            case__status__in=[Status.BUILDING, Status.COMPLETED],
        )
        .order_by("stopped_at")
        .values("stopped_at")[:1]
    ),
)
# Judged by both: a verdict of 需整改 needs no word of the household.
register_sign(
    "attempt_judged",
    Subquery(
        AcceptanceAttempt.objects.filter(
            Q(verdict=Verdict.FAIL) | ~Q(verdict="") & ~Q(satisfaction=""), case=OuterRef("pk")
        )
        .open()
        .values("verdict_at")[:1]
    ),
)
