"""What the case page shows of plans."""

from django.db.models import OuterRef, Subquery

from apps.cases.frame import Tab, register, register_remark, register_sign
from apps.plans.enums import PlanStatus
from apps.plans.models import PlanVersion
from apps.plans.queries.application import unstamped_remark

register(Tab("plan", "方案与预算", "plans:plan", 20))

register_remark(unstamped_remark)

register_sign(
    "plan_submitted",
    Subquery(
        PlanVersion.objects.filter(case=OuterRef("pk"), status=PlanStatus.SUBMITTED)
        .order_by("-number")
        .values("submitted_at")[:1]
    ),
)
