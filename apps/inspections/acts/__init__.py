"""What people do about works and acceptance."""

from apps.inspections.acts.acceptance import ON_ATTEMPT, OPEN
from apps.inspections.acts.appointments import APPOINTMENTS, OFFER, ON_APPOINTMENT, ON_APPOINTMENTS
from apps.inspections.acts.defects import BY_ENTERPRISE, BY_HOUSEHOLD
from apps.inspections.acts.ends import CONFIRM_FINISH, FINISH, REJECT_FINISH
from apps.inspections.acts.grounds import ACCEPTANCE, WORKS
from apps.inspections.acts.products import RECORD_PRODUCT, REPORT_FAULT
from apps.inspections.acts.remedies import AFTERWARDS, RECTIFY_ITEM
from apps.inspections.acts.showcase import MARK_SHOWCASE, UNMARK_SHOWCASE
from apps.inspections.acts.visits import PATROL, RECTIFY_DEFECT, SPOT_CHECK, VERIFY_DEFECT
from apps.inspections.acts.warranty import RECORD_WARRANTY
from apps.inspections.acts.works import CORRECT_DAYS, PAUSING, REPORTING, SETTLE_PAUSE, START

ON_WORKS = (
    *(START, CONFIRM_FINISH, REJECT_FINISH, PATROL, SPOT_CHECK, *REPORTING, FINISH, *PAUSING),
    *BY_HOUSEHOLD,
    CORRECT_DAYS,
    RECORD_PRODUCT,
    REPORT_FAULT,
)
"""Acts of the tab 施工与巡查, in the order of their buttons."""

ON_ACCEPTANCE = (*ON_ATTEMPT, OPEN, *AFTERWARDS, RECORD_WARRANTY, MARK_SHOWCASE, UNMARK_SHOWCASE)
"""Acts of the tab 验收, in the order of their buttons."""

ACTS = (
    *ON_WORKS,
    SETTLE_PAUSE,
    RECTIFY_DEFECT,
    VERIFY_DEFECT,
    *BY_ENTERPRISE,
    *ON_ACCEPTANCE,
    RECTIFY_ITEM,
    *ON_APPOINTMENTS,
)

__all__ = [
    "ACCEPTANCE",
    "ACTS",
    "AFTERWARDS",
    "APPOINTMENTS",
    "OFFER",
    "ON_ACCEPTANCE",
    "ON_APPOINTMENT",
    "ON_ATTEMPT",
    "ON_WORKS",
    "OPEN",
    "RECORD_WARRANTY",
    "WORKS",
]
