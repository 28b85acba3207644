"""What people do about works and acceptance."""

from apps.inspections.acts.visits import PATROL, RECTIFY_DEFECT, SPOT_CHECK, VERIFY_DEFECT
from apps.inspections.acts.works import CONFIRM_FINISH, REJECT_FINISH, REPORTING, START

ON_WORKS = (START, CONFIRM_FINISH, REJECT_FINISH, PATROL, SPOT_CHECK, *REPORTING)
"""Acts of the tab 施工与巡查, in the order of their buttons."""

ACTS = (*ON_WORKS, RECTIFY_DEFECT, VERIFY_DEFECT)

__all__ = ["ACTS", "ON_WORKS"]
